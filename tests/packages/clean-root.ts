/** A Debian with nothing in it: what runs in it sees its files and processes alone. */
import { execFileSync } from 'node:child_process'

const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' }

/** Namespaces of its own, so that its /proc goes with it and nothing that it starts is left running. */
const into = (root: string): string[] =>
  ['--mount', '--pid', '--fork', '--kill-child', `--mount-proc=${root}/proc`, 'chroot', root]

/** @throws with the output when the program fails */
export function runIn(root: string, args: readonly string[]): string {
  return execFileSync('unshare', [...into(root), ...args], { encoding: 'utf8', env: environment, maxBuffer: 64e6 })
}
