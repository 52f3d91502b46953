/**
 * What may stand in the logs, kind by kind. A field is written only if it is what its kind says, so that no name, no
 * customer ID, no password and no free text can reach a log, whatever is passed: `?` is written in its place.
 */
import { failureCodes } from '../renewal/errors.ts'
import { operationNames } from '../renewal/key-store-operations.ts'

const oneOf = <const T extends string>(...words: readonly T[]) => ({
  accepts: (value: unknown): value is T => (words as readonly unknown[]).includes(value),
  write: (value: T): string => value,
})

const number = {
  // Wide enough for every duration, too narrow for the customer ID that somebody turned into a number.
  accepts: (value: unknown): value is number => Number.isInteger(value) && Math.abs(value as number) < 10 ** 9,
  write: (value: number): string => String(value),
}

const pattern = (allowed: RegExp) => ({
  accepts: (value: unknown): value is string => typeof value === 'string' && allowed.test(value),
  write: (value: string): string => value,
})

export const kinds = {
  code: oneOf(...failureCodes),
  count: number,
  /** Whole milliseconds. */
  ms: number,
  seconds: number,
  exit: number,
  flag: {
    accepts: (value: unknown): value is boolean => typeof value === 'boolean',
    write: (value: boolean): string => (value ? 'yes' : 'no'),
  },
  version: pattern(/^\d{1,4}(\.\d{1,5}){1,3}(-(alpha|beta|rc)(\.\d{1,3})?)?$/),
  /** SHA-256, hex: shortened to what tells a machine's few certificates apart. */
  thumbprint: { ...pattern(/^[0-9a-f]{64}$/), write: (value: string): string => value.slice(0, 12) },
  platform: oneOf('linux', 'darwin', 'win32', 'other'),
  arch: oneOf('x64', 'arm64', 'ia32', 'other'),
  run: oneOf('windows', 'demo', 'unattended', 'diagnose', 'support-bundle'),
  command: oneOf('status', 'renew', 'enrol', 'retire', 'diagnose', 'self-test', 'check-bank'),
  purpose: oneOf('renewal', 'enrolment'),
  fault: oneOf('uncaught-exception', 'unhandled-rejection', 'render-process-gone', 'child-process-gone'),
  /** The class of an error, or the system's code for it. */
  error: pattern(/^(([A-Z][A-Za-z]{1,40})?Error|E[A-Z0-9]{2,20}|ERR_[A-Z_]{2,40})$/),
  /** `file:line:column` */
  place: pattern(/^[\w.-]{1,60}\.(cjs|mjs|js|ts):\d{1,6}:\d{1,6}$/),
  /** Why a process of ours ended, in Electron's words. */
  gone: oneOf('abnormal-exit', 'killed', 'crashed', 'oom', 'launch-failed', 'integrity-failure', 'memory-eviction'),
  question: oneOf('request', 'installation'),
  step: oneOf(
    'making-key-ahead',
    'key-ahead',
    'confirming-request',
    'making-request',
    'requesting',
    'waiting',
    'password-needed',
    'confirming-installation',
    'postponed',
    'installing',
    'proving',
    'retiring',
    'stalled',
    'discarding',
    'complete',
    'ended',
  ),
  operation: oneOf(...operationNames),
} as const

export type Kind = keyof typeof kinds
export type ValueOf<K extends Kind> = (typeof kinds)[K] extends { accepts: (value: unknown) => value is infer V }
  ? V
  : never

/** The value as logs write it. */
export function written(kind: Kind, value: unknown): string {
  const { accepts, write } = kinds[kind] as { accepts: (value: unknown) => boolean; write: (value: unknown) => string }
  return accepts(value) ? write(value) : '?'
}
