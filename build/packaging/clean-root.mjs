/** A Debian with nothing in it, in which a package is installed as on a new computer: debootstrap and a chroot. */
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { output, run } from '../lib/command.mjs'
import { say } from '../lib/console.mjs'
import { userCache } from '../lib/user-cache.mjs'

/**
 * @param {string} folder where to make it
 * @param {string} [release]
 * @returns {Promise<string | undefined>} why there is none, or undefined when `folder` holds it
 */
export async function cleanRoot(folder, release = 'bookworm') {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'a clean root is made by root on Linux only'
  if (output('debootstrap', ['--version']) === undefined) return 'debootstrap is not installed'
  const base = path.join(userCache, `debian-${release}`)
  if (!existsSync(base)) {
    mkdirSync(userCache, { recursive: true })
    const making = mkdtempSync(`${base}-`)
    say(`making a clean Debian ${release} with debootstrap`)
    const code = await run('debootstrap', ['--variant=minbase', release, making], { quiet: true, limit: 600_000 })
    if (code !== 0) {
      rmSync(making, { recursive: true, force: true })
      return `debootstrap ended with ${code}`
    }
    renameSync(making, base)
  }
  // -a keeps owners, set-user-ids and devices, which Node's own copying does not.
  if ((await run('cp', ['-a', `${base}/.`, folder])) !== 0) return 'the clean root could not be copied'
  // As temporary folders are, it would be its maker's alone, and no ordinary user in it could load a library.
  chmodSync(folder, 0o755)
  cpSync('/etc/resolv.conf', path.join(folder, 'etc/resolv.conf'))
  return undefined
}
