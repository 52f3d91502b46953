/** A key store that holds keys in memory, as far as a CMP client asks for it. */
import { type KeyObject, sign } from 'node:crypto'
import { failure, success } from '../../../../main/renewal/errors.ts'
import type { KeyReference, KeyStore } from '../../../../main/renewal/ports.ts'
import { partsOfScheme } from '../../../../main/renewal/key.ts'
import { sha256 } from '../../../../main/x509/read.ts'

export interface MemoryKeys extends Pick<KeyStore, 'read' | 'sign'> {
  /** The names and thumbprints whose keys were used, in their order. */
  readonly used: string[]
}

/** @param held certificates (DER) with their keys */
export function memoryKeys(
  keys: Readonly<Record<string, KeyObject>>,
  held: readonly { readonly certificate: Uint8Array; readonly key: KeyObject }[] = [],
): MemoryKeys {
  const owners = new Map(held.map((one) => [sha256(one.certificate), one]))
  const used: string[] = []
  const keyOf = (key: KeyReference): KeyObject | undefined =>
    'name' in key ? keys[key.name] : owners.get(key.thumbprint)?.key
  return {
    used,
    async read(thumbprint) {
      const owner = owners.get(thumbprint)
      if (owner === undefined) return success(undefined)
      return success({
        der: owner.certificate,
        thumbprint,
        keyName: undefined,
        retired: false,
        protection: 'other',
        exportable: false,
      })
    },
    async sign(key, data, scheme = 'rsa-pkcs1-sha256') {
      const found = keyOf(key)
      if (found === undefined) return failure('keystore.key-missing')
      used.push('name' in key ? key.name : key.thumbprint)
      return success(new Uint8Array(sign(partsOfScheme(scheme).hash, data, found)))
    },
  }
}
