/**
 * NSS' software token (libsoftokn3.so) over a user's database: `cert9.db` and `key4.db` in one folder.
 *
 * What this store really promises: the private key is made inside the database, marked sensitive and not extractable,
 * and no PKCS#11 call gives it away. But the database's files belong to the user, without a password that Chromium
 * could not ask for, and NSS' own pk12util exports the key all the same (tried with NSS 3.87). "Never leaves" is
 * what Koshin does on Linux, not what the store enforces.
 */
import { accessSync, constants, existsSync } from 'node:fs'
import path from 'node:path'
import { failure, type Result } from '../../renewal/errors.ts'
import type { Operation } from '../../renewal/key-store-operations.ts'
import { CryptokiError, tokenFlag } from './cryptoki.ts'
import { prepareFolder } from './nss-database.ts'
import { Pkcs11 } from './pkcs11.ts'
import { Token } from './token.ts'

const libraryName = 'libsoftokn3.so'
const triplets: Readonly<Record<string, string>> = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }
const folders = [
  // Debian and Ubuntu keep it beside the other libraries or, in some releases, in a folder of its own
  `/usr/lib/${triplets[process.arch] ?? ''}`,
  `/usr/lib/${triplets[process.arch] ?? ''}/nss`,
  // Fedora, RHEL, openSUSE
  '/usr/lib64',
  '/usr/lib64/nss',
  // Arch and others
  '/usr/lib',
  '/usr/lib/nss',
]

/** "NSS Certificate DB"; slot 1 is softokn's session-only "Generic Crypto Services". */
const databaseSlot = 2

/** How often a call is made that fails in passing; every one may be repeated. */
const attempts = 3

let library: Pkcs11 | undefined
let unclosed = false

/** The library's file where distributions put it; undefined leaves it to the loader's own search. */
export function findLibrary(): string | undefined {
  return folders.map((folder) => path.join(folder, libraryName)).find((file) => existsSync(file))
}

function loadLibrary(): Result<Pkcs11> {
  const found = findLibrary()
  try {
    library ??= new Pkcs11(found ?? libraryName)
    return { ok: true, value: library }
  } catch (error) {
    const why = found === undefined ? 'was not found' : `cannot be loaded: ${messageOf(error)}`
    const packages = 'libnss3 (Debian, Ubuntu), nss-softokn (Fedora, RHEL), mozilla-nss (openSUSE), nss (Arch)'
    return failure('keystore.software-missing', {
      cause: `${libraryName} ${why}; it comes with the package ${packages}`,
    })
  }
}

/**
 * Opens the database in `folder`, making it when it is missing, does `work` and closes it again. Opening anew takes
 * about two milliseconds and means that a database that was locked, replaced or restored meanwhile is seen as it is.
 *
 * @param work may run more than once
 */
export function withToken<T>(folder: string, operation: Operation, work: (token: Token) => Result<T>): Result<T> {
  const loaded = loadLibrary()
  if (!loaded.ok) return loaded
  // Two processes that write within the same second may draw the same object number in softokn, and one fails.
  for (let attempt = 1; ; attempt++) {
    const result = tryWithToken(loaded.value, folder, operation, work)
    if (result.ok || result.failure.retry === 'never' || attempt === attempts) return result
  }
}

function tryWithToken<T>(
  pkcs11: Pkcs11,
  folder: string,
  { failing }: Operation,
  work: (token: Token) => Result<T>,
): Result<T> {
  try {
    prepareFolder(folder)
    // A closing that failed left the library open; it must not stay so for good.
    if (unclosed) close(pkcs11)
    pkcs11.initialize(`configdir='sql:${quoted(folder)}' certPrefix='' keyPrefix='' secmod='secmod.db' flags=`)
  } catch (error) {
    const passing = error instanceof CryptokiError && error.passing
    return failure('keystore.unavailable', { cause: messageOf(error), retry: passing ? 'later' : 'never' })
  }
  try {
    const token = open(pkcs11)
    return token.ok ? work(token.value) : token
  } catch (error) {
    if (!(error instanceof CryptokiError)) throw error
    if (error.locked) return locked(error.message)
    return failure(failing, { cause: error.message, retry: error.passing ? 'later' : 'never' })
  } finally {
    close(pkcs11)
  }
}

/** What was done is done, whether or not the library closes well. */
function close(pkcs11: Pkcs11): void {
  try {
    pkcs11.finalize()
    unclosed = false
  } catch {
    unclosed = true
  }
}

function open(pkcs11: Pkcs11): Result<Token> {
  const session = pkcs11.openSession(databaseSlot)
  if ((pkcs11.tokenFlags(databaseSlot) & tokenFlag.pinInitialised) === 0) pkcs11.initializeEmptyPin(session)
  if ((pkcs11.tokenFlags(databaseSlot) & tokenFlag.loginRequired) !== 0) {
    return locked('the NSS database has a password; Chromium inside Electron cannot use such a one')
  }
  return { ok: true, value: new Token(pkcs11, session) }
}

/** Can both files of the database, and the journals that SQLite puts beside them, be written by this user? */
export function checkFilesWritable(folder: string): Result<void> {
  for (const name of ['', 'cert9.db', 'key4.db']) {
    try {
      accessSync(path.join(folder, name), constants.W_OK)
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown'
      return failure('keystore.write-failed', { cause: `${name === '' ? 'the database folder' : name}: ${code}` })
    }
  }
  return { ok: true, value: undefined }
}

function locked(cause: string): Result<never> {
  return failure('keystore.locked', { cause })
}

/** Inside the single quotes of NSS' module parameters. */
function quoted(text: string): string {
  return text.replace(/[\\']/g, '\\$&')
}

function messageOf(error: unknown): string {
  if (error instanceof CryptokiError) return error.message
  // node:fs puts the path into its messages, and a path names the user.
  return (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : String(error))
}
