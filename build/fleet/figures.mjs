/** What many machines' statuses come to. */

import { failureCode } from './status-line.mjs'

/** ms */
const day = 24 * 60 * 60 * 1000
const japan = 9 * 60 * 60 * 1000

/** A machine that told nothing for longer is named: its status may be another by now. */
export const silentDays = 7

/** Keys that a program of their user can take away, or may be able to. */
const software = new Set(['nss-software', 'cng-software', 'keychain-software', 'capi'])
const hardwareWanted = new Set(['tpm', 'tpm-preferred', 'secure-enclave'])

/**
 * @param {import('./read.mjs').Machine[]} machines
 * @param {{ now: number, isVersion: (text: string) => boolean, compareVersions: (a: string, b: string) => number }} order
 */
export function figuresOf(machines, { now, isVersion, compareVersions }) {
  const expiring = machines.filter(({ status: { certificate } }) => instant(certificate?.notAfter) >= now)
  const known = machines.flatMap(({ status: { version } }) =>
    version !== undefined && isVersion(version) ? [version] : [],
  )
  const newest = known.reduce((a, b) => (compareVersions(a, b) < 0 ? b : a), known[0])
  return {
    outcomes: grouped(machines, ({ outcome }) => outcome),
    expired: machines.filter(({ status: { certificate } }) => instant(certificate?.notAfter) < now),
    weeks: grouped(expiring, ({ certificate }) => weekOf(instant(certificate.notAfter))),
    failures: grouped(machines, failureCode),
    newest,
    oldVersions: grouped(machines, ({ version }) => {
      if (version === undefined || !isVersion(version)) return version ?? ''
      return compareVersions(version, newest) < 0 ? version : undefined
    }),
    softwareKeys: grouped(machines, ({ keyProvider, certificate }) =>
      isSoftware({ keyProvider, certificate }) ? `${keyProvider}: ${certificate.protection}` : undefined,
    ),
    silent: machines.filter(({ status: { time } }) => instant(time) < now - silentDays * day),
  }
}

/** Is the key in software although policy wanted it elsewhere? */
function isSoftware({ keyProvider, certificate }) {
  return hardwareWanted.has(keyProvider) && software.has(certificate?.protection)
}

const instant = (time) => Date.parse(time ?? '')

/** The Monday (in Japan) of the week of `at`, as YYYY-MM-DD. */
function weekOf(at) {
  const date = new Date(at + japan)
  const sinceMonday = (date.getUTCDay() + 6) % 7
  return new Date(date.getTime() - sinceMonday * day).toISOString().slice(0, 10)
}

/** @returns {[string, import('./read.mjs').Machine[]][]} by name; without those that have none */
function grouped(machines, nameOf) {
  const groups = new Map()
  for (const machine of machines) {
    const name = nameOf(machine.status)
    if (name === undefined) continue
    if (!groups.has(name)) groups.set(name, [])
    groups.get(name).push(machine)
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1))
}
