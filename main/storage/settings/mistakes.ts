/** What is wrong in settings, as values: a window says it in its user's language, a console and a log in English. */
import type { z } from 'zod'
import type { Failure } from '../../renewal/errors.ts'

export interface Mistake {
  /** The setting's path, `bank.est.url`; empty: the file as a whole. */
  readonly place: string
  readonly kind:
    | 'missing'
    | 'unknown'
    | 'type'
    | 'choice'
    | 'address'
    | 'range'
    | 'contrast'
    | 'form'
    | 'not-json'
    | 'twice'
    | 'no-file'
    | 'unreadable'
    | 'no-certificates'
    | 'no-authority'
  /** The values of `choice`, the bounds of `range` and `contrast`, the line of `not-json`, the file of `no-file` and its like, the
   * number of the certificate. */
  readonly detail?: string
  /** The option or the variable that it comes from, where it is none of the file's. */
  readonly from?: string
}

/** A failure of settings, with what its window shows. */
export interface SettingsFailure extends Failure {
  /** Where the settings were read. */
  readonly file?: string | undefined
  readonly mistakes: readonly Mistake[]
}

export function isSettingsFailure(failure: Failure): failure is SettingsFailure {
  return 'mistakes' in failure
}

/** More are no help to anybody; a file of a stranger may have thousands. */
const most = 20

/** @param given what was checked: a schema's error does not tell a missing value from one of another type */
export function mistakesOf({ issues }: z.ZodError, given: unknown): readonly Mistake[] {
  return issues.flatMap((issue) => mistakesIn(issue, valueAt(given, issue.path))).slice(0, most)
}

/** A name that is none of ours may be a whole sentence, which its writer would have people read in our window. */
const told = (name: string): string => (/^[\w-]{1,40}$/.test(name) ? name : '?')

/** Why a text is no JSON, or has two meanings. @param error that parseJson has thrown */
export function jsonMistake(error: unknown, text: string): Mistake {
  const { message } = error as Error
  const twice = /^"(.*)" is given twice$/.exec(message)?.[1]
  if (twice !== undefined) return { place: told(twice), kind: 'twice' }
  const position = /position (\d+)/.exec(message)?.[1]
  const line = position === undefined ? {} : { detail: String(text.slice(0, Number(position)).split('\n').length) }
  return { place: '', kind: 'not-json', ...line }
}

/** The same in English, by name. */
export function tellIssues({ issues }: z.ZodError): string {
  return issues
    .slice(0, most)
    .map((issue) => [...(issue.path.length === 0 ? [] : [issue.path.join('.')]), messageOf(issue)].join(': '))
    .join('; ')
}

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'unrecognized_keys') return issue.message
  const names = issue.keys.slice(0, most).map((key) => `"${told(key)}"`)
  return `Unrecognized key${issue.keys.length > 1 ? 's' : ''}: ${names.join(', ')}`
}

function mistakesIn(issue: z.core.$ZodIssue, value: unknown): readonly Mistake[] {
  const place = issue.path.join('.')
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ place: [...issue.path, told(key)].join('.'), kind: 'unknown' }))
  }
  if (value === undefined || value === '') return [{ place, kind: 'missing' }]
  switch (issue.code) {
    case 'invalid_type':
      return [{ place, kind: 'type' }]
    case 'invalid_value':
      return [{ place, kind: 'choice', detail: issue.values.join(', ') }]
    case 'too_small':
      return [{ place, kind: 'range', detail: `≥ ${issue.minimum}` }]
    case 'too_big':
      return [{ place, kind: 'range', detail: `≤ ${issue.maximum}` }]
    case 'invalid_format':
      return [{ place, kind: issue.format === 'url' ? 'address' : 'form' }]
    case 'custom':
      return [{ place, ...kindOfCustom(issue.params) }]
    default:
      return [{ place, kind: 'form' }]
  }
}

function kindOfCustom(params: Readonly<Record<string, unknown>> | undefined): Pick<Mistake, 'kind' | 'detail'> {
  const least = params?.['leastContrast']
  return typeof least === 'number' ? { kind: 'contrast', detail: `≥ ${least}:1` } : { kind: 'form' }
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    given,
  )
}
