/**
 * What unattended runs print: one JSON object a line, the last one the result. Part of the product's interface, and
 * written down as JSON Schema in build/docs/company/unattended.schema.json. Fields may be added; `schema` grows when one changes
 * its meaning. No line but a diagnosis holds personal data.
 */
import { writeSync } from 'node:fs'
import { z } from 'zod'
import { daysLeft, lifeStatus } from '../../renewal/certificates/certificate.ts'
import { type Failure, failureCodes } from '../../renewal/errors.ts'
import { keyProtections, keyProviders } from '../../renewal/key.ts'
import type { BankCertificate } from '../../renewal/certificates/bank-certificates.ts'
import type { Policy } from '../../renewal/policy.ts'
import type { Clock } from '../../renewal/ports.ts'
import { checks } from '../../renewal/prepare.ts'
import type { Attempt } from '../../storage/automatic.ts'
import type { WatchedLine } from '../../renewal/watched/line.ts'
import { verdicts } from '../check-bank/check.ts'
import { jsonLine } from '../console.ts'
import { type Command, commands } from './command.ts'
import { exitCodes, type Outcome } from './outcomes.ts'

const time = z.iso.datetime()
const thumbprint = z.string().regex(/^[0-9a-f]{64}$/)
const head = {
  schema: z.literal(1),
  time,
  /** With --all-banks: the id of the bank that it is about; absent: the first. */
  bank: z.string().exactOptional(),
}

const certificate = z.strictObject({
  thumbprint,
  serial: z.string(),
  notBefore: time,
  notAfter: time,
  status: z.enum(['valid', 'due', 'grace', 'lapsed']),
  /** Whole days until `notAfter`; negative after it. */
  daysLeft: z.int(),
})

/** One of the bank's, with where its key really is. */
const bankCertificate = certificate.extend({ protection: z.enum(keyProtections) })

const watchedCertificate = certificate.extend({
  /** Its name. */
  issuer: z.string(),
  /** The last instant of its renewal, by what is known of its bank. */
  renewUntil: time,
})

const failure = z.strictObject({
  code: z.enum(failureCodes),
  retry: z.enum(['never', 'later']),
  authentic: z.literal(true).exactOptional(),
  /** seconds */
  retryAfter: z.number().exactOptional(),
  cause: z.string().exactOptional(),
})

/** A failure as a line tells it: windows are told more of some, such as the paths of files. */
const bareFailure = z.object(failure.shape)

export const lineSchema = z.discriminatedUnion('event', [
  z.strictObject({
    ...head,
    event: z.literal('check'),
    check: z.enum(checks),
    state: z.enum(['passed', 'failed']),
    /** ms */
    took: z.number().exactOptional(),
  }),
  /** What `check-bank` found of one thing; nothing of it is about a customer. */
  z.strictObject({
    ...head,
    event: z.literal('bank-check'),
    /** Its id, as build/docs/bank/check-bank.md has it. */
    check: z.string(),
    verdict: z.enum(verdicts),
    /** Where it is written. */
    reference: z.string(),
    seen: z.string(),
  }),
  /** A renewal or enrolment moved on; the steps are those of the journal. */
  z.strictObject({ ...head, event: z.literal('step'), step: z.string() }),
  z.strictObject({
    ...head,
    event: z.literal('result'),
    /** Absent where the command line names none that there is. */
    command: z.enum(commands).exactOptional(),
    outcome: z.enum(Object.keys(exitCodes) as [Outcome, ...Outcome[]]),
    exitCode: z.int(),
    /** Of the app. */
    version: z.string().exactOptional(),
    failure: failure.exactOptional(),
    /** The one that the run was about, or made. */
    certificate: bankCertificate.exactOptional(),
    /** All that came into question. */
    certificates: z.array(bankCertificate).exactOptional(),
    /** Of `status`: where new keys are to be held. */
    keyProvider: z.enum(keyProviders).exactOptional(),
    /** Of `status`: who begins a renewal; `automatic`: the app in the tray does. */
    renewal: z.enum(['user', 'automatic']).exactOptional(),
    /** Of `status`: what `koshin --schedule` or the policy has set and the system still has; `at-login` is not every day. */
    schedule: z.enum(['daily', 'at-login']).exactOptional(),
    /** Of `status`: what the app in the tray could not renew so far, the last failure of each, and when it is tried again. */
    automaticFailures: z
      .array(z.strictObject({ thumbprint, code: z.enum(failureCodes), tries: z.int(), retryAt: time }))
      .exactOptional(),
    /** Of `status`: managed settings that have changed, and that the open app follows once it is started anew. */
    policyWaits: z.array(z.string()).exactOptional(),
    /** Taken out of choosers' sight by this run. */
    retired: z.array(thumbprint).exactOptional(),
    /** Of an end with `absent`: key stores of other programs that hold one of this bank, or cannot be looked into. */
    elsewhere: z
      .array(
        z.strictObject({
          program: z.string(),
          place: z.string(),
          thumbprints: z.array(thumbprint),
          failure: failure.exactOptional(),
        }),
      )
      .exactOptional(),
    /** Its user has locked acquisition and renewal until then. */
    lockedUntil: time.exactOptional(),
    /** Of `status`: those of banks that are not set, of which the user is reminded; the soonest to expire first. */
    watched: z.array(watchedCertificate).exactOptional(),
    /** How many of them are due, or have expired. */
    watchedDue: z.int().exactOptional(),
    /** When the bank wants to be asked again. */
    retryAt: time.exactOptional(),
    /** Until when the bank is closed, as it says itself. */
    until: time.exactOptional(),
    /** As `--diagnose --json` prints it. */
    diagnosis: z.record(z.string(), z.unknown()).exactOptional(),
    /** Of `check-bank`: how many checks ended so. */
    checks: z.record(z.enum(verdicts), z.int()).exactOptional(),
  }),
])
export type Line = z.infer<typeof lineSchema>
type ResultLine = Extract<Line, { event: 'result' }>

/** What a result tells beside its outcome. */
export type ResultDetail = Omit<
  ResultLine,
  'schema' | 'time' | 'event' | 'command' | 'outcome' | 'exitCode' | 'until' | 'failure'
> & { readonly failure?: Failure }

// Synchronously: the process ends right after its last line, and a pipe would lose what is still buffered.
export function print(line: Line): void {
  writeSync(1, `${jsonLine(line)}\n`)
}

/** Where the lines of a run go. */
export type Printer = (line: Line) => void

/** Prints the closing line; answers the exit code. */
export function finish(
  command: Command | 'unknown',
  outcome: Outcome,
  now: number,
  detail: ResultDetail = {},
  to: Printer = print,
): number {
  const named = command === 'unknown' ? {} : { command }
  const { failure, ...others } = detail
  const failed = failure === undefined ? {} : toldFailure(failure)
  to({ ...headAt(now), event: 'result', ...named, outcome, exitCode: exitCodes[outcome], ...others, ...failed })
  return exitCodes[outcome]
}

function toldFailure(failure: Failure): Pick<ResultLine, 'failure' | 'until'> {
  const until = failure.until === undefined ? {} : { until: new Date(failure.until).toISOString() }
  return { failure: bareFailure.parse(failure), ...until }
}

export function headAt(now: number): { readonly schema: 1; readonly time: string } {
  return { schema: 1, time: new Date(now).toISOString() }
}

/** A certificate as lines tell it: without its holder. */
export function told(one: BankCertificate, policy: Policy, clock: Clock): z.infer<typeof bankCertificate> {
  const now = clock()
  return {
    thumbprint: one.thumbprint,
    serial: one.serial,
    notBefore: new Date(one.notBefore).toISOString(),
    notAfter: new Date(one.notAfter).toISOString(),
    status: lifeStatus(one, policy, now) as Exclude<ReturnType<typeof lifeStatus>, 'absent'>,
    daysLeft: daysLeft(one, now),
    protection: one.protection,
  }
}

/** What the app in the tray could not renew so far, of these certificates. */
export function toldAttempts(
  attempts: Readonly<Record<string, Attempt>>,
  certificates: readonly BankCertificate[],
): ResultDetail {
  const automaticFailures = certificates.flatMap(({ thumbprint }) => {
    const attempt = attempts[thumbprint]
    if (attempt === undefined) return []
    const { code, tries, next } = attempt
    return [{ thumbprint, code, tries, retryAt: new Date(next).toISOString() }]
  })
  return automaticFailures.length === 0 ? {} : { automaticFailures }
}

/** Watched certificates as `status` tells them. */
export function toldWatched(lines: readonly WatchedLine[] | undefined, now: number): ResultDetail {
  if (lines === undefined) return {}
  return {
    watched: lines.map(({ newest, status, renewUntil }) => ({
      thumbprint: newest.thumbprint,
      serial: newest.serial,
      notBefore: new Date(newest.notBefore).toISOString(),
      notAfter: new Date(newest.notAfter).toISOString(),
      status,
      daysLeft: daysLeft(newest, now),
      issuer: newest.issuer,
      renewUntil: new Date(renewUntil).toISOString(),
    })),
    watchedDue: lines.filter(({ status }) => status !== 'valid').length,
  }
}
