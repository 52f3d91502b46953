/**
 * Keeps short secrets in the ledger so that the ledger alone does not tell them: AES-256-GCM under a key that is
 * derived from the issuing CA's. Whoever has that key can make certificates without any password, so nothing is lost
 * with it that was not lost already; and a copy of the books without the CA's folder opens nothing.
 */
import { createCipheriv, createDecipheriv, hkdfSync, type KeyObject, randomBytes } from 'node:crypto'

export interface Seal {
  /** @param label what the secret belongs to: sealed for one, it cannot be moved to another */
  close(secret: string, label: string): Uint8Array
  /** undefined when it is not ours, not this label's, or was changed. */
  open(sealed: Uint8Array, label: string): string | undefined
}

const nonceLength = 12
const tagLength = 16

export function createSeal(authorityKey: KeyObject): Seal {
  const material = authorityKey.export({ type: 'pkcs8', format: 'der' })
  const key = Buffer.from(hkdfSync('sha256', material, '', 'demo bank: secrets in the ledger', 32))
  return {
    close(secret, label) {
      const nonce = randomBytes(nonceLength)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(label))
      const hidden = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
      return new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), hidden]))
    },
    open(sealed, label) {
      const bytes = Buffer.from(sealed)
      try {
        const cipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceLength))
          .setAAD(Buffer.from(label))
          .setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength))
        const hidden = bytes.subarray(nonceLength + tagLength)
        return Buffer.concat([cipher.update(hidden), cipher.final()]).toString('utf8')
      } catch {
        return undefined
      }
    },
  }
}
