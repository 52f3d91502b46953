/** The tokens of PKCS#11 modules, opened for one piece of work. */
import { failure, type Result } from '../../../renewal/errors.ts'
import type { Operation } from '../../../renewal/key-store-operations.ts'
import { CKF, CKR, CryptokiError } from '../cryptoki.ts'
import { Pkcs11 } from '../pkcs11.ts'
import { type Holding, Token } from '../token.ts'
import { isTpmModule } from './modules.ts'
import { named } from './token-names.ts'

export interface OpenToken {
  /** Its name, of token-names.ts. */
  readonly label: string
  /** As its maker numbers it. */
  readonly serialNumber: string
  readonly isTpm: boolean
  /** As the token tells them now: a wrong PIN changes them. */
  readonly flags: () => number
  /** @throws CryptokiError */
  readonly logIn: (pin: string) => void
  /** For reading and signing; a TPM's, where an operation writes, for that too. */
  readonly token: Token
}

export interface Opening {
  readonly operation: Operation
  /** Is it about a TPM alone? Other drivers are then left in peace. */
  readonly tpmAlone: boolean
}

export type OpenTokens = <T>(
  libraries: readonly string[],
  opening: Opening,
  work: (tokens: readonly OpenToken[]) => Result<T>,
) => Result<T>

const onCard: Holding = { protection: 'pkcs11-token', exportable: undefined, inHalves: true }
const inTpm: Holding = { protection: 'pkcs11-tpm', exportable: false, inHalves: true }

/** By the library's file; a library is not unloaded. */
const loaded = new Map<string, Pkcs11>()

/**
 * Opens the tokens that are there, does the work and closes them again. A module that does not work is none, as long as
 * another does.
 */
export const withModules: OpenTokens = (libraries, { operation, tpmAlone }, work) => {
  const opened: Pkcs11[] = []
  const tokens: OpenToken[] = []
  let trouble: CryptokiError | string | undefined
  try {
    for (const library of libraries.filter((one) => !tpmAlone || isTpmModule(one))) {
      try {
        const pkcs11 = load(library)
        opened.push(pkcs11)
        tokens.push(...tokensOf(pkcs11, isTpmModule(library), operation.access === 'to write'))
      } catch (error) {
        trouble = error instanceof CryptokiError ? error : 'a PKCS#11 module cannot be loaded'
      }
    }
    if (tokens.length === 0 && trouble !== undefined) return notThere(tpmAlone, trouble)
    return work(named(tokens))
  } catch (error) {
    if (!(error instanceof CryptokiError)) throw error
    const isFull = tpmAlone && operation.privateKey === 'made' && error.value === CKR.DEVICE_MEMORY
    const code = isFull ? 'keystore.tpm-full' : operation.failing
    return failure(code, { cause: error.message, retry: error.passing ? 'later' : 'never' })
  } finally {
    for (const pkcs11 of opened) close(pkcs11)
  }
}

/** A TPM whose driver fails may be back when the service in front of it runs. */
function notThere(tpmAlone: boolean, trouble: CryptokiError | string): Result<never> {
  const cause = typeof trouble === 'string' ? trouble : trouble.message
  if (!tpmAlone) return failure('keystore.unavailable', { cause })
  const passing = typeof trouble !== 'string' && trouble.passing
  return failure('keystore.tpm-absent', { cause, retry: passing ? 'later' : 'never' })
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

/** Where the PIN is entered at the reader nobody here can tell what goes on there: such a token is left to others. */
function tokensOf(pkcs11: Pkcs11, isTpm: boolean, writes: boolean): OpenToken[] {
  return pkcs11.slots().flatMap((slot) => {
    const flags = () => pkcs11.tokenFlags(slot)
    const isReady = (flags() & CKF.TOKEN_INITIALIZED) !== 0 && (flags() & CKF.PROTECTED_AUTHENTICATION_PATH) === 0
    if (!isReady) return []
    const writable = isTpm && writes
    const session = pkcs11.openSession(slot, writable)
    const logIn = (pin: string) => pkcs11.logIn(session, pin)
    const token = new Token(pkcs11, session, writable, isTpm ? inTpm : onCard)
    const [label, serialNumber] = [pkcs11.tokenLabel(slot), pkcs11.tokenSerialNumber(slot)]
    return [{ label, serialNumber, isTpm, flags, logIn, token }]
  })
}

function close(pkcs11: Pkcs11): void {
  try {
    pkcs11.finalize()
  } catch {
    // What was done is done.
  }
}
