/** `koshin --unattended check-bank`: looks, judges, and tells it to a console, to programs and on a page. */
import { writeSync } from 'node:fs'
import type { Failure, Result } from '../../renewal/errors.ts'
import { finish, headAt, print, type ResultDetail } from '../unattended/lines.ts'
import { type Outcome, outcomeOf } from '../unattended/outcomes.ts'
import { onOneLine } from '../console.ts'
import type { Words } from './check.ts'
import { judge } from './checks.ts'
import { lookAtBank } from './look/look.ts'
import { pageOf } from './report/page.ts'
import type { CheckPorts } from './ports.ts'
import { countsOf, type Subject } from './report/words.ts'
import type { Session } from './session.ts'
import { tableOf } from './report/table.ts'
import { product } from '../../renewal/product/product.ts'

export interface CheckOutput {
  readonly bankName: string
  readonly origins: readonly string[]
  /** Of the app. */
  readonly version: string
  readonly language: keyof Words
  /** Writes the page, whole or not at all; undefined: nobody wants one. */
  readonly writePage: ((page: string) => Result<void>) | undefined
}

/** Lines on standard output, the table on standard error, the page where it is wanted. Resolves with the exit code. */
export async function checkBank(ports: CheckPorts, output: CheckOutput): Promise<number> {
  const { bankName, origins, version, language, writePage } = output
  const end = (outcome: Outcome, detail: ResultDetail): number =>
    finish('check-bank', outcome, ports.clock(), { version, ...detail })
  const giveUp = (failure: Failure): number => {
    const told = [product.program, failure.code, origins.join(', '), failure.cause ?? ''].join(': ')
    writeSync(2, `${onOneLine(told)}\n`)
    return end(outcomeOf(failure), { failure })
  }
  const looked = await lookAtBank(ports)
  if (!looked.ok) return giveUp(looked.failure)
  const { session, left } = looked.value
  const nobody = unreached(session)
  if (nobody !== undefined) return giveUp(nobody)
  const findings = judge(session)
  const now = ports.clock()
  for (const { check, verdict, seen } of findings) {
    print({ ...headAt(now), event: 'bank-check', check: check.id, verdict, reference: check.reference, seen: seen.en })
  }
  const issued = session.issuing?.issued.length ?? 0
  const subject: Subject = { bankName, origins, at: session.at, version, issued, left }
  writeSync(2, `${tableOf(findings, subject, language)}\n`)
  const written = writePage?.(pageOf(findings, subject))
  if (written?.ok === false) return giveUp(written.failure)
  const checks = countsOf(findings)
  return end(checks.fail === 0 ? 'done' : 'checks-failed', { checks })
}

/** Why nothing can be said of a bank at all: nobody answered. */
function unreached({ reached, front, published }: Session): Failure | undefined {
  if (reached.ok || (front !== undefined && front !== 'proxied') || published.some(({ answer }) => answer.ok))
    return undefined
  return reached.failure
}
