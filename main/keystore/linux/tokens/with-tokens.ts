import { type Failure, failure, type Result, success } from '../../../renewal/errors.ts'
import type { KeyStore, StoredCertificate } from '../../../renewal/ports.ts'
import { byThumbprint } from '../../own-keys.ts'
import type { RemoteKeyStore } from '../../process/remote-key-store.ts'

/** What of tokens is known outside of their process. */
export interface TokenPins {
  /** The token whose PIN somebody waits for. */
  wanted(): string | undefined
  /** Once it was right: for Chromium, which logs in to the token by itself. */
  known(token: string): string | undefined
  /** Why this certificate's key cannot be used yet, by us or by Chromium; undefined where nothing is in the way. */
  missing(thumbprint: string): Failure | undefined
}

export type TokenStore = Pick<RemoteKeyStore, 'list' | 'read' | 'sign' | 'unlock' | 'close'>

/** ms for which drivers are left alone that have not answered. */
const rest = 10 * 60_000

/**
 * The user's own key store, and the certificates on tokens beside it. What is made is made in the store itself; a
 * token's certificates are listed, and signed with.
 *
 * @param tokens where there are any now; asked at each call
 */
export function withTokens(
  store: RemoteKeyStore,
  tokens: () => TokenStore | undefined,
  clock: () => number,
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
    }
  }

  /** What drivers fail at takes nobody's own certificates away. */
  async function besides<T>(work: (tokens: TokenStore) => Promise<Result<T>>): Promise<T | undefined> {
    const beside = there()
    if (beside === undefined) return undefined
    const result = await work(beside)
    if (!result.ok) restUntil = clock() + rest
    return result.ok ? result.value : undefined
  }

  async function list(options?: { readonly retired?: boolean }): ReturnType<KeyStore['list']> {
    const own = await store.list(options)
    if (!own.ok) return own
    const onTokens = (await besides((beside) => beside.list())) ?? []
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

  async function sign(...[reference, ...more]: Parameters<KeyStore['sign']>): ReturnType<KeyStore['sign']> {
    const own = await store.sign(reference, ...more)
    const beside = there()
    if (own.ok || own.failure.code !== 'keystore.key-missing' || 'name' in reference || beside === undefined) return own
    const signed = await beside.sign(reference, ...more)
    if (!signed.ok) await noteRefusal(reference.thumbprint, signed.failure)
    return signed
  }

  async function noteRefusal(thumbprint: string, refusal: Failure): Promise<void> {
    if (refusal.code !== 'keystore.pin-needed' && refusal.code !== 'keystore.pin-locked') return
    await read(thumbprint)
    const token = holders.get(thumbprint)
    if (token === undefined) return
    pins.delete(token)
    if (refusal.code === 'keystore.pin-locked') locked.set(token, refusal)
    else wanted = token
  }

  /** Other programs go by what is on a token, and it is often written by its issuer alone: nothing is hidden there. */
  async function retire(thumbprint: string): ReturnType<KeyStore['retire']> {
    const own = await store.retire(thumbprint)
    if (own.ok || own.failure.code !== 'keystore.certificate-missing') return own
    const found = await besides((beside) => beside.read(thumbprint))
    return found === undefined ? own : failure('keystore.write-failed', { cause: 'nothing is written to a token' })
  }

  return {
    ...store,
    list,
    read,
    sign,
    retire,
    async unlock(password, token) {
      if (token === undefined) return store.unlock(password)
      const beside = tokens()
      if (beside === undefined) return success('unlocked')
      const result = await beside.unlock(password, token)
      if (!result.ok && result.failure.code === 'keystore.pin-locked') locked.set(token, result.failure)
      if (!result.ok || result.value !== 'unlocked') return result
      pins.set(token, password)
      wanted = undefined
      return result
    },
    close() {
      store.close()
      tokens()?.close()
    },
    pins: {
      wanted: () => wanted,
      known: (token) => pins.get(token),
      missing(thumbprint) {
        const token = holders.get(thumbprint)
        if (token === undefined || pins.has(token)) return undefined
        const shut = locked.get(token)
        if (shut !== undefined) return shut
        wanted = token
        const cause = `the token “${token}” has a PIN, which only the app's window asks for`
        return { code: 'keystore.pin-needed', retry: 'never', cause }
      },
    },
  }
}
