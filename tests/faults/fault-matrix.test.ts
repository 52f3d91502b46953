/**
 * Every fault of the demo bank in every place where it can happen, met by the real app: what it says, and that nothing
 * was installed that should not be. Then the bank is well again, and the next run finishes.
 */
import { describe, expect, it } from 'vitest'
import type { Fault } from '../../main/demo-bank/control.ts'
import { possible } from '../../main/demo-bank/faults.ts'
import type { FailureCode } from '../../main/renewal/errors.ts'
import { jaFailures } from '../../renderer/locales/ja-failures.ts'
import { type RunningBank, startBank, temporaryFolder } from '../protocol/peers/bank-process.ts'
import { cut, whole } from './extent.ts'
import { customerMachine, type Machine, noElectron } from './machine.ts'
import { printTable } from './table.ts'

if (noElectron !== undefined) console.warn(`the fault matrix is skipped: ${noElectron}`)

type Where = Fault['where']
const hour = 60 * 60 * 1000

/** How a fault is ordered where its name alone leaves a choice. */
const amounts: Readonly<Partial<Record<Fault['fault'], Readonly<Record<string, number>>>>> = {
  delay: { '1.5 s': 1500 },
  busy: { 'for 1 s': 1, 'without a time': 0 },
  'too-many-requests': { 'for 1 s': 1, 'without a time': 0 },
  'slow-body': { 'an octet a second': 1000 },
  'clock-skew': { 'an hour ahead': hour, 'a day behind': -24 * hour, 'a year ahead': 365 * 24 * hour },
}

interface Case extends Pick<Fault, 'where' | 'fault'> {
  readonly name: string
  readonly amount?: number
}

const cases: readonly Case[] = Object.entries(possible).flatMap(([where, faults]) =>
  faults
    // These take as long as the app waits, half a minute and more.
    .filter((fault) => fault !== 'slow-body' || whole)
    .flatMap((fault): Case[] => {
      const at = { where: where as Where, fault }
      const variants = Object.entries(amounts[fault] ?? {})
      return variants.length === 0
        ? [{ ...at, name: fault }]
        : variants.map(([name, amount]) => ({ ...at, name: `${fault} ${name}`, amount }))
    }),
)

/** `done`: it does no harm; `waits`: the app comes back by itself when the bank said; `absent`: no certificate is seen. */
type Expected = FailureCode | 'done' | 'waits' | 'absent'

const expectations: Readonly<Record<Fault['fault'], Expected>> = {
  delay: 'done',
  busy: 'bank.busy',
  'too-many-requests': 'bank.busy',
  reset: 'bank.connection-closed',
  'truncated-body': 'bank.connection-closed',
  'oversized-body': 'bank.answer-too-large',
  'endless-body': 'bank.answer-too-large',
  'slow-body': 'bank.timeout',
  'wrong-content-type': 'bank.bad-answer',
  garbage: 'bank.bad-answer',
  'wrong-base64': 'bank.bad-answer',
  'no-certificate': 'bank.bad-answer',
  'two-certificates': 'done',
  'clock-skew': 'done',
  pending: 'waits',
  'pending-until': 'waits',
  'wrong-key': 'issued.wrong-key',
  'weak-key': 'issued.wrong-key',
  'foreign-certificate': 'issued.wrong-key',
  'wrong-subject': 'issued.wrong-subject',
  'wrong-alternative-name': 'issued.wrong-alternative-name',
  'foreign-issuer': 'issued.foreign-issuer',
  sha1: 'issued.foreign-issuer',
  'not-yet-valid': 'issued.not-yet-valid',
  expired: 'issued.expired',
  shorter: 'issued.not-longer',
  'no-client-auth': 'issued.no-client-auth',
  revoked: 'certificate.revoked',
  'app-too-old': 'bank.app-too-old',
  'maintenance-until': 'bank.maintenance',
  // A run without windows signs in nowhere.
  'half-policy': 'done',
  'needs-login': 'done',
  message: 'done',
  'account-locked': 'done',
  'password-expired': 'done',
  'second-factor-needed': 'done',
  'explicit-confirm': 'done',
  'not-idempotent': 'done',
  'not-backdated': 'done',
  // What begins in a few seconds is waited for, and why is told.
  'starts-later': 'issued.not-yet-valid',
  maintenance: 'bank.maintenance',
  'names-rebuilt': 'done',
  'root-only-cacerts': 'absent',
  // It is asked again with the current one.
  'demands-certificate': 'done',
  // By CMP alone, which the matrix of the bank does not speak.
  'delivers-later': 'done',
  forgets: 'done',
  'revokes-at-issue': 'certificate.revoked',
  // The old one opens nothing any more, and is retired for the new one all the same.
  supersedes: 'done',
  'closes-on-revoked': 'done',
}

/** Where a place makes a difference. */
const elsewhere: Readonly<Record<string, Expected>> = {
  'cacerts clock-skew': 'bank.clock-skew',
  'cacerts foreign-issuer': 'bank.untrusted',
  // EST has no word for it: a 403 says no more than that.
  'simplereenroll revoked': 'bank.forbidden',
  // In a first enrolment the bank decides on names and life; what its own portal does not know is refused there.
  'simpleenroll wrong-subject': 'bank.certificate-refused',
  'simpleenroll wrong-alternative-name': 'bank.certificate-refused',
  'simpleenroll shorter': 'bank.certificate-refused',
  // Only what the portal says counts, not what it calls it.
  'portal wrong-content-type': 'done',
  // What is over cannot outlive the old one.
  'simplereenroll expired': 'issued.not-longer',
  // The old one has expired; what ends before it has, too.
  'cmp shorter': 'issued.expired',
  // CMP waits in its own words, not in HTTP's.
  'cmp pending-until': 'bank.bad-answer',
}

function expectationOf({ where, fault }: Case): Expected {
  // The certificate is here, and in the journal: what comes of its confirmation does not keep it from being used.
  if (where === 'cmp-confirm') return 'done'
  return elsewhere[`${where} ${fault}`] ?? expectations[fault]
}

interface Met {
  readonly code: FailureCode | undefined
  /** An expectation that it meets, or how else the run ended. */
  readonly told: string
  readonly retry: string
  /** Certificates that were not there before. */
  readonly installed: number
}

async function meet(
  bank: RunningBank,
  machine: Machine,
  { where, fault, amount }: Case,
  command: string,
): Promise<Met> {
  const before = machine.certificates().map(({ thumbprint }) => thumbprint)
  await bank.fault({ where, fault, times: 1000, ...(amount === undefined ? {} : { amount }) })
  const { lines } = await machine.unattended(command, { input: `${machine.password ?? ''}\n` })
  await bank.control('DELETE', 'faults')
  const last = lines.at(-1)
  if (last?.event !== 'result') return { code: undefined, told: 'no result', retry: '', installed: NaN }
  const code = last.failure?.code
  const told = code ?? (last.outcome === 'pending' ? 'waits' : last.outcome)
  // Certificates of one holder have one nickname, under which certutil tells of the newest alone.
  const now = new Set(machine.certificates().map(({ thumbprint }) => thumbprint))
  const installed = [...now].filter((thumbprint) => !before.includes(thumbprint)).length
  return { code, told, retry: last.failure?.retry ?? '', installed }
}

/** Runs until all is done, coming back when the bank said so; answers how the last run ended. */
async function finish(machine: Machine, command: string): Promise<string> {
  for (let turn = 0; ; turn++) {
    const { lines } = await machine.unattended(command, { input: `${machine.password ?? ''}\n` })
    const last = lines.at(-1)
    if (last?.event !== 'result') return 'no result'
    if (last.retryAt === undefined || turn > 5) return last.failure?.code ?? last.outcome
    await new Promise((resolve) => setTimeout(resolve, Date.parse(last.retryAt ?? '') - Date.now()))
  }
}

/** Certificates that the bank really issued, in its books, and the portal does not take. */
const refusedByItsOwnPortal = (one: Case): boolean =>
  one.where === 'simpleenroll' && expectationOf(one) === 'bank.certificate-refused'

describe.skipIf(noElectron !== undefined)('a fault of the bank', { timeout: 60 * 60_000 }, () => {
  it.each(Object.keys(possible) as Where[])(
    'at %s is named, installs nothing wrong, and is got over',
    async (where) => {
      const bank = await startBank()
      const folder = temporaryFolder()
      const rows: string[][] = []
      const command = where === 'simpleenroll' ? 'enrol' : 'renew'
      const status = where === 'simpleenroll' ? undefined : where.startsWith('cmp') ? 'grace' : 'due'
      for (const one of cut(
        cases.filter((each) => each.where === where),
        40,
        `faults at ${where}`,
      )) {
        const machine = await customerMachine(bank, folder, { status })
        const met = await meet(bank, machine, one, command)
        const expected = expectationOf(one)
        const words = met.code === undefined ? undefined : wordsOf(met.code)
        rows.push([where, one.name, met.told, met.retry, words?.what ?? '', words?.safe ?? '', words?.next ?? ''])
        const named = `${where}: ${one.name}`
        // With a time to come back at, busy is waiting.
        expect.soft(met.told, named).toBe(expected)
        // What waits for its proof is the right one, beside the old one.
        const revoked = one.fault === 'revokes-at-issue'
        const rightful = expected === 'done' || where === 'portal' || revoked || refusedByItsOwnPortal(one)
        expect.soft(met.installed, named).toBe(rightful ? 1 : 0)
        // The CAs that a bank published are believed until it is asked again, which a certificate of theirs leads to.
        if (refusedByItsOwnPortal(one) || expected === 'absent') continue
        // It begins in a day, and is kept until then.
        const kept = one.fault === 'not-yet-valid'
        const finished = kept ? 'issued.not-yet-valid' : expected === 'done' ? 'nothing-to-do' : 'done'
        expect.soft(await finish(machine, command), named).toBe(finished)
        // Begun again for another one, the key of the one of no use stays.
        const useless = revoked || (one.fault === 'expired' && status === undefined)
        const keys = (status === undefined ? 1 : 2) + (useless ? 1 : 0)
        expect
          .soft({ certificates: machine.certificates().length, keys: machine.keys() }, named)
          .toEqual({ certificates: kept && status === undefined ? 0 : 1, keys })
      }
      printTable(
        `Faults at ${where}`,
        ['place', 'fault', 'code', 'retry', 'what happened', 'what is safe', 'what to do'],
        rows,
      )
    },
  )
})

/** The words of the windows; every code has its three sentences. */
function wordsOf(code: FailureCode): { readonly what: string; readonly safe: string; readonly next: string } {
  const [group, name] = code.split('.') as [string, string | undefined]
  const texts = jaFailures as unknown as Record<string, Record<string, unknown>>
  return (name === undefined ? texts[group] : texts[group]?.[name]) as ReturnType<typeof wordsOf>
}
