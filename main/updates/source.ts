/** Where updates come from, and why they may not come at all. */

/** As the managed policy has it. */
export interface UpdateSettings {
  readonly enabled?: boolean | undefined
  readonly channel?: 'stable' | 'beta' | undefined
  readonly server?: string | undefined
  readonly publicKey?: string | undefined
}

export interface UpdateSource {
  /** Of the folder with releases and packages; ends with a slash. */
  readonly server: string
  readonly channel: 'stable' | 'beta'
  readonly publicKey: string
}

/** `managed`: the administrator said so. `unset`: nobody named a server. `package`: what installed Koshin updates it. */
export type Off = 'managed' | 'unset' | 'package'

/** How the files of this installation can be exchanged; undefined where the system's packages are somebody else's. */
export type Way = 'appimage' | 'nsis' | 'mac'

export interface Installation {
  readonly platform: NodeJS.Platform
  readonly isPackaged: boolean
  /** The AppImage that runs, as its own start-up tells; never one that a variable alone names. */
  readonly appImage: string | undefined
  /** Is there a file of this name beside the program (Windows), or among its resources (Linux)? */
  readonly has: (name: 'uninstaller' | 'package-type') => boolean
}

/**
 * An MSI, a deb and an rpm are what device management and package managers put there: to exchange files behind their
 * back would have them report, and repair, a version that is not there.
 */
export function wayOf({ platform, isPackaged, appImage, has }: Installation): Way | undefined {
  switch (platform) {
    case 'linux':
      return appImage !== undefined && !has('package-type') ? 'appimage' : undefined
    case 'win32':
      return isPackaged && has('uninstaller') ? 'nsis' : undefined
    case 'darwin':
      return isPackaged ? 'mac' : undefined
    default:
      return undefined
  }
}

/** Without a key nobody could tell whose an update is, so a server alone turns nothing on. */
export function sourceOf(settings: UpdateSettings | undefined, way: Way | undefined): UpdateSource | Off {
  const { enabled, channel = 'stable', server, publicKey } = settings ?? {}
  if (enabled === false) return 'managed'
  if (server === undefined || publicKey === undefined) return 'unset'
  return way === undefined ? 'package' : { server: server.endsWith('/') ? server : `${server}/`, channel, publicKey }
}
