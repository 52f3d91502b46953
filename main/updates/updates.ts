/**
 * Koshin's own updates: looked for once a day, fetched in the background, put in place when the app is quit or the
 * user asks for it; and none of it while a renewal, or anything like it, is half done.
 */
import { done, failure, type Failure, type Result } from '../renewal/errors.ts'
import { judge, readRelease, type Release, releaseFile, type Wanted } from './release.ts'
import type { Off, UpdateSource } from './source.ts'

/** What is at the bottom of it: electron-updater, and in tests something smaller. */
export interface Installer {
  /**
   * Fetches the package and checks its hash. Ends with update.busy as soon as `mayGoOn` says no.
   * @param server the folder that the package is in
   */
  download(release: Release, server: string, mayGoOn: () => boolean): Promise<Result<void>>
  /** Checks the package's hash once more and puts it in place, at once: the app is quit right after it. */
  install(restart: boolean): Result<void>
}

export interface UpdatePorts {
  readonly source: UpdateSource | Off
  /** What runs now. */
  readonly version: string
  readonly wanted: Omit<Wanted, 'channel'>
  readonly fetch: (url: string) => Promise<Result<Uint8Array>>
  readonly installer: () => Promise<Installer>
  /** Is anything half done, in the journal or in a window? */
  readonly isWorkInProgress: () => boolean
  /** ms since the epoch */
  readonly clock: () => number
  readonly onChange: () => void
  readonly tell: (
    event: 'found' | 'ready' | 'installing' | 'refused',
    details: { version?: string; code?: Failure['code'] },
  ) => void
}

export type UpdateStatus =
  | { readonly state: 'off'; readonly why: Off }
  | { readonly state: 'idle' | 'checking' }
  /** Looked at `time`, and nothing newer was there. */
  | { readonly state: 'latest'; readonly time: number }
  /** `waiting`: found, and to be fetched once nothing is half done any more. */
  | { readonly state: 'waiting' | 'downloading'; readonly version: string }
  | { readonly state: 'ready'; readonly version: string; readonly failure?: Failure }
  | { readonly state: 'failed'; readonly failure: Failure }

export type Updates = ReturnType<typeof createUpdates>

const day = 24 * 60 * 60 * 1000

/** A clock that was set back must not put the next look off for years. */
export function isTimeToLook(last: number | undefined, now: number): boolean {
  return last === undefined || Math.abs(now - last) >= day
}

export function createUpdates(ports: UpdatePorts) {
  const { source, version, wanted, isWorkInProgress, clock, tell } = ports
  let status: UpdateStatus = typeof source === 'string' ? { state: 'off', why: source } : { state: 'idle' }
  let lastLook: number | undefined
  let installer: Installer | undefined
  let isInPlace = false

  function become(next: UpdateStatus): void {
    status = next
    ports.onChange()
  }

  function fail(failed: Failure): void {
    // What is over by itself is tried again with the next hour; what is not, tomorrow.
    if (failed.retry === 'later') lastLook = undefined
    else tell('refused', { code: failed.code })
    become({ state: 'failed', failure: failed })
  }

  const look = (at: UpdateSource): Promise<void> =>
    lookAt(at).catch((error: unknown) => fail({ code: 'internal', retry: 'never', cause: String(error).slice(0, 200) }))

  async function lookAt({ server, channel, publicKey }: UpdateSource): Promise<void> {
    become({ state: 'checking' })
    lastLook = clock()
    const asked = { ...wanted, channel }
    const fetched = await ports.fetch(new URL(releaseFile(asked), server).href)
    const release = fetched.ok ? readRelease(fetched.value, publicKey, asked) : fetched
    if (!release.ok) return fail(release.failure)
    const judged = judge(release.value, version, clock())
    if (!judged.ok) return fail(judged.failure)
    if (judged.value === 'same') return become({ state: 'latest', time: clock() })
    tell('found', { version: release.value.version })
    return download(release.value, server)
  }

  async function download(release: Release, server: string): Promise<void> {
    const wait = (): void => {
      lastLook = undefined
      become({ state: 'waiting', version: release.version })
    }
    if (isWorkInProgress()) return wait()
    become({ state: 'downloading', version: release.version })
    installer ??= await ports.installer()
    const fetched = await installer.download(release, server, () => !isWorkInProgress())
    if (!fetched.ok) return fetched.failure.code === 'update.busy' ? wait() : fail(fetched.failure)
    tell('ready', { version: release.version })
    become({ state: 'ready', version: release.version })
  }

  /** Nothing is awaited between the last look at what is half done and the exchange of the files. */
  function install(restart: boolean): Result<void> {
    if (status.state !== 'ready' || installer === undefined || isInPlace) return done
    if (isWorkInProgress()) return failure('update.busy', { retry: 'later' })
    tell('installing', { version: status.version })
    const installed = installer.install(restart)
    isInPlace = installed.ok
    return installed
  }

  const rests = (): boolean => ['idle', 'latest', 'waiting', 'failed'].includes(status.state)

  return {
    status: () => status,
    /** With every hour: looks once a day, when nothing is half done. */
    async check(): Promise<void> {
      if (typeof source === 'string' || !rests() || isWorkInProgress() || !isTimeToLook(lastLook, clock())) return
      await look(source)
    },
    /** The user wants to know now. */
    async lookNow(): Promise<void> {
      if (typeof source !== 'string' && rests()) await look(source)
    },
    /** The user wants it now. */
    restart(): void {
      const installed = install(true)
      if (installed.ok || status.state !== 'ready') return
      if (installed.failure.code === 'update.busy') become({ ...status, failure: installed.failure })
      else fail(installed.failure)
    },
    /** The app is being quit; where something is half done, the next version comes another time. */
    atQuit(): void {
      const installed = install(false)
      if (!installed.ok) tell('refused', { code: installed.failure.code })
    },
  }
}
