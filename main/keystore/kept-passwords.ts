/**
 * The passwords of key stores and the PINs of tokens that the user wants to be kept, in the operating system's keyring.
 * Each is tried once in a run: a token counts the wrong ones, and what was refused is forgotten.
 */
import type { Failure, Result } from '../renewal/errors.ts'
import { keyStoreOf, type Input, type OperationName, type Outcome } from '../renewal/key-store-operations.ts'
import type { TokenPins } from './linux/tokens/with-tokens.ts'
import type { RemoteKeyStore } from './process/remote-key-store.ts'

/** The operating system's keyring (storage/secrets.ts). */
interface Keyring {
  read(account: string): Promise<Result<string | undefined>>
  write(account: string, secret: string): Promise<Result<void>>
  remove(account: string): Promise<Result<void>>
  accounts(): Promise<Result<readonly string[]>>
}

/** Whose password is kept. */
export type Kept = { readonly kind: 'key-store' } | { readonly kind: 'token'; readonly name: string }

/** `token` is the one whose PIN it is; without it, it is the key store's own password. */
export interface KeptPasswords {
  /** Does this computer have a keyring, and may it be used? */
  canKeep(): Promise<boolean>
  read(token: string | undefined): Promise<string | undefined>
  /** A keyring that fails meanwhile costs one more question after the next start, nothing else. */
  keep(password: string, token: string | undefined): Promise<void>
  forget(token: string | undefined): Promise<void>
  /** None where the keyring cannot be read. */
  all(): Promise<readonly Kept[]>
}

const ofKeyStore = 'key store'
const ofToken = 'token '
const accountOf = (token: string | undefined): string => (token === undefined ? ofKeyStore : `${ofToken}${token}`)

export function openKeptPasswords(secrets: Keyring): KeptPasswords {
  return {
    canKeep: async () => (await secrets.read(ofKeyStore)).ok,
    async read(token) {
      const kept = await secrets.read(accountOf(token))
      return kept.ok ? kept.value : undefined
    },
    keep: async (password, token) => void (await secrets.write(accountOf(token), password)),
    forget: async (token) => void (await secrets.remove(accountOf(token))),
    async all() {
      const accounts = await secrets.accounts()
      if (!accounts.ok) return []
      return accounts.value.flatMap((account): Kept[] => {
        if (account === ofKeyStore) return [{ kind: 'key-store' }]
        return account.startsWith(ofToken) ? [{ kind: 'token', name: account.slice(ofToken.length) }] : []
      })
    },
  }
}

type WithPins = RemoteKeyStore & { readonly pins: TokenPins }

interface Opening {
  readonly kept: KeptPasswords
  /** Opens it to Chromium, too. */
  readonly openToChromium: (password: string, token: string | undefined) => Promise<unknown>
}

/** The key store, which what is kept opens as soon as it is found locked. */
export function withKeptPasswords(store: WithPins, { kept, openToChromium }: Opening): WithPins {
  const tried = new Map<string | undefined, Promise<boolean>>()
  /** What was kept has opened these. */
  const opened = new Set<string | undefined>()

  async function open(token: string | undefined): Promise<boolean> {
    const password = await kept.read(token)
    if (password === undefined) return false
    const result = await store.unlock(password, token)
    if (isRefused(result)) await kept.forget(token)
    if (!result.ok || result.value !== 'unlocked') return false
    await openToChromium(password, token)
    opened.add(token)
    return true
  }

  function openOnce(token: string | undefined): Promise<boolean> {
    const opening = tried.get(token) ?? open(token)
    tried.set(token, opening)
    return opening
  }

  async function perform<Name extends OperationName>(name: Name, input: Input<Name>): Promise<Outcome<Name>> {
    const call = store[name] as (...given: Input<Name>) => Promise<Outcome<Name>>
    const openBefore = new Set(opened)
    const first = await call(...input)
    const locked = first.ok ? undefined : lockedBy(first.failure, store.pins)
    if (locked === undefined) return first
    // What has opened it does not any more: somebody has changed it.
    if (openBefore.has(locked.token)) {
      if (opened.delete(locked.token)) await kept.forget(locked.token)
      tried.set(locked.token, Promise.resolve(false))
      return first
    }
    return (await openOnce(locked.token)) ? call(...input) : first
  }

  const performing = keyStoreOf(perform)
  return {
    ...store,
    ...performing,
    // Of a token nothing but its use fails, and Chromium's use of it is asked about beforehand.
    async list(options) {
      const listed = await performing.list(options)
      const tokens = listed.ok ? new Set(listed.value.flatMap(({ pinOf }) => pinOf ?? [])) : []
      for (const token of tokens) await openOnce(token)
      return listed
    },
  }
}

const isRefused = (result: Awaited<ReturnType<RemoteKeyStore['unlock']>>): boolean =>
  result.ok ? result.value !== 'unlocked' : result.failure.code === 'keystore.pin-locked'

function lockedBy({ code }: Failure, pins: TokenPins): { readonly token: string | undefined } | undefined {
  if (code === 'keystore.password-protected') return { token: undefined }
  const token = code === 'keystore.pin-needed' ? pins.wanted() : undefined
  return token === undefined ? undefined : { token }
}
