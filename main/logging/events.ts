/**
 * Every event that is ever logged: its stable code, its level, the fields that it may have, and for the dozen that
 * matter to those who watch machines the number under which the system's log has it. Codes and numbers are part of the
 * product's interface: they may be added to, never given another meaning.
 */
import { type Kind, type ValueOf, written } from './fields.ts'

export type Level = 'info' | 'warn' | 'error'

interface Definition {
  readonly level: Level
  /** The event ID in the Windows Event Log; without one the event stays in the log files. */
  readonly id?: number
  readonly fields: Readonly<Record<string, Kind>>
}

export const events = {
  'app.started': {
    level: 'info',
    id: 100,
    fields: {
      version: 'version',
      electron: 'version',
      platform: 'platform',
      arch: 'arch',
      run: 'run',
      managed: 'count',
    },
  },
  'app.failed': { level: 'error', id: 101, fields: { code: 'code' } },
  'app.login-item-failed': { level: 'warn', fields: {} },
  'app.rested': { level: 'info', fields: {} },
  'app.schedule-failed': { level: 'warn', fields: { code: 'code' } },
  'app.check-failed': { level: 'error', fields: { error: 'error', place: 'place' } },
  'app.fault': { level: 'error', id: 103, fields: { kind: 'fault', error: 'error', place: 'place', reason: 'gone' } },
  'app.channel-failed': { level: 'warn', fields: { code: 'code' } },
  'app.address-ignored': { level: 'warn', fields: {} },
  'run.ended': { level: 'info', fields: { command: 'command', exit: 'exit', took: 'ms' } },
  'run.failed': { level: 'error', id: 102, fields: { command: 'command', exit: 'exit', took: 'ms' } },
  'preparation.failed': { level: 'error', id: 206, fields: { code: 'code' } },
  'renewal.started': { level: 'info', id: 200, fields: { purpose: 'purpose', certificate: 'thumbprint' } },
  'renewal.step': { level: 'info', fields: { step: 'step', took: 'ms' } },
  'renewal.completed': {
    level: 'info',
    id: 201,
    fields: { purpose: 'purpose', certificate: 'thumbprint', took: 'ms' },
  },
  'renewal.waiting': { level: 'warn', id: 202, fields: { code: 'code', after: 'seconds' } },
  'renewal.stalled': { level: 'error', id: 203, fields: { step: 'step', code: 'code' } },
  'renewal.failed': { level: 'error', id: 204, fields: { code: 'code' } },
  'renewal.declined': { level: 'info', id: 205, fields: {} },
  'renewal.abandoned': { level: 'info', fields: {} },
  'automatic.renewed': { level: 'info', id: 207, fields: { certificate: 'thumbprint' } },
  'automatic.failed': {
    level: 'error',
    id: 208,
    fields: { certificate: 'thumbprint', code: 'code', tries: 'count', after: 'seconds' },
  },
  'automatic.unkept': { level: 'warn', fields: { code: 'code' } },
  'consent.given': { level: 'info', id: 210, fields: { question: 'question' } },
  'consent.refused': { level: 'info', id: 211, fields: { question: 'question' } },
  'keystore.error': { level: 'error', id: 300, fields: { operation: 'operation', code: 'code' } },
  'journal.error': { level: 'error', id: 301, fields: { code: 'code' } },
  'policy.error': { level: 'error', id: 400, fields: { code: 'code' } },
  'policy.changed': { level: 'info', id: 403, fields: { settings: 'count' } },
  'policy.waits': { level: 'warn', id: 404, fields: { settings: 'count' } },
  'bank-policy.refused': { level: 'error', id: 402, fields: { code: 'code' } },
  'bank-policy.unkept': { level: 'warn', fields: { code: 'code' } },
  'bank-file.taken': { level: 'info', id: 401, fields: {} },
  'bank-file.failed': { level: 'error', fields: { code: 'code' } },
  'update.found': { level: 'info', fields: { version: 'version' } },
  'update.ready': { level: 'info', fields: { version: 'version' } },
  'update.installing': { level: 'info', id: 500, fields: { version: 'version' } },
  'update.refused': { level: 'error', id: 501, fields: { code: 'code' } },
  'support-bundle.written': { level: 'info', fields: { files: 'count' } },
} as const satisfies Readonly<Record<string, Definition>>

export type EventCode = keyof typeof events
type FieldsOf<C extends EventCode> = (typeof events)[C]['fields']

/** An event with its fields; each may be left out where it is not known. */
export type Details<C extends EventCode> = {
  readonly [F in keyof FieldsOf<C>]?: (FieldsOf<C>[F] extends Kind ? ValueOf<FieldsOf<C>[F]> : never) | undefined
}

/** Records an event; never fails. */
export type Recorder = <C extends EventCode>(code: C, details?: Details<C>) => void

/** `renewal.stalled step=requesting code=bank.timeout`: the event's own fields alone, each as its kind is written. */
export function eventText(code: EventCode, details: Readonly<Record<string, unknown>> = {}): string {
  const fields = Object.entries(events[code].fields as Readonly<Record<string, Kind>>)
  const told = fields.filter(([name]) => details[name] !== undefined)
  return [code, ...told.map(([name, kind]) => `${name}=${written(kind, details[name])}`)].join(' ')
}

/** The same with its time and level, as a log file has it. */
export function logLine(at: Date, code: EventCode, details?: Readonly<Record<string, unknown>>): string {
  return `${zonedTime(at)} ${events[code].level.toUpperCase().padEnd(5)} ${eventText(code, details)}`
}

/** ISO 8601 with the zone's offset: what a user says happened at nine is found at nine, in whichever country. */
export function zonedTime(at: Date): string {
  const offset = -at.getTimezoneOffset()
  const local = new Date(at.getTime() + offset * 60_000).toISOString().slice(0, -1)
  const two = (value: number): string => String(value).padStart(2, '0')
  const size = Math.abs(offset)
  return `${local}${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}
