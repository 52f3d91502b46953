import os from 'node:os'
import path from 'node:path'
import { utilityProcess } from 'electron'
import { failure, type Result, success } from '../renewal/errors.ts'
import type { KeyStore } from '../renewal/ports.ts'
import { databaseFolder } from './linux/nss-database.ts'
import { createNssKeyStore } from './linux/nss-key-store.ts'
import type { WorkerProcess } from './linux/worker-process.ts'

interface Surroundings {
  /** The home folder that Chromium uses: app.getPath('home'). */
  readonly home: string
  /** The first number of process.versions.chrome. */
  readonly chromiumMajor: number
}

/** This operating system's key store. The only file that asks which system it is. */
export function chooseKeyStore({ home, chromiumMajor }: Surroundings): Result<KeyStore & { close(): void }> {
  switch (process.platform) {
    case 'linux': {
      // A home of the app's own (the demo's) must never lead into the real user's data.
      const dataHome = home === os.homedir() ? process.env['XDG_DATA_HOME'] || undefined : undefined
      const database = databaseFolder({ home, dataHome, chromiumMajor })
      return success(createNssKeyStore({ database, startWorker: startUtilityProcess }))
    }
    case 'win32':
      return failure('keystore.unavailable', { cause: "Windows' key store (CNG) is not supported yet" })
    case 'darwin':
      return failure('keystore.unavailable', { cause: "macOS' key store (Keychain) is not supported yet" })
    default:
      return failure('keystore.unavailable', { cause: 'this operating system has no key store that Koshin knows' })
  }
}

function startUtilityProcess(): WorkerProcess {
  // Built beside this file: see the entries of the main process in build/electron.vite.config.ts.
  const worker = utilityProcess.fork(path.join(import.meta.dirname, 'nss-worker.js'), [], {
    serviceName: 'Koshin key store',
  })
  return {
    send: (message) => worker.postMessage(message),
    onMessage: (listener) => void worker.on('message', listener),
    onExit: (listener) => void worker.once('exit', listener),
    kill: () => void worker.kill(),
  }
}
