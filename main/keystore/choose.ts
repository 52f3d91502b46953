import os from 'node:os'
import path from 'node:path'
import { utilityProcess } from 'electron'
import type { OtherStore } from '../renewal/certificates/elsewhere.ts'
import { failure, type Result, success } from '../renewal/errors.ts'
import { databaseFolder } from './linux/nss-database.ts'
import { otherDatabases } from './linux/other-databases.ts'
import { isTpmModule, registeredModules } from './linux/tokens/modules.ts'
import { createRemoteKeyStore, type RemoteKeyStoreOptions, type WorkerProcess } from './process/remote-key-store.ts'
import { product } from '../renewal/product/product.ts'

interface BankContext {
  /** The home folder that Chromium uses: app.getPath('home'). */
  readonly home: string
  /** The app's own folder, for what a key store cannot keep itself. */
  readonly dataFolder: string
  /** The first number of process.versions.chrome. */
  readonly chromiumMajor: number
}

/** ms: a program that holds its own database is not waited for as ours is. */
const otherPatience = 5000

/**
 * This operating system's key store. The only file that asks which system it is.
 *
 * @param notBefore until then its process is not started
 */
export function chooseKeyStore(context: BankContext, notBefore?: Promise<unknown>): Result<RemoteKeyStoreOptions> {
  const chosen = systemsKeyStore(context)
  return chosen.ok && notBefore !== undefined ? success({ ...chosen.value, notBefore }) : chosen
}

function systemsKeyStore(context: BankContext): Result<RemoteKeyStoreOptions> {
  switch (process.platform) {
    case 'linux':
      return success(inProcessOfItsOwn('linux', nssDatabase(context)))
    case 'win32':
      return success(inProcessOfItsOwn('windows', 'MY'))
    case 'darwin':
      // macOS has no place for a retired certificate: its DER waits in a folder.
      return success(inProcessOfItsOwn('macos', path.join(context.dataFolder, 'retired-certificates')))
    default:
      return failure('keystore.unavailable', {
        cause: `this operating system has no key store that ${product.name.en} knows`,
      })
  }
}

/** Key stores of other programs that may hold a certificate of the bank; looked for at each call. None but on Linux. */
export function otherKeyStores(context: BankContext): readonly OtherStore[] {
  if (process.platform !== 'linux') return []
  return otherDatabases(context.home, nssDatabase(context)).map(({ program, place, folder }) => {
    const store = createRemoteKeyStore({ ...inProcessOfItsOwn('linux', folder), patience: otherPatience })
    return { program, place, list: store.list, close: () => store.close() }
  })
}

/** ms: longer no card takes; a driver that hangs keeps everybody waiting. */
const tokenPatience = 20_000

export interface ChosenTokens extends RemoteKeyStoreOptions {
  /** Is the driver of a TPM among theirs? */
  readonly hasTpm: boolean
}

/**
 * The tokens (smart cards and the like) of which the drivers are registered beside this key store; undefined where there
 * are none. On Windows and macOS tokens are part of the key store itself.
 */
export function chooseTokens(context: BankContext): ChosenTokens | undefined {
  if (process.platform !== 'linux') return undefined
  const folder = nssDatabase(context)
  const modules = registeredModules(folder)
  if (modules.length === 0) return undefined
  const hasTpm = modules.some(isTpmModule)
  return { ...inProcessOfItsOwn('tokens', folder), patience: tokenPatience, hasTpm }
}

function nssDatabase({ home, chromiumMajor }: BankContext): string {
  // A home of the app's own (the demo's) must never lead into the real user's data.
  const dataHome = home === os.homedir() ? process.env['XDG_DATA_HOME'] || undefined : undefined
  return databaseFolder({ home, dataHome, chromiumMajor })
}

function inProcessOfItsOwn(system: 'linux' | 'tokens' | 'windows' | 'macos', location: string): RemoteKeyStoreOptions {
  return { location, startWorker: () => startUtilityProcess(system) }
}

function startUtilityProcess(system: string): WorkerProcess {
  // Built beside this file: see the entries of the main process in build/config/electron.vite.config.ts.
  const worker = utilityProcess.fork(path.join(import.meta.dirname, `keystore-${system}.cjs`), [], {
    serviceName: `${product.folder} key store`,
  })
  return {
    send: (message) => worker.postMessage(message),
    onMessage: (listener) => void worker.on('message', listener),
    onExit: (listener) => void worker.once('exit', listener),
    kill: () => void worker.kill(),
  }
}
