/** Where the private key of a certificate is, as the certificate store says (CERT_KEY_PROV_INFO_PROP_ID). */
import { keyStorage } from './cng.ts'
import { MS_SCARD_PROV } from './constants.ts'
import { cryptKeyProvInfo, decodeStruct, encodeStruct, readText } from './structs.ts'

export interface KeyLocation {
  /** The name of the key (CNG) or of its container (CryptoAPI). */
  readonly container: string
  readonly provider: string
  /** 0: CNG; otherwise the type of a CryptoAPI provider. */
  readonly providerType: number
  readonly flags: number
  /** AT_KEYEXCHANGE or AT_SIGNATURE in CryptoAPI, 0 in CNG. */
  readonly keySpec: number
}

/** A key of the current user in one of CNG's providers. */
export function cngLocation(name: string, provider: string): KeyLocation {
  return { container: name, provider, providerType: 0, flags: 0, keySpec: 0 }
}

export function isCng({ providerType }: KeyLocation): boolean {
  return providerType === 0
}

export function isSmartCard({ provider }: KeyLocation): boolean {
  return provider === keyStorage.smartCard || provider === MS_SCARD_PROV
}

/** Do both name the same key? Windows does not tell capitals from small letters in the names of key files. */
export function isSameKey(a: KeyLocation, b: KeyLocation): boolean {
  const place = ({ container, provider }: KeyLocation): string => JSON.stringify([container, provider]).toLowerCase()
  return place(a) === place(b) && isCng(a) === isCng(b)
}

export function encodeLocation({ container, provider, providerType, flags, keySpec }: KeyLocation): Buffer {
  return encodeStruct(cryptKeyProvInfo, {
    pwszContainerName: container,
    pwszProvName: provider,
    dwProvType: providerType,
    dwFlags: flags,
    cProvParam: 0,
    rgProvParam: null,
    dwKeySpec: keySpec,
  })
}

/** @param property what CertGetCertificateContextProperty wrote: the structure, and behind it what it points at */
export function decodeLocation(property: Buffer): KeyLocation {
  type Name = 'pwszContainerName' | 'pwszProvName' | 'dwProvType' | 'dwFlags' | 'dwKeySpec'
  const info = decodeStruct<Name>(cryptKeyProvInfo, property)
  return {
    container: readText(info.pwszContainerName),
    provider: readText(info.pwszProvName),
    providerType: Number(info.dwProvType),
    flags: Number(info.dwFlags),
    keySpec: Number(info.dwKeySpec),
  }
}
