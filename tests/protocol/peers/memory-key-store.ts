/** A key store in memory, as far as a check of a bank needs one. Its keys are on P-256, which take no time to make. */
import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { done, failure, success } from '../../../main/renewal/errors.ts'
import type { KeyReference, KeyStore, StoredCertificate } from '../../../main/renewal/ports.ts'
import { derToPem } from '../../../main/x509/pem.ts'
import { sha256 } from '../../../main/x509/read.ts'
import { fakeKeyStore } from '../../unit/keystore/fake-key-store.ts'
import type { KeyPair } from './node-transport.ts'

export interface MemoryKeyStore {
  readonly keyStore: KeyStore
  /** For a transport: by thumbprint. */
  readonly identities: ReadonlyMap<string, KeyPair>
  /** Names of keys, with or without a certificate. */
  keys(): readonly string[]
}

/** @param given every key is this one; undefined: each is new */
export function memoryKeyStore(given?: KeyObject): MemoryKeyStore {
  const keys = new Map<string, KeyObject>()
  const stored = new Map<string, StoredCertificate>()
  const identities = new Map<string, KeyPair>()
  const nameOf = (key: KeyReference) => ('name' in key ? key.name : (stored.get(key.thumbprint)?.keyName ?? ''))
  const spki = (key: KeyObject) => new Uint8Array(createPublicKey(key).export({ type: 'spki', format: 'der' }))
  const keyStore = fakeKeyStore({
    async makeKey(name) {
      const key = keys.get(name) ?? given ?? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
      keys.set(name, key)
      return success({ publicKey: spki(key), protection: 'other' })
    },
    async sign(reference, data) {
      const key = keys.get(nameOf(reference))
      return key === undefined ? failure('keystore.key-missing') : success(new Uint8Array(sign('sha256', data, key)))
    },
    async install(der, keyName) {
      const key = keys.get(keyName)
      if (key === undefined) return failure('keystore.key-missing')
      const thumbprint = sha256(der)
      const held = { keyName, retired: false, protection: 'other', exportable: false } as const
      stored.set(thumbprint, { der, thumbprint, ...held })
      const pem = key.export({ type: 'pkcs8', format: 'pem' })
      identities.set(thumbprint, { certificate: derToPem(der), key: pem.toString() })
      return done
    },
    read: async (thumbprint) => success(stored.get(thumbprint)),
    list: async () => success([...stored.values()]),
    listKeys: async () => success([...keys.keys()].sort()),
    listAuthorities: async () => success([]),
    async delete(thumbprint) {
      keys.delete(stored.get(thumbprint)?.keyName ?? '')
      stored.delete(thumbprint)
      return done
    },
    async discardKey(name) {
      keys.delete(name)
      return done
    },
  })
  return { keyStore, identities, keys: () => [...keys.keys()] }
}
