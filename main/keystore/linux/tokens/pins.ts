/**
 * The PINs of tokens. A token counts those that are wrong, and locks for good: what was entered once is tried once, and
 * forgotten when it is refused.
 */
import { done, type Failure, failure, type Result, success } from '../../../renewal/errors.ts'
import type { Unlocked } from '../../local-key-store.ts'
import { CKF, CKR, CryptokiError } from '../cryptoki.ts'
import type { OpenToken } from './open-tokens.ts'

export class Pins {
  /** By the token's name. */
  readonly #known = new Map<string, string>()

  /** Logs in to a token, where it wants that. Once for each opening. */
  logIn({ label, isTpm, flags, logIn: enter }: OpenToken): Result<void> {
    if (!needsPin(flags())) {
      // A TPM's token without a PIN wants the empty one, and does not say so.
      if (isTpm) enter('')
      return done
    }
    if (has(flags(), CKF.USER_PIN_LOCKED)) return isLocked(label)
    const pin = this.#known.get(label)
    if (pin === undefined) return pinNeeded(label)
    const entered = tryPin(() => enter(pin))
    if (entered === 'right') return done
    this.#known.delete(label)
    return entered === 'locked' ? isLocked(label) : pinNeeded(label)
  }

  /** Tries a PIN at the token of this name. */
  unlock(tokens: readonly OpenToken[], pin: string, name: string | undefined): Result<Unlocked> {
    const found = tokens.filter(({ label }) => label === name)
    const [token] = found
    if (token === undefined) return failure('keystore.unavailable', { cause: 'the token is not there any more' })
    // Which of them it is for nobody can tell, and each wrong PIN counts.
    if (found.length > 1) return failure('keystore.unavailable', { cause: `several tokens are named “${name}”` })
    if (has(token.flags(), CKF.USER_PIN_LOCKED)) return isLocked(token.label)
    const entered = tryPin(() => token.logIn(pin))
    if (entered === 'locked' || has(token.flags(), CKF.USER_PIN_LOCKED)) return isLocked(token.label)
    if (entered === 'wrong') {
      return success(has(token.flags(), CKF.USER_PIN_FINAL_TRY) ? 'wrong-before-last-try' : 'wrong-password')
    }
    this.#known.set(token.label, pin)
    return success('unlocked')
  }
}

export const needsPin = (flags: number): boolean => has(flags, CKF.LOGIN_REQUIRED)

function tryPin(logIn: () => void): 'right' | 'wrong' | 'locked' {
  try {
    logIn()
    return 'right'
  } catch (error) {
    const value = error instanceof CryptokiError ? error.value : undefined
    if (value === CKR.PIN_LOCKED) return 'locked'
    if (value === CKR.PIN_INCORRECT || value === CKR.PIN_INVALID || value === CKR.PIN_LEN_RANGE) return 'wrong'
    throw error
  }
}

const has = (flags: number, flag: number): boolean => (flags & flag) !== 0

export const pinNeeded = (label: string): { readonly ok: false; readonly failure: Failure } =>
  failure('keystore.pin-needed', { cause: `the token “${label}” has a PIN, which only the app's window asks for` })

const isLocked = (label: string): Result<never> =>
  failure('keystore.pin-locked', { cause: `the token “${label}” is locked after too many wrong PINs` })

/** The token that one of these failures is about. */
export function tokenIn({ code, cause = '' }: Failure): string | undefined {
  if (code !== 'keystore.pin-needed' && code !== 'keystore.pin-locked') return undefined
  return /“(.*)”/s.exec(cause)?.[1]
}
