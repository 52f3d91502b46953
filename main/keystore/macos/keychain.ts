import { fromHex, hex } from '../../x509/der.ts'
import type { KeyProtection, KeySpecification } from '../../renewal/key.ts'
import { type CertificateParts, certificateParts, labelOf } from '../certificate-parts.ts'
import { curves, isEcAlgorithm, modulusBits } from '../own-keys.ts'
import { accessToEnclaveKey, accessToKey } from './access.ts'
import type { Entries, Pool } from './core-foundation.ts'
import type { ConstantName, Ref } from './foreign.ts'
import { publicKeyHash, subjectPublicKeyInfo } from './public-key.ts'
import { Security } from './security.ts'
import { product } from '../../renewal/product/product.ts'

export interface PrivateKey {
  /** SecKeyRef, for as long as the call lasts. */
  readonly ref: Ref
  readonly label: string
  /** By what macOS ties certificates to it, hex; empty for a key that has none. */
  readonly hash: string
  readonly protection: KeyProtection
}

export interface KeychainCertificate {
  readonly der: Uint8Array
  /** Of its item, which it is removed by. */
  readonly persistentReference: Ref
}

/** Keys of ours carry it beside their label, which users can change in Keychain Access. */
const applicationTag = product.applicationId

/**
 * The user's keychains during one call.
 *
 * Software keys are made in the file-based login keychain, the only one whose identities Safari, Chrome and
 * Chromium inside Electron all offer. Queries say nothing about where: macOS then searches the file-based keychains
 * and, as far as the app is entitled to it, the data-protection keychain, and merges what both have.
 */
export class Keychain {
  readonly security: Security
  readonly #file: Ref | undefined

  /** @param file the one keychain file to work in; undefined for the user's own */
  constructor(
    private readonly pool: Pool,
    file: string | undefined,
  ) {
    this.security = new Security(pool)
    this.#file = file === undefined ? undefined : this.security.openKeychain(file)
  }

  /** Private keys, all or those of one label. */
  privateKeys(label?: string): PrivateKey[] {
    const query = { ...this.#keys('kSecAttrKeyClassPrivate'), ...(label === undefined ? {} : { kSecAttrLabel: label }) }
    const found = this.security.find({ ...query, kSecReturnRef: true, kSecReturnAttributes: true })
    return found.flatMap((attributes) => {
      const ref = this.pool.valueOf(attributes, 'kSecValueRef')
      if (ref === undefined) return []
      const name = this.pool.valueOf(attributes, 'kSecAttrLabel')
      const hash = this.pool.valueOf(attributes, 'kSecAttrApplicationLabel')
      const token = this.pool.valueOf(attributes, 'kSecAttrTokenID')
      return {
        ref,
        label: name === undefined ? '' : this.pool.textOf(name),
        hash: hash === undefined ? '' : hex(this.pool.bytesOf(hash)),
        protection: this.#protection(token),
      }
    })
  }

  /** SubjectPublicKeyInfo, DER. */
  publicKeyOf({ ref }: PrivateKey): Uint8Array | undefined {
    const external = this.security.publicKeyOf(ref)
    return external === undefined ? undefined : subjectPublicKeyInfo(external)
  }

  makeKey(name: string, { algorithm, confirmUse }: KeySpecification, program: string): void {
    const kind: Entries = isEcAlgorithm(algorithm)
      ? {
          kSecAttrKeyType: this.#constant('kSecAttrKeyTypeECSECPrimeRandom'),
          kSecAttrKeySizeInBits: 8 * curves[algorithm].octets,
        }
      : { kSecAttrKeyType: this.#constant('kSecAttrKeyTypeRSA'), kSecAttrKeySizeInBits: modulusBits[algorithm] }
    this.security.createKey({
      ...kind,
      // At the top, not in kSecPrivateKeyAttrs: extractability is read here alone, and the public half has to be
      // permanent, too, or the private key of a later session has none.
      kSecAttrLabel: name,
      kSecAttrApplicationTag: Buffer.from(applicationTag),
      kSecAttrIsPermanent: true,
      kSecAttrIsExtractable: false,
      kSecAttrAccess: accessToKey(this.security, name, confirmUse, program),
      ...(this.#file === undefined ? {} : { kSecUseKeychain: this.#file }),
    })
  }

  makeEnclaveKey(name: string, { confirmUse }: KeySpecification): void {
    this.security.createKey({
      kSecAttrKeyType: this.#constant('kSecAttrKeyTypeECSECPrimeRandom'),
      kSecAttrKeySizeInBits: 256,
      kSecAttrTokenID: this.#constant('kSecAttrTokenIDSecureEnclave'),
      kSecUseDataProtectionKeychain: true,
      kSecAttrLabel: name,
      kSecPrivateKeyAttrs: {
        kSecAttrIsPermanent: true,
        kSecAttrApplicationTag: Buffer.from(applicationTag),
        kSecAttrAccessControl: accessToEnclaveKey(this.security, confirmUse),
      },
    })
  }

  /** The private half first: what is left after a crash is found by the same label or hash, and is no key. */
  removeKeys(of: { readonly label: string } | { readonly hash: string }): void {
    const which: Entries = 'label' in of ? { kSecAttrLabel: of.label } : { kSecAttrApplicationLabel: fromHex(of.hash) }
    for (const keyClass of ['kSecAttrKeyClassPrivate', 'kSecAttrKeyClassPublic'] as const) {
      const found = this.security.find({ ...this.#keys(keyClass), ...which, kSecReturnPersistentRef: true })
      for (const persistentReference of found) this.security.remove(persistentReference)
    }
  }

  /** The DER of every certificate whose private key is in the keychain, as macOS pairs them. */
  identities(): Uint8Array[] {
    const query = { kSecClass: this.#constant('kSecClassIdentity'), ...this.#searchList() }
    return this.security.find({ ...query, kSecReturnRef: true }).map((found) => this.security.certificateOf(found))
  }

  /** Every certificate, whether its private key is there or not; on request only those for one public key. */
  certificates(hash?: string): KeychainCertificate[] {
    const found = this.security.find({
      kSecClass: this.#constant('kSecClassCertificate'),
      ...(hash === undefined ? {} : { kSecAttrPublicKeyHash: fromHex(hash) }),
      ...this.#searchList(),
      kSecReturnData: true,
      kSecReturnPersistentRef: true,
    })
    return found.flatMap((attributes) => {
      const data = this.pool.valueOf(attributes, 'kSecValueData')
      const persistentReference = this.pool.valueOf(attributes, 'kSecValuePersistentRef')
      if (data === undefined || persistentReference === undefined) return []
      return { der: this.pool.bytesOf(data), persistentReference }
    })
  }

  /**
   * Adds a certificate, without any trust settings. The file-based keychain labels it itself, by its holder's name.
   *
   * @returns false when one with the same issuer and serial number is there
   */
  addCertificate(parts: CertificateParts, protection: KeyProtection): boolean {
    return this.security.add({
      kSecClass: this.#constant('kSecClassCertificate'),
      kSecValueRef: this.security.certificate(parts.der),
      kSecAttrLabel: labelOf(parts),
      // A certificate makes an identity with a key of the same kind of keychain only.
      ...(protection === 'secure-enclave' ? { kSecUseDataProtectionKeychain: true } : this.#target()),
    })
  }

  isUnlocked(): boolean {
    return this.security.isUnlocked(this.#file)
  }

  #protection(token: Ref | undefined): KeyProtection {
    if (token === undefined) return 'keychain-software'
    return this.pool.isConstant(token, 'kSecAttrTokenIDSecureEnclave') ? 'secure-enclave' : 'smart-card'
  }

  #keys(keyClass: ConstantName): Entries {
    const kind = { kSecClass: this.#constant('kSecClassKey'), kSecAttrKeyClass: this.#constant(keyClass) }
    return { ...kind, ...this.#searchList() }
  }

  #searchList(): Entries {
    return this.#file === undefined ? {} : { kSecMatchSearchList: this.pool.array([this.#file]) }
  }

  #target(): Entries {
    return this.#file === undefined ? {} : { kSecUseKeychain: this.#file }
  }

  #constant(name: ConstantName): Ref {
    return this.security.constant(name)
  }
}

/** The key that a certificate belongs to, as PrivateKey.hash; undefined for what is no certificate. */
export function keyHashOf(der: Uint8Array): string | undefined {
  const parts = certificateParts(der)
  return parts === undefined ? undefined : publicKeyHash(parts.publicKey)
}
