/**
 * The password of a key store that has one (on Linux, an NSS database). It is asked for when its user wants to go on, and
 * then holds until the app ends: for the key store's process and for Chromium, which open the same database each by itself.
 */
import type { Result } from '../renewal/errors.ts'
import type { Unlocked } from './local-key-store.ts'

interface UnlockingPorts {
  /** Opens the key store to ourselves. */
  readonly unlock: (password: string) => Promise<Result<Unlocked>>
  /** Opens it to Chromium, too. */
  readonly openToChromium: (password: string) => Promise<unknown>
  /** undefined: the window was closed. */
  readonly ask: (question: { readonly refused: boolean }) => Promise<string | undefined>
}

/**
 * Asks until the password is right: true, or until the user has enough of it: false. What else is wrong with the key
 * store is told by whatever is done next. Asks once at a time.
 */
export function createUnlocking({ unlock, openToChromium, ask }: UnlockingPorts): () => Promise<boolean> {
  let asking: Promise<boolean> | undefined

  async function untilRight(): Promise<boolean> {
    for (let refused = false; ; refused = true) {
      const password = await ask({ refused })
      if (password === undefined) return false
      const result = await unlock(password)
      if (result.ok && result.value === 'wrong-password') continue
      if (result.ok) await openToChromium(password)
      return true
    }
  }

  return () => (asking ??= untilRight().finally(() => (asking = undefined)))
}
