import { type Failure, type FailureCode, failure, type Result, success } from '../../../renewal/errors.ts'
import type { KeyStore, StoredCertificate } from '../../../renewal/ports.ts'
import { byThumbprint } from '../../own-keys.ts'
import type { RemoteKeyStore } from '../../process/remote-key-store.ts'
import { pinNeeded, tokenIn } from './pins.ts'
import { isOnlyOne, labelIn } from './token-names.ts'

/** What of tokens is known outside of their process. */
export interface TokenPins {
  /** The token whose PIN somebody waits for. */
  wanted(): string | undefined
  /** Once it was right: for Chromium, which logs in to the token by itself. It knows tokens by their labels. */
  known(label: string): string | undefined
  /** Why this certificate's key cannot be used yet, by us or by Chromium; undefined where nothing is in the way. */
  missing(thumbprint: string): Failure | undefined
}

export type TokenStore = Omit<RemoteKeyStore, 'listKeyless' | 'listAuthorities' | 'addAuthorities'>

export interface TokenPorts {
  /** Where there are any now; asked at each call. */
  readonly tokens: () => TokenStore | undefined
  /** The same, where a TPM's may be among them. */
  readonly tpm: () => TokenStore | undefined
  /** Shows to Chromium what was put beside a key in a TPM. */
  readonly showChromium: () => Promise<void>
  readonly clock: () => number
}

/** ms for which drivers are left alone that have not answered. */
const rest = 10 * 60_000

/**
 * The user's own key store, and tokens beside it. A TPM's is written to as well: keys are made there where the policy
 * wants a TPM. Of all others the certificates are listed, and signed with. What both could have is looked for in the
 * store first, so that a name means one key.
 */
export function withTokens(
  store: RemoteKeyStore,
  { tokens, tpm, showChromium, clock }: TokenPorts,
): RemoteKeyStore & { readonly pins: TokenPins } {
  /** By thumbprint: the token whose PIN its key needs. */
  const holders = new Map<string, string>()
  const pins = new Map<string, string>()
  const locked = new Map<string, Failure>()
  let wanted: string | undefined
  let restUntil = 0

  const there = (): TokenStore | undefined => (clock() < restUntil ? undefined : tokens())

  function note(certificates: readonly StoredCertificate[]): void {
    for (const { thumbprint, pinOf } of certificates) {
      if (pinOf === undefined) holders.delete(thumbprint)
      else holders.set(thumbprint, pinOf)
      if (pinOf !== undefined) forgetOthers(pinOf)
    }
  }

  /** Of tokens with the label of this one, which were there before it: Chromium would try their PINs at it. */
  function forgetOthers(name: string): void {
    for (const other of pins.keys()) if (other !== name && labelIn(other) === labelIn(name)) pins.delete(other)
  }

  /** What drivers fail at takes nobody's own certificates away. */
  async function besides<T>(work: (tokens: TokenStore) => Promise<Result<T>>): Promise<T | undefined> {
    const beside = there()
    if (beside === undefined) return undefined
    const result = await work(beside)
    if (!result.ok) restUntil = clock() + rest
    return result.ok ? result.value : undefined
  }

  /** Done in a TPM where the store says that it has no such thing; its word counts if the TPM has neither. */
  async function orInTpm<T>(
    own: Result<T>,
    missing: FailureCode,
    work: (tokens: TokenStore) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const beside = own.ok || own.failure.code !== missing ? undefined : tpm()
    if (beside === undefined) return own
    const result = noted(await work(beside))
    return !result.ok && result.failure.code === missing ? own : result
  }

  function noted<T>(result: Result<T>): Result<T> {
    const token = result.ok ? undefined : tokenIn(result.failure)
    if (result.ok || token === undefined) return result
    pins.delete(token)
    if (result.failure.code === 'keystore.pin-locked') locked.set(token, result.failure)
    else wanted = token
    return result
  }

  async function list(options?: { readonly retired?: boolean }): ReturnType<KeyStore['list']> {
    const own = await store.list(options)
    if (!own.ok) return own
    const onTokens = (await besides((beside) => beside.list(options))) ?? []
    note(onTokens)
    const known = new Set(own.value.map(({ thumbprint }) => thumbprint))
    const more = onTokens.filter(({ thumbprint }) => !known.has(thumbprint))
    return success([...own.value, ...more].sort(byThumbprint))
  }

  async function read(thumbprint: string): ReturnType<KeyStore['read']> {
    const own = await store.read(thumbprint)
    if (!own.ok || own.value !== undefined) return own
    const found = await besides((beside) => beside.read(thumbprint))
    if (found !== undefined) note([found])
    return success(found)
  }

  /** One that was made before is taken, wherever it is; `tpm-preferred` comes down to the store whatever ails the TPM. */
  async function makeKey(...[name, specification]: Parameters<KeyStore['makeKey']>): ReturnType<KeyStore['makeKey']> {
    const { provider } = specification
    const beside = provider === 'tpm' || provider === 'tpm-preferred' ? tpm() : undefined
    if (beside === undefined) return store.makeKey(name, specification)
    if (provider === 'tpm') return noted(await beside.makeKey(name, specification))
    const own = await store.findKey(name)
    if (own.ok && own.value === undefined) {
      const made = await beside.makeKey(name, specification)
      if (made.ok) return made
    }
    return store.makeKey(name, specification)
  }

  async function findKey(name: string): ReturnType<KeyStore['findKey']> {
    const own = await store.findKey(name)
    if (!own.ok || own.value !== undefined) return own
    const beside = tpm()
    return beside === undefined ? own : noted(await beside.findKey(name))
  }

  async function listKeys(): ReturnType<KeyStore['listKeys']> {
    const own = await store.listKeys()
    const more = own.ok ? await tpm()?.listKeys() : undefined
    if (!own.ok || more === undefined) return own
    return more.ok ? success([...new Set([...own.value, ...more.value])].sort()) : more
  }

  async function sign(...[reference, ...more]: Parameters<KeyStore['sign']>): ReturnType<KeyStore['sign']> {
    const own = await store.sign(reference, ...more)
    if ('name' in reference) {
      return orInTpm(own, 'keystore.key-missing', (beside) => beside.sign(reference, ...more))
    }
    const beside = there()
    if (own.ok || own.failure.code !== 'keystore.key-missing' || beside === undefined) return own
    const signed = await beside.sign(reference, ...more)
    const token = signed.ok ? undefined : tokenIn(signed.failure)
    if (token !== undefined) holders.set(reference.thumbprint, token)
    return noted(signed)
  }

  async function install(
    ...[der, name, issuers = []]: Parameters<KeyStore['install']>
  ): ReturnType<KeyStore['install']> {
    // The store reads all of it before it looks for the key.
    const own = await store.install(der, name, issuers)
    const installed = await orInTpm(own, 'keystore.key-missing', (beside) => beside.install(der, name))
    if (own.ok || !installed.ok) return installed
    await showChromium()
    return store.addAuthorities(issuers)
  }

  /** Other programs go by what is on a card, and it is often written by its issuer alone: nothing is hidden there. */
  async function retire(thumbprint: string): ReturnType<KeyStore['retire']> {
    const missing = 'keystore.certificate-missing'
    const retired = await orInTpm(await store.retire(thumbprint), missing, (beside) => beside.retire(thumbprint))
    if (retired.ok || retired.failure.code !== missing) return retired
    const found = await besides((beside) => beside.read(thumbprint))
    return found === undefined ? retired : failure('keystore.write-failed', { cause: 'nothing is written to a token' })
  }

  async function restore(thumbprint: string): ReturnType<KeyStore['restore']> {
    const own = await store.restore(thumbprint)
    return orInTpm(own, 'keystore.certificate-missing', (beside) => beside.restore(thumbprint))
  }

  async function discardKey(name: string): ReturnType<KeyStore['discardKey']> {
    const own = await store.findKey(name)
    if (!own.ok) return own
    const beside = own.value === undefined ? tpm() : undefined
    return beside === undefined ? store.discardKey(name) : noted(await beside.discardKey(name))
  }

  async function remove(thumbprint: string): ReturnType<KeyStore['delete']> {
    const own = await store.delete(thumbprint)
    const beside = own.ok ? tpm() : undefined
    return beside === undefined ? own : noted(await beside.delete(thumbprint))
  }

  /** Both, where a TPM has to be there: chains are kept in the store. */
  async function checkWritable(...[options = {}]: Parameters<KeyStore['checkWritable']>): Promise<Result<void>> {
    const { provider, ...how } = options
    const beside = provider === 'tpm' ? tpm() : undefined
    if (beside === undefined) return store.checkWritable(options)
    const own = await store.checkWritable(how)
    return own.ok ? noted(await beside.checkWritable(options)) : own
  }

  async function unlock(
    ...[password, token]: Parameters<RemoteKeyStore['unlock']>
  ): ReturnType<RemoteKeyStore['unlock']> {
    if (token === undefined) return store.unlock(password)
    const beside = tokens()
    if (beside === undefined) return success('unlocked')
    const result = await beside.unlock(password, token)
    if (!result.ok && result.failure.code === 'keystore.pin-locked') locked.set(token, result.failure)
    if (!result.ok || result.value !== 'unlocked') return result
    forgetOthers(token)
    pins.set(token, password)
    wanted = undefined
    return result
  }

  return {
    ...store,
    ...{ checkWritable, list, read, listKeys, makeKey, findKey, sign, install, retire, restore, discardKey },
    delete: remove,
    unlock,
    close() {
      store.close()
      tokens()?.close()
    },
    pins: {
      wanted: () => wanted,
      known: (label) => [...pins].find(([name]) => isOnlyOne(name) && labelIn(name) === label)?.[1],
      missing(thumbprint) {
        const token = holders.get(thumbprint)
        if (token === undefined || pins.has(token)) return undefined
        const shut = locked.get(token)
        if (shut !== undefined) return shut
        wanted = token
        return pinNeeded(token).failure
      },
    },
  }
}
