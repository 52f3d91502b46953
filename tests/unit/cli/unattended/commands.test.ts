import { z } from 'zod'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { runCommand } from '../../../../main/cli/unattended/commands.ts'
import { type CustomersCommand, commands } from '../../../../main/cli/unattended/command.ts'
import { finish, lineSchema, print } from '../../../../main/cli/unattended/lines.ts'
import { exitCodes, type Outcome } from '../../../../main/cli/unattended/outcomes.ts'
import { tellStep, type UnattendedPorts } from '../../../../main/cli/unattended/run.ts'
import { done, failure, type FailureCode, type Result, success } from '../../../../main/renewal/errors.ts'
import type { FoundElsewhere } from '../../../../main/renewal/certificates/elsewhere.ts'
import type { BankCertificate } from '../../../../main/renewal/certificates/bank-certificates.ts'
import { renewalOf, type RenewalState } from '../../../../main/renewal/machine/machine.ts'
import { defaultPolicy } from '../../../../main/renewal/policy.ts'
import { type CheckProgress, checks } from '../../../../main/renewal/prepare.ts'
import type { Attempt } from '../../../../main/storage/automatic.ts'
import type { WatchedLine } from '../../../../main/renewal/watched/line.ts'
import { currentFacts, enrolmentPurpose, issuedFacts, now, states } from '../../renewal/samples.ts'

const written = vi.hoisted(() => [] as string[])
vi.mock('node:fs', async (original) => ({
  ...(await original<object>()),
  writeSync: (_file: number, text: string) => void written.push(text),
}))

const day = 24 * 60 * 60 * 1000
const held = { keyName: 'koshin-1', protection: 'nss-software', exportable: true, retired: false } as const
const due: BankCertificate = { ...currentFacts, ...held }
const valid: BankCertificate = { ...issuedFacts, ...held }
const other = (name: string, more: Partial<BankCertificate>): BankCertificate => ({
  ...due,
  thumbprint: name.repeat(64),
  ...more,
})
const grace = other('c', { notAfter: now - day })
const lapsed = other('d', { notAfter: now - 40 * day })
const foreign = (one: BankCertificate): BankCertificate => ({ ...one, keyName: undefined })

/** What a run finds on the machine and at the bank. */
interface Situation {
  certificates?: readonly BankCertificate[] | FailureCode
  /** Where the journal carries on to at the start, and whether it moved. */
  resumed?: RenewalState | FailureCode
  moved?: boolean
  /** Where the journal would carry on to. */
  left?: RenewalState
  prepared?: FailureCode
  /** How a renewal or enrolment that is started ends. */
  started?: RenewalState | FailureCode
  /** What becomes of the look at the key store afterwards. */
  lookedAt?: FailureCode
  proven?: FailureCode
  retired?: FailureCode
  password?: string
  renewsInGrace?: boolean
  renewalNeedsLogin?: boolean
  diagnosis?: FailureCode
  elsewhere?: readonly FoundElsewhere[]
  policyIsWrong?: boolean
  watched?: readonly WatchedLine[] | FailureCode
  /** ms since the epoch */
  lockedUntil?: number
  throws?: boolean
  /** Of the app in the tray, by thumbprint, where the policy has it renew by itself. */
  attempts?: Readonly<Record<string, Attempt>> | FailureCode
  /** Managed settings that the open app does not follow yet. */
  policyWaits?: readonly string[]
  schedule?: 'daily' | 'at-login'
  yes?: boolean
  thumbprint?: string
}

let retired: string[]
let restarts = 0
let starts = 0
beforeEach(() => {
  restarts = starts = 0
  written.length = 0
  retired = []
})

async function run(
  command: CustomersCommand,
  given: Situation,
): Promise<{ outcome: Outcome; [field: string]: unknown }> {
  const answered = <T>(value: T | FailureCode | undefined): Result<T> =>
    typeof value === 'string' ? failure(value as FailureCode, { retry: 'later' }) : success(value as T)
  const listed = answered(given.certificates ?? [due])
  const list = listed.ok ? listed.value : []
  const found = [...list, valid]
  const ports = {
    inventory: {
      list: () => list,
      refresh: async () => (starts > 0 && given.lookedAt !== undefined ? answered(given.lookedAt) : listed),
      find: (thumbprint: string) =>
        given.lookedAt === undefined ? found.find((one) => one.thumbprint === thumbprint) : undefined,
    },
    renewals: {
      unfinished: () => given.left,
      async restart() {
        restarts += 1
        if (given.throws === true) throw new TypeError('of ours')
        return answered(given.resumed)
      },
      makeAhead: async () => undefined,
      async start() {
        starts += 1
        return answered(given.started ?? states.complete)
      },
      issuedFacts: (state: RenewalState) => ('certificate' in state ? issuedFacts : undefined),
    },
    async prepare(_current: BankCertificate, onProgress: (progress: readonly CheckProgress[]) => void) {
      onProgress(checks.map((check, index) => ({ check, state: index === 0 ? 'running' : 'waiting' })))
      onProgress(
        checks.map((check, index) => (index === 0 ? { check, state: 'passed', took: 5 } : { check, state: 'waiting' })),
      )
      return answered<void>(given.prepared)
    },
    bank: { prove: async () => answered<void>(given.proven) },
    keyStore: {
      async retire(thumbprint: string) {
        const result = answered<void>(given.retired)
        if (result.ok) retired.push(thumbprint)
        return result
      },
    },
    policy: { ...defaultPolicy, renewalNeedsLogin: given.renewalNeedsLogin ?? false },
    renewsInGrace: given.renewsInGrace ?? true,
    policyWaits: () => given.policyWaits ?? [],
    schedule: async () => given.schedule,
    clock: () => now,
    moved: () => given.moved ?? false,
    version: '0.1.0',
    print,
    ...(given.attempts !== undefined && { automatic: { attempts: { read: () => answered(given.attempts) } } }),
    elsewhere: async () => given.elsewhere ?? [],
    diagnose: async () => ({
      schema: 1,
      ...(given.diagnosis && { failure: { code: given.diagnosis, retry: 'later' } }),
      ...(given.policyIsWrong && {
        managed: { source: 'policy.json', settings: [], failure: { code: 'policy.invalid', retry: 'never' } },
      }),
    }),
    watched: async () => answered(given.watched),
    lock: {
      check: () => (given.lockedUntil === undefined ? done : failure('renewal.locked', { retry: 'later' })),
      standing: () => success(given.lockedUntil === undefined ? undefined : { since: now, until: given.lockedUntil }),
    },
    credentials: () =>
      given.password === undefined
        ? failure('renewal.password-needed')
        : success({ customerId: 'K1000001', password: given.password }),
  } as unknown as UnattendedPorts
  const before = written.length
  const code = await runCommand(command, ports, { yes: given.yes ?? true, thumbprint: given.thumbprint })
  const lines = written.slice(before).map((line) => lineSchema.parse(JSON.parse(line)))
  const last = lines.at(-1)!
  if (last.event !== 'result') throw new Error('the last line is no result')
  expect(lines.filter((line) => line.event === 'result')).toHaveLength(1)
  expect(last).toMatchObject({ command, exitCode: code })
  expect(code).toBe(exitCodes[last.outcome])
  return last
}

/** One situation for each way in which a run can end. */
const endings: readonly [Outcome, CustomersCommand, string, Situation][] = [
  ['done', 'renew', 'a certificate was renewed', {}],
  [
    'done',
    'renew',
    'an earlier run had left a renewal half-done, which now is complete',
    { certificates: [valid], resumed: states.complete, moved: true },
  ],
  ['done', 'status', 'nothing is asked of anybody', { certificates: [valid] }],
  ['done', 'enrol', 'a certificate was acquired', { certificates: [], password: 'x' }],
  ['done', 'retire', 'a stale certificate left the choosers', { certificates: [valid, due] }],
  ['done', 'self-test', 'the certificate opened a connection', {}],
  ['done', 'diagnose', 'the key store can be used', {}],
  ['internal', 'renew', 'something of ours is wrong', { started: 'internal' }],
  ['internal', 'renew', 'something of ours throws', { throws: true }],
  ['configuration-invalid', 'enrol', 'nobody gave a one-time password', { certificates: [] }],
  ['nothing-to-do', 'renew', 'the certificate is not due', { certificates: [valid] }],
  ['nothing-to-do', 'enrol', 'there is a certificate that works', {}],
  ['nothing-to-do', 'retire', 'the only certificate still works', {}],
  ['consent-needed', 'renew', 'nobody answered the two questions', { yes: false }],
  ['consent-needed', 'renew', 'the second question was answered with いいえ', { started: states.postponed }],
  ['consent-needed', 'enrol', 'nobody answered the two questions', { certificates: [], yes: false, password: 'x' }],
  ['consent-needed', 'retire', 'nobody said that it may be done', { certificates: [valid, due], yes: false }],
  ['consent-needed', 'renew', 'the bank wants a login first', { renewalNeedsLogin: true }],
  ['absent', 'renew', 'there is no certificate', { certificates: [] }],
  ['absent', 'status', 'there is no certificate', { certificates: [] }],
  ['absent', 'self-test', 'there is no certificate', { certificates: [] }],
  [
    'grace',
    'renew',
    'the certificate has expired and the bank cannot renew it',
    { certificates: [grace], renewsInGrace: false },
  ],
  ['grace', 'status', 'the certificate has expired and can be renewed', { certificates: [grace] }],
  ['grace', 'self-test', 'an expired certificate opens nothing', { certificates: [grace] }],
  ['lapsed', 'renew', 'the time to renew is over', { certificates: [lapsed] }],
  ['lapsed', 'status', 'the time to renew is over', { certificates: [lapsed] }],
  ['several-due', 'renew', 'two certificates are due and none is named', { certificates: [due, other('e', {})] }],
  ['bank-unreachable', 'renew', 'the bank cannot be reached', { prepared: 'bank.unreachable' }],
  ['bank-unreachable', 'self-test', 'the computer is offline', { prepared: 'network.offline' }],
  [
    'bank-refused',
    'renew',
    'the bank refuses',
    { started: { ...states.ended, ending: { kind: 'failed', failure: { code: 'bank.refused', retry: 'never' } } } },
  ],
  [
    'bank-refused',
    'enrol',
    'the one-time password is wrong',
    {
      certificates: [],
      password: 'x',
      started: { ...states['password-needed'], failure: { code: 'bank.unauthorized', retry: 'never' } },
    },
  ],
  [
    'bank-refused',
    'enrol',
    'the bank does not take what it issued',
    {
      certificates: [valid],
      resumed: {
        ...states.stalled,
        purpose: enrolmentPurpose,
        failure: { code: 'bank.certificate-refused', retry: 'never' },
      },
    },
  ],
  ['bank-refused', 'self-test', 'the bank does not take the certificate', { proven: 'bank.certificate-refused' }],
  [
    'wrong-answer',
    'renew',
    'the bank issued for another key',
    { started: { ...states.stalled, failure: { code: 'issued.wrong-key', retry: 'never' } } },
  ],
  ['key-store-error', 'renew', 'the key store cannot be read', { certificates: 'keystore.unavailable' }],
  [
    'key-store-error',
    'retire',
    'the key store cannot be written',
    { certificates: [valid, due], retired: 'keystore.write-failed' },
  ],
  ['key-store-error', 'diagnose', 'the key store cannot be used', { diagnosis: 'keystore.unavailable' }],
  ['busy', 'renew', 'another renewal is under way', { started: 'renewal.busy' }],
  ['storage-error', 'enrol', 'the journal cannot be read', { resumed: 'journal.unreadable' }],
  ['locked', 'renew', 'its user has locked renewals', { lockedUntil: now + day }],
  ['locked', 'enrol', 'its user has locked acquisitions', { lockedUntil: now + day, certificates: [], password: 'x' }],
  ['storage-error', 'renew', 'the disk is full', { started: 'storage.full' }],
  ['storage-error', 'enrol', 'the folder of its records is not its user’s', { resumed: 'storage.access-denied' }],
  ['storage-error', 'renew', 'the journal cannot be written', { started: 'journal.write-failed' }],
  ['pending', 'renew', 'the bank is still issuing', { started: states.waiting }],
  ['due', 'status', 'a certificate is due', {}],
  ['policy-error', 'diagnose', 'the managed policy is wrong', { policyIsWrong: true }],
  [
    'key-store-error',
    'diagnose',
    'the key store cannot be used, and the managed policy is wrong',
    { diagnosis: 'keystore.unavailable', policyIsWrong: true },
  ],
]

it('says what kept it from finding the certificate that it has just made', async () => {
  expect(await run('renew', { lookedAt: 'keystore.unavailable' })).toMatchObject({
    failure: { code: 'keystore.unavailable' },
  })
})

describe('an unattended run', () => {
  for (const [outcome, command, when, situation] of endings) {
    it(`"${command}" ends with ${exitCodes[outcome]} (${outcome}) when ${when}`, async () => {
      expect(await run(command, situation)).toMatchObject({ outcome })
    })
  }

  it('that finds no certificate here tells which other program has it', async () => {
    const place = '~/snap/firefox/common/.mozilla/firefox/a'
    const elsewhere = [{ program: 'Firefox (snap)', place, certificates: [due] }]
    for (const command of ['status', 'renew'] as const) {
      expect(await run(command, { certificates: [], elsewhere })).toMatchObject({
        outcome: 'absent',
        elsewhere: [{ program: 'Firefox (snap)', place, thumbprints: [due.thumbprint] }],
      })
      expect(await run(command, { certificates: [due], elsewhere })).not.toHaveProperty('elsewhere')
    }
  })

  it('that meets a bank under maintenance tells until when, and when it can be asked again', async () => {
    const until = now + 10 * day
    const message = { ja: 'お休みします。', en: 'Closed.' }
    const closed = { code: 'bank.maintenance', retry: 'later', retryAfter: 7 * 24 * 60 * 60, until, message } as const
    const told = { until: new Date(until).toISOString(), failure: { code: 'bank.maintenance' } }
    const again = { retryAt: new Date(now + 7 * day).toISOString() }
    expect(await run('renew', { started: { ...states.stalled, failure: closed } })).toMatchObject({ ...told, ...again })
    const waiting = { ...states.waiting, retryAt: now + 7 * day, failure: closed }
    expect(await run('renew', { started: waiting })).toMatchObject({ outcome: 'pending', ...told, ...again })
    expect(written.join('')).not.toContain(message.en)
  })

  it('that a bank wants a login for begins nothing, but goes on with what was begun, and with what has expired', async () => {
    const wanted = { renewalNeedsLogin: true }
    expect(await run('renew', wanted)).toMatchObject({
      failure: { code: 'renewal.login-needed' },
      certificate: { thumbprint: due.thumbprint },
    })
    expect(starts).toBe(0)
    const waiting = { ...states.waiting, purpose: renewalOf(due) }
    expect(await run('renew', { ...wanted, resumed: waiting })).toMatchObject({ outcome: 'done' })
    expect(await run('renew', { ...wanted, certificates: [grace] })).toMatchObject({ outcome: 'done' })
  })

  it('that is locked leaves the journal alone, and "status" tells until when', async () => {
    const lockedUntil = now + day
    for (const command of ['renew', 'enrol'] as const) {
      await run(command, { lockedUntil, resumed: states.stalled, moved: true, password: 'x' })
    }
    expect([restarts, starts]).toEqual([0, 0])
    expect(await run('status', { lockedUntil })).toMatchObject({ lockedUntil: new Date(lockedUntil).toISOString() })
    expect(await run('status', {})).not.toHaveProperty('lockedUntil')
  })

  it('tells of watched certificates in a list of their own, without their holder, and changes nothing else', async () => {
    const line = { newest: { ...grace, issuer: '練習用信用金庫 法人認証局' }, status: 'lapsed', renewUntil: now - day }
    const watched = [line, { ...line, newest: valid, status: 'valid' }] as unknown as WatchedLine[]
    const told = await run('status', { watched })
    expect(told).toMatchObject({
      outcome: 'due',
      certificates: [{ thumbprint: due.thumbprint }],
      watched: [
        { thumbprint: grace.thumbprint, issuer: '練習用信用金庫 法人認証局', status: 'lapsed' },
        { status: 'valid' },
      ],
      watchedDue: 1,
    })
    expect(written.join('')).not.toContain(due.holder)
    expect(await run('status', {})).not.toHaveProperty('watched')
    expect(await run('status', { watched: 'keystore.locked' })).toMatchObject({ outcome: 'key-store-error' })
  })

  it('can end in every documented way, but those of a check of a bank and of a run that is not begun', () => {
    const others = ['checks-failed', 'wrong-user']
    const documented = Object.keys(exitCodes).filter((outcome) => !others.includes(outcome))
    expect(new Set(endings.map(([outcome]) => outcome))).toEqual(new Set(documented))
  })

  it('gives every outcome a number of its own', () => {
    expect(new Set(Object.values(exitCodes)).size).toBe(Object.keys(exitCodes).length)
  })

  it('tells checks and steps as they happen, before the result', async () => {
    tellStep(states.requesting, now, print)
    await run('renew', {})
    const lines = written.map((line) => lineSchema.parse(JSON.parse(line)))
    expect(lines.map(({ event }) => event)).toEqual(['step', 'check', 'result'])
    expect(lines[1]).toMatchObject({ check: 'bank', state: 'passed', took: 5 })
  })

  it('tells IT of "status" which managed settings the open app does not follow yet', async () => {
    expect(await run('status', { policyWaits: ['noticeDays', 'proxy'] })).toMatchObject({
      policyWaits: ['noticeDays', 'proxy'],
    })
    expect(await run('status', {})).not.toHaveProperty('policyWaits')
  })

  it('tells IT of "status" whether the system starts a renewal daily, or at login alone', async () => {
    for (const schedule of ['daily', 'at-login'] as const)
      expect(await run('status', { schedule })).toHaveProperty('schedule', schedule)
    expect(await run('status', {})).not.toHaveProperty('schedule')
  })

  it('tells the version of the app, and "status" where keys are and where new ones are to be', async () => {
    for (const command of ['renew', 'status'] as const)
      expect(await run(command, {})).toHaveProperty('version', '0.1.0')
    expect(await run('status', {})).toMatchObject({
      keyProvider: 'tpm-preferred',
      renewal: 'user',
      certificate: { protection: 'nss-software' },
    })
    expect(await run('status', { certificates: 'keystore.unavailable' })).toHaveProperty('version', '0.1.0')
  })

  it('tells with "status" what the app in the tray has tried by itself in vain, and when it tries again', async () => {
    const attempt = { tries: 3, next: now + day, code: 'bank.refused' } as const
    const attempts = { [due.thumbprint]: attempt, [lapsed.thumbprint]: attempt }
    expect(await run('status', { attempts })).toMatchObject({
      outcome: 'due',
      renewal: 'automatic',
      automaticFailures: [
        { thumbprint: due.thumbprint, code: 'bank.refused', tries: 3, retryAt: new Date(now + day).toISOString() },
      ],
    })
    expect(await run('status', { attempts: {} })).not.toHaveProperty('automaticFailures')
    expect(await run('status', { attempts: 'storage.access-denied' })).toMatchObject({ outcome: 'storage-error' })
  })

  it('tells nobody the holder of a certificate', async () => {
    for (const command of commands.filter((name) => name !== 'diagnose' && name !== 'check-bank'))
      await run(command, { certificates: [due], password: 'secret-4821' })
    expect(written.join('')).not.toContain(due.holder)
    expect(written.join('')).not.toContain('secret-4821')
  })
})

describe('"retire"', () => {
  it('names what it took out of sight', async () => {
    expect(await run('retire', { certificates: [valid, due, lapsed] })).toMatchObject({
      retired: [due.thumbprint, lapsed.thumbprint],
    })
    expect(retired).toEqual([due.thumbprint, lapsed.thumbprint])
  })

  it('takes the named one alone, and only if it is stale', async () => {
    await run('retire', { certificates: [valid, due, lapsed], thumbprint: lapsed.thumbprint })
    expect(retired).toEqual([lapsed.thumbprint])
    expect(await run('retire', { certificates: [valid, due], thumbprint: valid.thumbprint })).toMatchObject({
      outcome: 'nothing-to-do',
    })
  })

  it("leaves another program's certificate alone, unless one of Koshin's has taken its place", async () => {
    expect(await run('retire', { certificates: [foreign(lapsed)] })).toMatchObject({ outcome: 'nothing-to-do' })
    expect(await run('retire', { certificates: [foreign(valid), foreign(due)] })).toMatchObject({
      outcome: 'nothing-to-do',
    })
    expect(await run('retire', { certificates: [valid, foreign(due)] })).toMatchObject({ outcome: 'done' })
  })

  it("leaves another holder's certificate alone", async () => {
    expect(await run('retire', { certificates: [{ ...valid, subject: '3001' }, due] })).toMatchObject({
      outcome: 'nothing-to-do',
    })
  })
})

describe('a run that finds a renewal half-done', () => {
  const stalled = { ...states.stalled, purpose: renewalOf(due) } as RenewalState

  it('sends its request once, not twice', async () => {
    expect(await run('renew', { resumed: stalled, moved: true })).toMatchObject({ outcome: 'bank-unreachable' })
    expect([restarts, starts]).toEqual([1, 0])
  })

  it('begins a renewal of another certificate nevertheless, and one anew whose certificate is of no use', async () => {
    const other = { ...states.stalled, purpose: { ...renewalOf(due), current: 'f'.repeat(64) } } as RenewalState
    await run('renew', { resumed: other, moved: true })
    const { id: _id, startedAt: _startedAt, purpose: _purpose, ...at } = states.proving
    const revoked = { ...stalled, at, failure: { code: 'certificate.revoked', retry: 'never' } } as RenewalState
    await run('renew', { resumed: revoked, moved: true })
    expect(starts).toBe(2)
  })

  it.each(['making-request', 'requesting', 'installing'] as const)(
    'does not carry on from %s, which is asked about, without --yes',
    async (step) => {
      for (const command of ['renew', 'enrol'] as const) {
        expect(await run(command, { left: states[step], yes: false })).toMatchObject({ outcome: 'consent-needed' })
      }
      expect(restarts).toBe(0)
      await run('renew', { left: states[step] })
      expect(restarts).toBe(1)
    },
  )
})

it('the JSON Schema of the lines is written down', async () => {
  const schema = z.toJSONSchema(lineSchema, { target: 'draft-2020-12' })
  await expect(`${JSON.stringify(schema, undefined, 2)}\n`).toMatchFileSnapshot(
    '../../../../build/docs/company/unattended.schema.json',
  )
})

it('no line tells more of a failure than the schema has: windows show the files of settings, logs do not', () => {
  written.length = 0
  const mistakes = [{ place: '', kind: 'no-file', detail: '/home/hanako/koshin.json' }]
  const failed = { code: 'config.invalid', retry: 'never', cause: 'settings file: ENOENT: open' } as const
  const whole = { ...failed, file: '/home/hanako/koshin.json', mistakes }
  finish('renew', 'configuration-invalid', now, { failure: whole })
  const line = lineSchema.parse(JSON.parse(written[0]!))
  expect(line).toMatchObject({ exitCode: 2, failure: failed })
  expect(written[0]).not.toContain('hanako')
})
