import { type KeyProtection, partsOfScheme, type SignatureScheme } from '../../renewal/key.ts'
import type { Capi } from './capi.ts'
import { isMicrosofts } from './capi.ts'
import { type Cng, keyStorage } from './cng.ts'
import {
  NCRYPT_ALLOW_EXPORT_FLAG,
  NCRYPT_ALLOW_PLAINTEXT_EXPORT_FLAG,
  NCRYPT_IMPL_REMOVABLE_FLAG,
  NCRYPT_MACHINE_KEY_FLAG,
} from './constants.ts'
import { ownName } from '../own-keys.ts'
import { isCng, isSmartCard, type KeyLocation } from './key-location.ts'
import type { NamedKeys } from './named-keys.ts'
import { WindowsError } from './status.ts'

const exportAllowed = NCRYPT_ALLOW_EXPORT_FLAG | NCRYPT_ALLOW_PLAINTEXT_EXPORT_FLAG

/** Private keys as certificates name them: ours, those of other programs, older ones and those in cards. */
export class CertificateKeys {
  readonly #protections = new Map<string, KeyProtection>()

  constructor(
    private readonly cng: Cng,
    private readonly capi: Capi,
    private readonly named: NamedKeys,
  ) {}

  /** The name that Koshin made the key under. */
  ownName(location: KeyLocation): string | undefined {
    return isWindowsOwn(location) ? ownName(location.container) : undefined
  }

  protection(location: KeyLocation): KeyProtection {
    if (isSmartCard(location)) return 'smart-card'
    if (!isCng(location)) return 'capi'
    if (location.provider === keyStorage.software) return 'cng-software'
    if (location.provider === keyStorage.tpm) return 'cng-tpm'
    const known = this.#protections.get(location.provider) ?? this.#ask(location.provider)
    this.#protections.set(location.provider, known)
    return known
  }

  /**
   * Asks Windows' own providers alone, and without a question to the user: a card would have to be put in, and what
   * other makers' providers do when asked nobody knows. undefined, too, when the key is missing or broken.
   */
  exportable(location: KeyLocation): boolean | undefined {
    try {
      if (isWindowsOwn(location)) {
        using provider = this.cng.openProvider(location.provider)
        using key = this.cng.openKey(provider, location.container, location.flags & NCRYPT_MACHINE_KEY_FLAG)
        return (this.cng.exportPolicy(key) & exportAllowed) !== 0
      }
      return isOlderWindowsOwn(location) ? this.capi.exportable(location) : undefined
    } catch (error) {
      if (error instanceof WindowsError) return undefined
      throw error
    }
  }

  /** May ask the user: for a PIN, or for consent. @param digest by the scheme's hash */
  sign(location: KeyLocation, digest: Uint8Array, scheme: SignatureScheme): Uint8Array {
    const name = this.ownName(location)
    const own = name === undefined ? undefined : this.named.find(name)
    if (name !== undefined && own !== undefined) return this.named.sign(name, own, digest, scheme)
    if (!isCng(location)) return this.capi.sign(location, digest, partsOfScheme(scheme).hash)
    using provider = this.cng.openProvider(location.provider)
    using key = this.cng.openKey(provider, location.container, location.flags & NCRYPT_MACHINE_KEY_FLAG)
    return this.cng.sign(key, digest, { scheme, silent: false })
  }

  /** Deletes what Windows' own providers hold, if it is still there. What is in a card stays in the card. */
  delete(location: KeyLocation): void {
    try {
      const name = this.ownName(location)
      if (name !== undefined) return this.named.delete(name)
      if (isOlderWindowsOwn(location)) return this.capi.delete(location)
      if (!isWindowsOwn(location)) return
      using provider = this.cng.openProvider(location.provider)
      using key = this.cng.openKey(provider, location.container, location.flags & NCRYPT_MACHINE_KEY_FLAG)
      this.cng.delete(key)
    } catch (error) {
      if (!(error instanceof WindowsError) || error.code !== 'keystore.key-missing') throw error
    }
  }

  #ask(name: string): KeyProtection {
    try {
      using provider = this.cng.openProvider(name)
      return (this.cng.implementation(provider) & NCRYPT_IMPL_REMOVABLE_FLAG) === 0 ? 'other' : 'smart-card'
    } catch (error) {
      if (error instanceof WindowsError) return 'other'
      throw error
    }
  }
}

function isWindowsOwn(location: KeyLocation): boolean {
  const { provider } = location
  return isCng(location) && (provider === keyStorage.software || provider === keyStorage.tpm)
}

function isOlderWindowsOwn(location: KeyLocation): boolean {
  return !isCng(location) && isMicrosofts(location) && !isSmartCard(location)
}
