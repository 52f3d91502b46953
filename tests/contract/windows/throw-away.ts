import { createPublicKey, type KeyObject, randomBytes } from 'node:crypto'
import { createRemoteKeyStore } from '../../../main/keystore/process/remote-key-store.ts'
import type { KeyStore } from '../../../main/renewal/ports.ts'
import { createTestAuthority, thumbprintOf } from '../test-authority.ts'
import type { KeyLink } from './hand.ts'
import type { WindowsMachine } from './machine.ts'
import type { EndingWorker, Gaps } from './wine/worker.ts'

/** CryptoAPI's providers of Internet Explorer's days: PROV_RSA_FULL, and PROV_RSA_AES. */
export const olderProviders = [
  { provider: 'Microsoft Enhanced Cryptographic Provider v1.0', providerType: 1 },
  { provider: 'Microsoft Enhanced RSA and AES Cryptographic Provider', providerType: 24 },
]

const authority = createTestAuthority('試験認証局')

/** A system store of the current user under a name that nobody else has, and all that was made for it. */
export function throwAway(machine: WindowsMachine, gaps: Gaps, location = `Koshin${randomBytes(6).toString('hex')}`) {
  const workers: EndingWorker[] = []
  const stores: { close(): void }[] = []
  const keys = new Set<string>()
  const older: KeyLink[] = []
  let isOver = false

  return {
    location,
    workers,

    /** Another process than that of any other store of this place. @param execArgv options for Node itself */
    open(execArgv: string[] = []): KeyStore {
      const startWorker = () => {
        const worker = machine.startKeyStore(gaps, execArgv)
        workers.push(worker)
        return { ...worker, kill: () => (isOver ? worker.leave() : worker.kill()) }
      }
      const store = createRemoteKeyStore({ location, startWorker })
      stores.push(store)
      return {
        ...store,
        makeKey(name, specification) {
          keys.add(name)
          return store.makeKey(name, specification)
        },
      }
    },

    /** Ends every process that is running; each store goes on in a new one. */
    async crash(): Promise<void> {
      for (const worker of workers) worker.kill()
      await Promise.all(workers.map(({ gone }) => gone))
    },

    /** A certificate with a key of CryptoAPI, put there by another program. */
    async addOlder({ provider, providerType } = olderProviders[0]!) {
      const link = { provider, providerType, container: `鍵 ${randomBytes(6).toString('hex')}` }
      older.push(link)
      const publicKey = spki(await machine.hand.makeOlderKey(link))
      const der = authority.issue({ publicKey, holder: '𠮷野 花子 🐼' })
      await machine.hand.add(location, [{ der, link, friendlyName: '見本 太郎 🔑' }])
      return { der, link, publicKey, thumbprint: thumbprintOf(der) }
    },

    /** What other programs see of a certificate. */
    async shown(der: Uint8Array) {
      return (await machine.hand.show(location)).find((one) => Buffer.from(one.der).equals(der))
    },

    async dispose(): Promise<void> {
      isOver = true
      for (const store of stores) store.close()
      await Promise.all(workers.map(({ gone }) => gone))
      await machine.hand.remove([location, `${location}-CA`], [...keys])
      for (const link of older) await machine.hand.deleteOlderKey(link)
    },
  }
}

/** @param spki SubjectPublicKeyInfo, DER */
export function publicKeyFrom(spki: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
}

/** SubjectPublicKeyInfo, DER. */
function spki({ modulus, exponent }: { modulus: Uint8Array; exponent: number }): Uint8Array {
  const e = Buffer.alloc(4)
  e.writeUInt32BE(exponent)
  const jwk = { kty: 'RSA', n: Buffer.from(modulus).toString('base64url'), e: e.subarray(1).toString('base64url') }
  return createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'der' })
}
