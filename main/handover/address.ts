/**
 * Where a run finds the app: a socket in a folder that is this user's alone, or on Windows a pipe that has the user's SID
 * in its name. Unix lets nobody into the folder but its owner and root, and so nobody connects or takes the app's place.
 * Node's net makes a pipe with the default security descriptor of Windows: others may read from it, and the app says nothing
 * to whom it has not read a request from; only this user, administrators and the system may write.
 */
import { createHash } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync, renameSync, rmSync, type Stats } from 'node:fs'
import path from 'node:path'
import { done, failure, type Result, success } from '../renewal/errors.ts'
import { product } from '../renewal/product/product.ts'

export interface Address {
  /** For node:net: where runs find the app. */
  readonly path: string
  /** For node:net: where the app begins to listen. */
  readonly own: string
  /** For the app: makes the place. Fails with handover.untrusted where somebody else has a hand in it. */
  prepare(): Result<void>
  /** For the app, which listens at its own place: takes the place where runs look. */
  publish(): Result<void>
  /**
   * For the run: is it this user's alone? Asked before anything is said. Fails with handover.no-answer where nobody
   * listens, and with handover.untrusted.
   */
  check(): Result<void>
}

/**
 * Fails with handover.no-answer where Windows does not say who its user is.
 *
 * @param dataFolder the app's own, absolute: each profile has an app of its own
 */
export async function addressIn(dataFolder: string, platform = process.platform): Promise<Result<Address>> {
  if (platform !== 'win32') return success(socketIn(path.join(dataFolder, 'handover')))
  try {
    return success(await pipeFor(dataFolder))
  } catch (error) {
    return absent(String(error))
  }
}

/**
 * Bytes of a socket's path: `sun_path` has 104 on macOS and 108 on Linux, with a zero at the end. libuv cuts a longer one
 * off, and the socket would lie in another folder.
 */
const longestPath = 103

function socketIn(folder: string): Address {
  const socket = path.join(folder, 'app.socket')
  // Whoever stops listening removes what it has bound, by its name. After an update the new app listens before the old one
  // has ended, and must not lose its socket to it.
  const own = path.join(folder, String(process.pid))
  if (Buffer.byteLength(socket) > longestPath) {
    const tooLong = () => absent('the path is too long')
    return { path: socket, own, prepare: tooLong, publish: tooLong, check: tooLong }
  }
  return {
    path: socket,
    own,
    prepare: () =>
      guarded(() => {
        try {
          mkdirSync(folder, { mode: 0o700 })
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
        }
        const found = lstatSync(folder)
        if (!found.isDirectory() || !isOurs(found)) return untrusted('folder')
        // The mode is subject to the umask, and older than this start.
        chmodSync(folder, 0o700)
        const left = lstatSync(socket, { throwIfNoEntry: false })
        if (left !== undefined && !left.isSocket() && !left.isSymbolicLink()) return untrusted('socket')
        rmSync(own, { force: true })
        return done
      }),
    // In the place of what the app before left. Whoever holds the lock of the single instance is the only one to be found.
    publish: () =>
      guarded(() => {
        renameSync(own, socket)
        return done
      }),
    check: () =>
      guarded(() => {
        const found = lstatSync(folder)
        if (!found.isDirectory() || !isOurs(found) || (found.mode & 0o077) !== 0) return untrusted('folder')
        const listening = lstatSync(socket)
        return listening.isSocket() && isOurs(listening) ? done : untrusted('socket')
      }),
  }
}

async function pipeFor(dataFolder: string): Promise<Address> {
  // Loads the foreign functions of another system, which take 8 ms.
  const { ownSid, pipeOwner } = await import('./windows-user.ts')
  const profile = createHash('sha256').update(dataFolder.toLowerCase()).digest('hex').slice(0, 16)
  const name = `\\\\.\\pipe\\${product.program}-${ownSid('user')}-${profile}`
  return {
    path: name,
    own: name,
    // Node asks for the first instance of a pipe: where another program has taken the name, it cannot listen.
    prepare: () => done,
    publish: () => done,
    check: () =>
      guarded(() => {
        const owner = pipeOwner(name)
        if (owner === undefined) return absent('ENOENT')
        return owner === ownSid('owner') ? done : untrusted('pipe')
      }),
  }
}

const isOurs = ({ uid }: Stats): boolean => uid === process.getuid?.()

const untrusted = (what: string) => failure('handover.untrusted', { cause: `${what}: not of this user alone` })

const absent = (cause: string) => failure('handover.no-answer', { retry: 'later', cause })

function guarded(look: () => Result<void>): Result<void> {
  try {
    return look()
  } catch (error) {
    const { code = 'internal' } = error as NodeJS.ErrnoException
    return code === 'EACCES' || code === 'EPERM' ? untrusted(code) : absent(code)
  }
}
