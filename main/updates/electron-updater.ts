/**
 * electron-updater, reduced to what it does well: fetching a package, and having Windows and macOS exchange the files. Which
 * release there is has been verified before; here it is only handed over, so that nothing unsigned is ever read.
 */
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { app, type Session } from 'electron'
import {
  AppImageUpdater,
  MacUpdater,
  NsisUpdater,
  Provider,
  type ResolvedUpdateFileInfo,
  type UpdateInfo,
} from 'electron-updater'
import type { ProviderRuntimeOptions } from 'electron-updater/out/providers/Provider.js'
import { done, type Failure, failure, type Result } from '../renewal/errors.ts'
import { printable } from '../renewal/plain-text.ts'
import { type BoundRequests, boundRequests } from './bounded-requests.ts'
import { isOneOf, type PackageFile, putInPlace } from './package-file.ts'
import type { Release } from './release.ts'
import type { Way } from './source.ts'
import type { Installer } from './updates.ts'

/** ms; what takes longer is withheld. It is looked for anew, also for a release that has expired meanwhile. */
const patience = 6 * 60 * 60 * 1000
const tooLate: Failure = { code: 'update.download-failed', retry: 'later', cause: 'not done in time' }

type Updater = AppImageUpdater | NsisUpdater | MacUpdater

export interface UpdaterPorts {
  /** The AppImage that runs, if one does. */
  readonly appImage: string | undefined
  /** Sets up proxy and roots, as they are now, of the session that packages come through. */
  readonly prepare: (session: Session) => Promise<void>
  /** For a proxy that wants to know who we are. */
  readonly credentials: (proxy: {
    host: string
    port: number
    realm: string
    scheme: string
    refused: boolean
  }) => Promise<{ readonly username: string; readonly password: string } | undefined>
}

interface Fetched {
  readonly path: string
  readonly files: readonly PackageFile[]
}

export async function createInstaller(way: Way, { appImage, prepare, credentials }: UpdaterPorts): Promise<Installer> {
  const updater = open(way)
  updater.logger = null
  // When to do what is ours to say.
  updater.autoDownload = false
  updater.autoInstallOnAppQuit = false
  // A difference is put together along a map that nobody signed.
  updater.disableDifferentialDownload = true
  updater.disableWebInstaller = true
  updater.forceDevUpdateConfig = !app.isPackaged
  // It would read one from a file, which may be a pipe, and tells it to nobody: a release is for all.
  updater['stagingUserIdPromise'].value = Promise.resolve('')
  let answers = 0
  updater.on('login', ({ isProxy, host, port, realm, scheme }, answer) => {
    if (!isProxy || answers > 2) return answer('', '')
    // Whatever becomes of the question, the network stack waits for an answer.
    void credentials({ host, port, realm, scheme, refused: answers++ > 0 })
      .catch(() => undefined)
      .then((known) => answer(known?.username ?? '', known?.password ?? ''))
  })
  let fetched: Fetched | undefined

  return {
    async download(release, server, mayGoOn) {
      answers = 0
      const progress: { end?: () => void; stopped?: Failure } = {}
      const longest = Math.max(...release.files.map(({ size }) => size))
      const stopped = (why: Failure): void => {
        progress.stopped = why
        progress.end?.()
      }
      const requests = boundRequests({ longest, stopped })
      const watch = (): void => {
        if (!mayGoOn()) requests.stop({ code: 'update.busy', retry: 'later' })
      }
      updater.on('download-progress', watch)
      const late = setTimeout(() => requests.stop(tooLate), patience)
      try {
        await prepare(updater.netSession)
        updater.setFeedURL({ provider: 'custom', updateProvider: verified(release, server, requests) })
        const found = await updater.checkForUpdates()
        const token = found?.cancellationToken
        if (token === undefined) return failure('update.download-failed', { cause: 'the updater finds nothing newer' })
        progress.end = () => token.cancel()
        await forgetEarlier(updater)
        const [path] = await updater.downloadUpdate(token)
        if (path === undefined) return failure('update.download-failed', { cause: 'no file' })
        fetched = { path, files: release.files }
        return done
      } catch (error) {
        if (progress.stopped !== undefined) return { ok: false, failure: progress.stopped }
        const { code } = error as { code?: string }
        if (code === 'ERR_CHECKSUM_MISMATCH') return failure('update.wrong-package', { cause: code })
        // It may have words of the server's.
        return failure('update.download-failed', { retry: 'later', cause: printable(code ?? (error as Error).message) })
      } finally {
        updater.off('download-progress', watch)
        clearTimeout(late)
      }
    },
    install(restart) {
      if (fetched !== undefined && appImage !== undefined) return exchange(appImage, fetched, restart)
      // It has lain in the user's folder since: what was verified must be what is put in place.
      if (fetched === undefined || !isOneOf(fetched.path, fetched.files))
        return failure('update.wrong-package', { cause: 'changed on disk' })
      // The new one is started before this one has ended, and must not take it for a second window.
      if (restart) app.releaseSingleInstanceLock()
      const failed: { error?: Error } = {}
      const listen = (error: Error): void => void (failed.error = error)
      updater.on('error', listen)
      if (updater instanceof MacUpdater) {
        // The system exchanges the files, after a while, and only with a restart.
        if (restart) updater.quitAndInstall()
      } else if (restart) updater.quitAndInstall(true, true)
      else updater.install(true, false)
      updater.off('error', listen)
      return failed.error === undefined
        ? done
        : failure('update.install-failed', { cause: failed.error.message.slice(0, 200) })
    },
  }
}

/** What its types leave out. */
interface Keeping {
  getOrCreateDownloadHelper(): Promise<{ readonly cacheDirForPendingUpdate: string }>
}

/** A package of an earlier start, and what stands there about it: anybody's by now, and a pipe would keep us waiting for ever. */
async function forgetEarlier(updater: Updater): Promise<void> {
  const { cacheDirForPendingUpdate } = await (updater as unknown as Keeping).getOrCreateDownloadHelper()
  rmSync(cacheDirForPendingUpdate, { recursive: true, force: true })
}

/**
 * electron-updater takes the old AppImage away before it has the new one in its place: on a full disk, or where the package
 * has gone meanwhile, there would be none. The name stays, by which the desktop and the scheduler start it.
 */
function exchange(appImage: string, { path, files }: Fetched, restart: boolean): Result<void> {
  try {
    if (!putInPlace(path, appImage, files)) return failure('update.wrong-package', { cause: 'changed on disk' })
    rmSync(path, { recursive: true, force: true })
  } catch (error) {
    return failure('update.install-failed', { cause: (error as NodeJS.ErrnoException).code ?? 'no file' })
  }
  if (!restart) return done
  // The new one is started before this one has ended, and must not take it for a second window.
  app.releaseSingleInstanceLock()
  const quit = (): void => app.quit()
  spawn(appImage, { detached: true, stdio: 'ignore' }).once('spawn', quit).once('error', quit).unref()
  return done
}

function open(way: Way): Updater {
  switch (way) {
    case 'appimage':
      return new AppImageUpdater()
    case 'nsis':
      return new NsisUpdater()
    case 'mac':
      return new MacUpdater()
  }
}

/** What electron-updater calls a server: here the release that was verified, as it was verified. */
function verified({ version, releaseDate, files }: Release, server: string, requests: BoundRequests) {
  const [{ url: path, sha512 }] = files as [PackageFile]
  return class extends Provider<UpdateInfo> {
    constructor(_options: unknown, _updater: unknown, runtime: ProviderRuntimeOptions) {
      super(runtime)
      const { executor } = runtime
      const own = (Object.getPrototypeOf(executor) as typeof executor).createRequest.bind(executor)
      executor.createRequest = (options: object, answered) => requests.create(own, options, answered)
    }
    override getLatestVersion(): Promise<UpdateInfo> {
      return Promise.resolve({ version, releaseDate, files: [...files], path, sha512 })
    }
    override resolveFiles(info: UpdateInfo): ResolvedUpdateFileInfo[] {
      return info.files.map((file) => ({ url: new URL(file.url, server), info: file }))
    }
  }
}
