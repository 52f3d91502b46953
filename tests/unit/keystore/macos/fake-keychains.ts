/** The user's keychains in memory: what is in them, and what outlives the process that works in them. */
import { createHash, type KeyObject } from 'node:crypto'
import { newPrivateKey, pairOf, someKeyPair } from '../some-keys.ts'

export type Place = 'file' | 'data-protection'

interface Item {
  readonly id: number
  readonly place: Place
  readonly label: string
  /** SHA-1 of the public key: kSecAttrApplicationLabel of keys, kSecAttrPublicKeyHash of certificates. */
  readonly hash: Buffer
}
export interface StoredKey extends Item {
  readonly kind: 'private' | 'public'
  readonly tag: string
  readonly key: KeyObject
  readonly extractable: boolean
  /** Programs that may use it unasked, '' for the running one; undefined in the Secure Enclave. */
  readonly trusted: readonly string[] | undefined
  /** SecAccessControlCreateFlags; undefined outside of the Secure Enclave. */
  readonly accessControl: number | undefined
}
export interface StoredCertificate extends Item {
  readonly kind: 'certificate'
  readonly der: Buffer
  /** Issuer and serial number. */
  readonly primaryKey: string
}

type New<T extends Item> = Omit<T, 'id'>
type Wanted = Omit<New<StoredKey>, 'kind' | 'hash' | 'key'> & { readonly bits: number; readonly elliptic: boolean }

export class Keychains {
  items: (StoredKey | StoredCertificate)[] = []
  locked = false
  entitled = true
  hasEnclave = true
  newRsaPair = someKeyPair

  keys(kind: StoredKey['kind']): StoredKey[] {
    return this.items.filter((item): item is StoredKey => item.kind === kind)
  }

  certificates(): StoredCertificate[] {
    return this.items.filter((item): item is StoredCertificate => item.kind === 'certificate')
  }

  identities(): StoredCertificate[] {
    const hasKey = (item: StoredCertificate): boolean =>
      this.keys('private').some(({ hash, place }) => hash.equals(item.hash) && place === item.place)
    return this.certificates().filter(hasKey)
  }

  add(item: New<StoredKey> | New<StoredCertificate>): StoredKey | StoredCertificate {
    const added = { ...item, id: Math.max(0, ...this.items.map(({ id }) => id)) + 1 }
    this.items.push(added)
    return added
  }

  /** A new pair; the Secure Enclave keeps no public half of its own. */
  generate(wanted: Wanted): StoredKey {
    const { bits, elliptic, ...shared } = wanted
    const namedCurve = { 256: 'prime256v1', 384: 'secp384r1' }[bits] ?? `a curve of ${bits} bits`
    const pair = elliptic ? pairOf(newPrivateKey({ namedCurve })) : this.newRsaPair(bits)
    const hash = createHash('sha1').update(externalRepresentation(pair.publicKey)).digest()
    const made = this.add({ ...shared, hash, kind: 'private', key: pair.privateKey })
    if (shared.place === 'file') this.add({ ...shared, hash, kind: 'public', key: pair.publicKey, extractable: true })
    return made as StoredKey
  }
}

/** RSAPublicKey of PKCS#1 or an X9.63 point, as SecKeyCopyExternalRepresentation writes a public key. */
export function externalRepresentation(key: KeyObject): Buffer {
  if (key.asymmetricKeyType === 'rsa') return key.export({ type: 'pkcs1', format: 'der' })
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  return Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
}
