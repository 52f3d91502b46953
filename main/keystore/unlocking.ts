/**
 * The password of a key store that has one (on Linux, an NSS database), or the PIN of a token. It is asked for when its user
 * wants to go on, and then holds until the app ends, or as long as it is kept: for the key store's process and for
 * Chromium, which open the same database or token each by itself.
 */
import type { Result } from '../renewal/errors.ts'
import type { KeptPasswords } from './kept-passwords.ts'
import type { Unlocked } from './local-key-store.ts'

interface UnlockingPorts {
  /** The token whose PIN is wanted; undefined: it is the key store's own password. */
  readonly token: () => string | undefined
  /** Opens the key store, or the token, to ourselves. */
  readonly unlock: (password: string, token?: string) => Promise<Result<Unlocked>>
  /** Opens it to Chromium, too. */
  readonly openToChromium: (password: string, token?: string) => Promise<unknown>
  /** undefined: the window was closed. */
  readonly ask: (question: UnlockingQuestion) => Promise<UnlockingAnswer | undefined>
  readonly kept: Pick<KeptPasswords, 'canKeep' | 'keep'>
}

export interface UnlockingAnswer {
  readonly password: string
  readonly remember: boolean
}

export interface UnlockingQuestion {
  /** The token whose PIN it is. */
  readonly token?: string
  /** Was the last one wrong? */
  readonly refused: boolean
  /** Does the token lock if this one is wrong? */
  readonly lastTry?: boolean
  /** Is there a keyring to keep it in? */
  readonly canRemember: boolean
}

/**
 * Asks until the password is right: true, or until the user has enough of it: false. What else is wrong with the key
 * store is told by whatever is done next. Asks once at a time.
 */
export function createUnlocking({
  token: wanted,
  unlock,
  openToChromium,
  ask,
  kept,
}: UnlockingPorts): () => Promise<boolean> {
  let asking: Promise<boolean> | undefined

  async function untilRight(): Promise<boolean> {
    const token = wanted()
    const canRemember = await kept.canKeep()
    const asked = { canRemember, ...(token !== undefined && { token }) }
    for (let question: UnlockingQuestion = { ...asked, refused: false }; ; ) {
      const answer = await ask(question)
      if (answer === undefined) return false
      const { password, remember } = answer
      const result = await unlock(password, token)
      if (!result.ok) return true
      if (result.value === 'unlocked') {
        if (remember && canRemember) await kept.keep(password, token)
        return openToChromium(password, token).then(() => true)
      }
      const isLast = result.value === 'wrong-before-last-try'
      question = { ...asked, refused: true, ...(isLast && { lastTry: true }) }
    }
  }

  return () => (asking ??= untilRight().finally(() => (asking = undefined)))
}
