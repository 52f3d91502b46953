/** The tokens of PKCS#11 modules, opened for one piece of work. */
import { failure, type Result } from '../../../renewal/errors.ts'
import { CKF, CKR, CryptokiError } from '../cryptoki.ts'
import { Pkcs11 } from '../pkcs11.ts'
import { Token } from '../token.ts'

export interface OpenToken {
  readonly label: string
  /** As its maker numbers it: what tells tokens of one name apart. */
  readonly serialNumber: string
  /** As the token tells them now: a wrong PIN changes them. */
  readonly flags: () => number
  /** @throws CryptokiError */
  readonly logIn: (pin: string) => void
  /** For reading and signing. */
  readonly token: Token
}

export type OpenTokens = <T>(
  libraries: readonly string[],
  work: (tokens: readonly OpenToken[]) => Result<T>,
) => Result<T>

/** By the library's file; a library is not unloaded. */
const loaded = new Map<string, Pkcs11>()

/**
 * Opens the tokens that are there, does the work and closes them again. A module that does not work is none, as long as
 * another does.
 */
export const withModules: OpenTokens = (libraries, work) => {
  const opened: Pkcs11[] = []
  const tokens: OpenToken[] = []
  let trouble: string | undefined
  try {
    for (const library of libraries) {
      try {
        const pkcs11 = load(library)
        opened.push(pkcs11)
        tokens.push(...tokensOf(pkcs11))
      } catch (error) {
        trouble = error instanceof CryptokiError ? error.message : 'a PKCS#11 module cannot be loaded'
      }
    }
    if (tokens.length === 0 && trouble !== undefined) return failure('keystore.unavailable', { cause: trouble })
    return work(toldApart(tokens))
  } catch (error) {
    if (!(error instanceof CryptokiError)) throw error
    return failure('keystore.sign-failed', { cause: error.message, retry: error.passing ? 'later' : 'never' })
  } finally {
    for (const pkcs11 of opened) close(pkcs11)
  }
}

function load(library: string): Pkcs11 {
  const pkcs11 = loaded.get(library) ?? new Pkcs11(library)
  loaded.set(library, pkcs11)
  try {
    pkcs11.initialize()
  } catch (error) {
    // Of a closing that failed.
    if (!(error instanceof CryptokiError && error.value === CKR.CRYPTOKI_ALREADY_INITIALIZED)) throw error
  }
  return pkcs11
}

/** One token's PIN at another of its name would be a wrong one: such tokens are named with their serial numbers, too. */
export function toldApart(tokens: readonly OpenToken[]): readonly OpenToken[] {
  return tokens.map((token) => {
    const isAlone = tokens.every((other) => other === token || other.label !== token.label)
    return isAlone ? token : { ...token, label: `${token.label} (${token.serialNumber})` }
  })
}

/** Where the PIN is entered at the reader nobody here can tell what goes on there: such a token is left to others. */
function tokensOf(pkcs11: Pkcs11): OpenToken[] {
  return pkcs11.slots().flatMap((slot) => {
    const flags = () => pkcs11.tokenFlags(slot)
    const isReady = (flags() & CKF.TOKEN_INITIALIZED) !== 0 && (flags() & CKF.PROTECTED_AUTHENTICATION_PATH) === 0
    if (!isReady) return []
    const session = pkcs11.openSession(slot, false)
    const logIn = (pin: string) => pkcs11.logIn(session, pin)
    const [label, serialNumber] = [pkcs11.tokenLabel(slot), pkcs11.tokenSerialNumber(slot)]
    return [{ label, serialNumber, flags, logIn, token: new Token(pkcs11, session, false) }]
  })
}

function close(pkcs11: Pkcs11): void {
  try {
    pkcs11.finalize()
  } catch {
    // What was done is done.
  }
}
