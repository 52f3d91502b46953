import type { KeyAlgorithm, KeySpecification, SignatureScheme } from '../../renewal/key.ts'
import type { Handle } from './calls.ts'
import { type Cng, keyStorage } from './cng.ts'
import { isStatus, status, WindowsError } from './status.ts'
import { product } from '../../renewal/product/product.ts'

export type Place = 'software' | 'tpm'

export interface NamedKey {
  readonly place: Place
  readonly handle: Handle
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array
}

/** A TPM that is not there is asked last. */
const places: readonly Place[] = ['software', 'tpm']

/** What ncrypt says of a provider that this Windows does not have or cannot load. */
const noProvider: readonly number[] = [
  status.NTE_KEYSET_NOT_DEF,
  status.NTE_PROVIDER_DLL_FAIL,
  status.NTE_PROV_DLL_NOT_FOUND,
  status.NTE_NOT_SUPPORTED,
]

/** Left by nobody but a check that was cut short, and then overwritten by the next. */
const checkName = `${product.keyPrefix}write-check`

/** The keys that Koshin made, by their names, in the software provider or in the TPM's. */
export class NamedKeys {
  /** Open handles: to open a TPM's key takes as long as to sign with it. */
  readonly #held = new Map<string, NamedKey>()

  constructor(private readonly cng: Cng) {}

  find(name: string): NamedKey | undefined {
    const held = this.#held.get(name)
    if (held !== undefined) return held
    for (const place of places) {
      const found = this.#open(name, place)
      if (found !== undefined) return found
    }
    return undefined
  }

  /** Of all keys in both places, other programs' among them. */
  names(): readonly string[] {
    return places.flatMap((place) => this.#namesIn(place)).filter((name) => name !== checkName)
  }

  /** The key of this name, made if there is none. `tpm-preferred` comes down to software whatever ails the TPM. */
  make(name: string, specification: KeySpecification): NamedKey {
    const { provider, algorithm, confirmUse } = specification
    const found = provider === 'tpm' ? this.find(name) : this.#findDespiteTpm(name)
    if (found !== undefined) return found
    if (provider === 'tpm-preferred') {
      try {
        return this.#create(name, 'tpm', algorithm, confirmUse)
      } catch (error) {
        // A user who said no to the TPM's key did not ask for another one.
        if (!(error instanceof WindowsError) || error.code === 'keystore.cancelled') throw error
      }
    }
    return this.#create(name, provider === 'tpm' ? 'tpm' : 'software', algorithm, confirmUse)
  }

  /** @param digest by the scheme's hash */
  sign(name: string, { handle }: NamedKey, digest: Uint8Array, scheme: SignatureScheme): Uint8Array {
    try {
      return this.cng.sign(handle, digest, { scheme, silent: false })
    } catch (error) {
      // Sleep, or a restart of Windows' key isolation, spoils open handles: the next call opens it anew.
      this.forget(name)
      throw error
    }
  }

  /** Wherever there is one of this name: a fall-back that was cut short may have left two. */
  delete(name: string): void {
    for (const place of places) {
      const held = this.#held.get(name)
      const key = held?.place === place ? held : this.#open(name, place)
      if (key === undefined) continue
      this.cng.delete(key.handle)
      this.#held.delete(name)
    }
  }

  /** The key stays; its handle is given back. */
  forget(name: string): void {
    this.#held.get(name)?.handle[Symbol.dispose]()
    this.#held.delete(name)
  }

  /** Is there whatever makes keys in software? */
  checkProvider(): void {
    this.cng.openProvider(keyStorage.software)[Symbol.dispose]()
  }

  /** Makes a key as they are made for certificates, and deletes it. */
  tryToMake(): void {
    using provider = this.cng.openProvider(keyStorage.software)
    using key = this.cng.createKey(provider, checkName, { algorithm: 'rsa-2048', confirmUse: false, overwrite: true })
    this.cng.delete(key)
  }

  #open(name: string, place: Place): NamedKey | undefined {
    let handle: Handle
    try {
      using provider = this.#openProvider(place)
      handle = this.cng.openKey(provider, name)
    } catch (error) {
      const none = error instanceof WindowsError && (error.code === 'keystore.key-missing' || isUnable(error, place))
      if (none) return undefined
      throw error
    }
    try {
      return this.#hold(name, place, handle)
    } catch (error) {
      handle[Symbol.dispose]()
      throw error
    }
  }

  #namesIn(place: Place): readonly string[] {
    try {
      using provider = this.#openProvider(place)
      return this.cng.keyNames(provider)
    } catch (error) {
      if (error instanceof WindowsError && isUnable(error, place)) return []
      throw error
    }
  }

  #findDespiteTpm(name: string): NamedKey | undefined {
    const held = this.#held.get(name) ?? this.#open(name, 'software')
    if (held !== undefined) return held
    try {
      return this.#open(name, 'tpm')
    } catch (error) {
      if (error instanceof WindowsError) return undefined
      throw error
    }
  }

  #create(name: string, place: Place, algorithm: KeyAlgorithm, confirmUse: boolean): NamedKey {
    using provider = this.#openProvider(place)
    let handle: Handle
    try {
      handle = this.cng.createKey(provider, name, { algorithm, confirmUse })
    } catch (error) {
      // Made meanwhile by another process of ours.
      const made = isStatus(error, status.NTE_EXISTS) ? this.#open(name, place) : undefined
      if (made === undefined) throw error
      return made
    }
    try {
      return this.#hold(name, place, handle)
    } catch (error) {
      this.#undo(handle)
      throw error
    }
  }

  #hold(name: string, place: Place, handle: Handle): NamedKey {
    const key = { place, handle, publicKey: this.cng.publicKey(handle) }
    this.#held.set(name, key)
    return key
  }

  /** A new key that tells nobody its public half is of no use. If it cannot be deleted, the next call finds it. */
  #undo(handle: Handle): void {
    try {
      this.cng.delete(handle)
    } catch (error) {
      handle[Symbol.dispose]()
      if (!(error instanceof WindowsError)) throw error
    }
  }

  #openProvider(place: Place): Handle {
    try {
      return this.cng.openProvider(keyStorage[place])
    } catch (error) {
      if (place === 'software' || !(error instanceof WindowsError) || !noProvider.includes(error.status)) throw error
      throw new WindowsError('NCryptOpenStorageProvider', error.status, 'keystore.tpm-absent')
    }
  }
}

/** Has the provider no keys at all, for want of a TPM or of names to open keys by? */
function isUnable(error: WindowsError, place: Place): boolean {
  return error.status === status.NTE_NOT_SUPPORTED || (place === 'tpm' && error.code === 'keystore.tpm-absent')
}
