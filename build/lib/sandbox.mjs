/** Where Chromium's sandbox cannot work, a development run has to do without. The app itself never turns it off. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { say } from './console.mjs'

/** @returns {string[]} the switch to start Electron with, or none; says so on the console */
export function sandboxSwitches(runtime) {
  const reason = process.platform === 'linux' ? whyNoSandbox(runtime.folder) : undefined
  if (reason === undefined) return []
  say(`${reason}: Electron is started with --no-sandbox, for development only`)
  return ['--no-sandbox']
}

function whyNoSandbox(folder) {
  if (process.getuid?.() === 0) return 'running as root, for whom Chromium has no sandbox'
  if (hasOldSandbox(path.join(folder, 'chrome-sandbox'))) return undefined
  // Ubuntu since 23.10 lets only named programs make user namespaces; older Debian kernels let nobody.
  if (kernel('kernel/apparmor_restrict_unprivileged_userns') === '1') return 'AppArmor allows no user namespaces here'
  if (kernel('kernel/unprivileged_userns_clone') === '0') return 'this kernel allows no user namespaces'
  if (kernel('user/max_user_namespaces') === '0') return 'this kernel allows no user namespaces'
  return undefined
}

/** The set-uid helper that works without user namespaces, when an administrator has set it up. */
function hasOldSandbox(helper) {
  if (!existsSync(helper)) return false
  const { uid, mode } = statSync(helper)
  return uid === 0 && (mode & 0o4000) !== 0
}

function kernel(setting) {
  const file = path.join('/proc/sys', setting)
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined
}
