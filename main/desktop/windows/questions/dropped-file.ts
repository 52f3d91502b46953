import path from 'node:path'

/**
 * May the path of a dropped file be opened as it is? The page says it, and it may have been taken over: on Windows, to
 * open `\\host\share\…`, or any other way to write that (`//host`, `\\?\UNC\…`, `\??\…`), signs the user in at that host.
 * A mapped drive is one that they are signed in at already.
 */
export function isOnOwnDrive(file: string, platform: NodeJS.Platform): boolean {
  return platform === 'win32' ? /^[a-z]:[\\/]/i.test(file) : path.posix.isAbsolute(file)
}
