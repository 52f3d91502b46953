/** The zip file for help desks: a handful of texts that anybody can read before sending them. */
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { strToU8, zipSync } from 'fflate'
import { requireRegularFile } from '../regular-file.ts'
import type { FailureCode } from '../renewal/errors.ts'
import type { RenewalState } from '../renewal/machine/machine.ts'
import { zonedTime } from './events.ts'
import { logFiles } from './log-file.ts'

export interface BundleFile {
  /** Path inside the zip. */
  readonly name: string
  readonly text: string
}

/** Each section becomes a JSON file of its name, for people: indented. */
export function bundleFiles(sections: Readonly<Record<string, unknown>>, logFolder: string): readonly BundleFile[] {
  const facts = Object.entries(sections).map(([name, content]) => ({
    name: `${name}.json`,
    text: `${JSON.stringify(content, null, 2)}\n`,
  }))
  return [...facts, ...logFiles(logFolder).flatMap(readLog)]
}

/** Bytes; a log is put aside once it has a tenth of it. */
const longestLog = 10 * 1024 * 1024

/** Nothing of what is no log of ours. */
function readLog(file: string): BundleFile[] {
  try {
    requireRegularFile(file, longestLog)
    return [{ name: `logs/${file.split(/[\\/]/).at(-1)!}`, text: readFileSync(file, 'utf8') }]
  } catch {
    return []
  }
}

export function zipped(files: readonly BundleFile[]): Uint8Array {
  return zipSync(Object.fromEntries(files.map(({ name, text }) => [name, strToU8(text)])))
}

/**
 * Readable by its user alone. What is there already is never overwritten.
 *
 * @throws Error, with code EEXIST where the file is there
 */
export function writeBundle(file: string, files: readonly BundleFile[]): void {
  const opened = openSync(file, 'wx', 0o600)
  try {
    writeFileSync(opened, zipped(files))
  } finally {
    closeSync(opened)
  }
}

interface HistoryEntry {
  readonly time: number
  readonly event: string
  readonly code?: FailureCode | undefined
}

/** Where the renewal stands: steps, times and codes, nobody's name and no free text. */
export function journalFacts(
  state: RenewalState | undefined,
  history: readonly HistoryEntry[],
  kept: readonly RenewalState[],
) {
  return {
    renewal: state === undefined ? null : renewalFacts(state),
    // Put aside for another one, or ended although a certificate for its key may exist.
    kept: kept.map(renewalFacts),
    history: history.map(({ time, event, code }) => ({ time: at(time), event, ...(code && { code }) })),
  }
}

const at = (ms: number): string => zonedTime(new Date(ms))

function renewalFacts(state: RenewalState) {
  const failure = failureOf(state)
  const place = state.step === 'stalled' ? state.at : state
  return {
    purpose: state.purpose.kind,
    step: state.step,
    startedAt: at(state.startedAt),
    ...(state.step === 'stalled' && { stalledAt: state.at.step }),
    ...(state.step === 'waiting' && { retryAt: at(state.retryAt) }),
    ...(failure && { code: failure.code }),
    ...('unconfirmed' in place && place.unconfirmed && { unconfirmed: place.unconfirmed.code }),
  }
}

function failureOf(state: RenewalState) {
  if (state.step === 'ended') return state.ending.kind === 'failed' ? state.ending.failure : undefined
  return 'failure' in state ? state.failure : undefined
}
