/**
 * NSS' software token (libsoftokn3.so) over a user's database: `cert9.db` and `key4.db` in one folder.
 *
 * What this store really promises: the private key is made inside the database, marked sensitive and not extractable,
 * and no PKCS#11 call gives it away. But the database's files belong to the user, mostly without a password, and NSS'
 * own pk12util exports the key all the same (tried with NSS 3.87). "Never leaves" is
 * what Koshin does on Linux, not what the store enforces.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { done, failure, type Result, success } from '../../renewal/errors.ts'
import { keyStoreOperations, type Operation } from '../../renewal/key-store-operations.ts'
import { CKF, CryptokiError } from './cryptoki.ts'
import { lockHolder } from './file-locks.ts'
import { closeLeftOpen, filesOf, leaveOpen, type Opening, takeLeftOpen } from './left-open.ts'
import {
  checkFilesWritable,
  currentFiles,
  type DatabaseFiles,
  databaseFiles,
  isDiskFull,
  prepareFolder,
} from './nss-database.ts'
import { type Handle, Pkcs11 } from './pkcs11.ts'
import { emptyToken, Token } from './token.ts'

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
 * Opens the database in `folder` and does `work`. Opening anew takes about two milliseconds and means that a database that
 * was locked, replaced or restored meanwhile is seen as it is; what only reads may find it open (left-open.ts).
 *
 * Only an operation that writes makes a database where none is, or takes over one of an older kind; one that reads
 * finds nothing, or reads what may only be read.
 *
 * @param work may run more than once
 * @param password of a database that has one: keystore.password-protected without, and with a wrong one
 */
export function withToken<T>(
  folder: string,
  operation: Operation,
  work: (token: Token) => Result<T>,
  password?: string,
): Result<T> {
  const loaded = loadLibrary()
  if (!loaded.ok) return loaded
  const opening = prepare(folder, operation)
  if (!opening.ok) return opening
  if (opening.value === 'nothing') return work(emptyToken)
  // Two processes that write within the same second may draw the same object number in softokn, and one fails. Of a
  // database that another program holds, each attempt waits a second.
  for (let attempt = 1; ; attempt++) {
    const how = { ...operation, readOnly: opening.value === 'read-only', password }
    const result = tryWithToken(loaded.value, folder, how, work)
    if (result.ok || result.failure.retry === 'never' || attempt === attempts) return result
  }
}

/**
 * Could the database in `folder` be opened and written, or one be made or taken over there? By what the system says of
 * it: rights, room on the disk, and, as softokn locks a database that it opens, who else does. Changes nothing.
 *
 * @param password of a database that has one
 */
export function checkAccess(folder: string, password?: string): Result<void> {
  // One that was left open says nothing about who locks it now.
  closeLeftOpen()
  const opened = withToken(folder, keyStoreOperations.list, () => done, password)
  if (!opened.ok) return opened
  try {
    checkFilesWritable(folder)
  } catch (error) {
    return notWritable(error)
  }
  return isDiskFull(folder) ? failure('storage.full', { retry: 'later' }) : done
}

/** How the database is to be opened; `nothing` where there is none to read. */
function prepare(folder: string, { access }: Operation): Result<'read-write' | 'read-only' | 'nothing'> {
  let files: DatabaseFiles
  try {
    files = databaseFiles(folder)
  } catch (error) {
    return notReached(error)
  }
  if (files === 'keys-lost') {
    return failure('keystore.unavailable', {
      cause: 'key4.db, the file of the private keys, is missing beside cert9.db',
    })
  }
  if (access === 'to read' && files === 'none') return success('nothing')
  try {
    checkFilesWritable(folder)
    if (access === 'to read') return success(files === 'older' ? 'read-only' : 'read-write')
    prepareFolder(folder)
    return success('read-write')
  } catch (error) {
    return access === 'to read' ? success('read-only') : notWritable(error)
  }
}

function notReached(error: unknown): Result<never> {
  const denied = ['EACCES', 'EPERM'].includes(messageOf(error))
  const code = denied ? 'keystore.access-denied' : 'keystore.unavailable'
  return failure(code, { cause: `the folder of the NSS database: ${messageOf(error)}` })
}

function notWritable(error: unknown): Result<never> {
  if (messageOf(error) === 'ENOTDIR') return notReached(error)
  if (['ENOSPC', 'EDQUOT'].includes(messageOf(error))) return failure('storage.full', { retry: 'later' })
  return failure('keystore.write-failed', { cause: `the NSS database may only be read: ${messageOf(error)}` })
}

interface How extends Operation {
  readonly readOnly: boolean
  readonly password: string | undefined
}

function tryWithToken<T>(
  pkcs11: Pkcs11,
  folder: string,
  { failing, access, readOnly, password }: How,
  work: (token: Token) => Result<T>,
): Result<T> {
  const opening = access === 'to read' ? { folder, readOnly, password, files: filesOf(folder) } : undefined
  const found = opening && tryLeftOpen(opening, work)
  if (found !== undefined) return found
  const flags = readOnly ? 'readOnly' : ''
  try {
    closeLeftOpen()
    // A closing that failed left the library open; it must not stay so for good.
    if (unclosed) close(pkcs11)
    pkcs11.initialize(`configdir='sql:${quoted(folder)}' certPrefix='' keyPrefix='' secmod='secmod.db' flags=${flags}`)
  } catch (error) {
    return failed(error, { failing: 'keystore.unavailable', access }, folder)
  }
  let stays = false
  try {
    const token = open(pkcs11, access, password)
    if (!token.ok) return token
    const result = work(token.value)
    if (result.ok && opening !== undefined) {
      leaveOpen(opening, token.value, () => close(pkcs11))
      stays = true
    }
    return result
  } catch (error) {
    return failed(error, { failing, access }, folder)
  } finally {
    if (!stays) close(pkcs11)
  }
}

/** @returns undefined where it has to be opened anew, to say what stands in the way among others */
function tryLeftOpen<T>(opening: Opening, work: (token: Token) => Result<T>): Result<T> | undefined {
  const token = takeLeftOpen(opening)
  // In an open database softokn waits for half a minute for who holds it; where it is opened it says so after a second.
  if (token === undefined || lockHolder(filesIn(opening.folder)) !== undefined) return undefined
  try {
    const result = work(token)
    return result.ok ? result : undefined
  } catch (error) {
    if (!(error instanceof CryptokiError)) throw error
    return undefined
  }
}

function failed(
  error: unknown,
  { failing: code, access }: Pick<Operation, 'failing' | 'access'>,
  folder: string,
): Result<never> {
  if (!(error instanceof CryptokiError)) throw error
  // Among others CKR_USER_PIN_NOT_INITIALIZED, for a database that could not be made whole: it has no password.
  if (access === 'to write' && isDiskFull(folder)) {
    return failure('storage.full', { cause: `${error.message} on a full disk`, retry: 'later' })
  }
  if (error.locked) return locked(error.message)
  const holder = lockHolder(filesIn(folder))
  if (holder !== undefined) {
    return failure(code, { cause: `${error.message}; ${holder} holds the NSS database`, retry: 'later' })
  }
  return failure(code, { cause: error.message, retry: error.passing ? 'later' : 'never' })
}

const filesIn = (folder: string): readonly string[] => currentFiles.map((name) => path.join(folder, name))

/** What was done is done, whether or not the library closes well. */
function close(pkcs11: Pkcs11): void {
  try {
    pkcs11.finalize()
    unclosed = false
  } catch {
    unclosed = true
  }
}

function open(pkcs11: Pkcs11, access: Operation['access'], password: string | undefined): Result<Token> {
  const writable = access === 'to write'
  const session = pkcs11.openSession(databaseSlot, writable)
  if (writable && isNew(pkcs11)) makeWhole(pkcs11, session)
  if ((pkcs11.tokenFlags(databaseSlot) & CKF.LOGIN_REQUIRED) !== 0) {
    if (password === undefined) return locked("the NSS database has a password, which only the app's window asks for")
    pkcs11.logIn(session, password)
  }
  return success(new Token(pkcs11, session, writable))
}

const isNew = (pkcs11: Pkcs11): boolean => (pkcs11.tokenFlags(databaseSlot) & CKF.USER_PIN_INITIALIZED) === 0

function makeWhole(pkcs11: Pkcs11, session: Handle): void {
  try {
    pkcs11.initializeEmptyPin(session)
  } catch (error) {
    // Another process makes the same database, and was first.
    if (isNew(pkcs11)) throw error
  }
}

function locked(cause: string): Result<never> {
  return failure('keystore.password-protected', { cause })
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
