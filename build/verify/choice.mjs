/** Which parts are run, and why others are not. */
import { Foreseen } from '../lib/console.mjs'
import { touches } from './consent.mjs'

/** Those that say most about a machine. */
const usual = ['unit', 'x509-in-electron', 'contract', 'walk', 'e2e', 'real-store']

/** Parts of other steps, or hours long: by their names alone. */
const byName = new Set(['faults:whole', 'model:whole', 'takeovers', 'supply-chain'])

/** They open the app on a key store of its own, which they read with NSS' tools. */
const withWindows = new Set(['walk', 'e2e', 'looks', 'faults', 'faults:whole', 'takeovers'])

/** @typedef {{ name: string, run: (work: string, options?: object) => Promise<import('../testing/results.mjs').Results> }} Part */

/**
 * @param {readonly Part[]} parts that there are
 * @param {{ only?: string, all?: boolean }} wish
 * @returns {{ selected: 'usual' | 'all' | string[], chosen: Part[] }}
 */
export function chooseParts(parts, { only, all = false }) {
  if (all && only !== undefined) throw new Foreseen('--only and --all do not go together')
  if (all) return { selected: 'all', chosen: parts.filter(({ name }) => !byName.has(name)) }
  if (only === undefined) return { selected: 'usual', chosen: parts.filter(({ name }) => usual.includes(name)) }
  const wanted = only.split(',').map((name) => name.trim())
  const unknown = wanted.find((name) => parts.every((part) => part.name !== name))
  const known = parts.map(({ name }) => name).join(', ')
  if (unknown !== undefined) throw new Foreseen(`there is no "${unknown}"; there are ${known}`)
  return { selected: wanted, chosen: parts.filter(({ name }) => wanted.includes(name)) }
}

/**
 * @param {string} part its name
 * @param {{ platform: NodeJS.Platform, consent: import('./consent.mjs').Consent }} here
 * @returns {string | undefined} why it is not run
 */
export function whyNot(part, { platform, consent }) {
  if (part === 'packages' && platform !== 'linux') return 'packages are built and installed on Debian'
  if (withWindows.has(part) && platform !== 'linux')
    return 'its tests know the key store of Linux alone; here the app would leave made-up certificates in the user’s own'
  if (touches(part, platform) !== undefined && consent !== 'agreed' && consent !== 'by-option')
    return 'the user’s own key store is touched only after a yes on the console, or with --yes-real-store'
  return undefined
}
