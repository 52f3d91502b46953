/** A Debian with nothing in it: what runs in it sees its files and processes alone. */
import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process'
import { copyFileSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import type { Readable } from 'node:stream'

const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' }

/** Namespaces of its own, so that its /proc goes with it and nothing that it starts is left running. */
const into = (root: string): string[] => [
  '--mount',
  '--pid',
  '--fork',
  '--kill-child',
  `--mount-proc=${root}/proc`,
  'chroot',
  root,
]

/** @throws with the output when the program fails */
export function runIn(root: string, args: readonly string[], more: Readonly<Record<string, string>> = {}): string {
  const env = { ...environment, ...more }
  return execFileSync('unshare', [...into(root), ...args], { encoding: 'utf8', env, maxBuffer: 64e6, timeout: 300_000 })
}

/** What a program with windows needs of this machine: its X servers, and memory that processes share. Gone with the program. */
const withDisplay =
  'mount --bind /tmp/.X11-unix "$1/tmp/.X11-unix" && mount -t tmpfs shm "$1/dev/shm" && exec chroot "$@"'

/** Starts a program on the display of these tests; the one who kills it ends all that it has started. */
export function startIn(
  root: string,
  args: readonly string[],
  home: string,
): ChildProcessByStdio<null, null, Readable> {
  mkdirSync(path.join(root, 'tmp/.X11-unix'), { recursive: true })
  const env = { ...environment, HOME: home, DISPLAY: process.env['DISPLAY'] }
  const behind = [...into(root).slice(0, -2), 'sh', '-c', withDisplay, 'sh', root, ...args]
  return spawn('unshare', behind, { env, stdio: ['ignore', 'ignore', 'pipe'] })
}

/**
 * Runs the key store's contract in it, of this clone, by this Node, and with the libraries that are there.
 *
 * @returns what they say @throws with it where one fails
 */
export function contractIn(root: string, file: string, asUser: readonly string[]): string {
  const clone = path.resolve(import.meta.dirname, '../../..')
  mkdirSync(path.join(root, clone), { recursive: true })
  copyFileSync(process.execPath, path.join(root, 'usr/local/bin/node'))
  const withClone = 'mount --bind "$1" "$2/$1" && cd "$2/$1" && shift && exec chroot "$@"'
  const vitest = path.join(clone, 'node_modules/vitest/vitest.mjs')
  // Without it, Vitest writes its settings into the clone first, which is not this user's.
  const load = ['--configLoader', 'runner']
  // The contract itself. What else is in the file holds NSS' tools against it, which differ: sid's certutil lists no database
  // with garbage in it.
  const titled = ['--testNamePattern', 'as a key store']
  const run = [
    'run',
    ...load,
    '--root',
    clone,
    '--config',
    path.join(clone, 'tests/vitest.config.ts'),
    '--project',
    'contract',
    ...titled,
  ]
  const behind = [...into(root).slice(0, -2), 'sh', '-c', withClone, 'sh', clone, root]
  const args = [...behind, ...asUser, '/usr/local/bin/node', vitest, ...run, file]
  const env = { ...environment, HOME: '/tmp', PATH: `/usr/local/bin:${environment.PATH}` }
  return execFileSync('unshare', args, { encoding: 'utf8', env, maxBuffer: 64e6, timeout: 500_000 })
}
