/** Which certificate is renewed when, by an app whose renewals come to what the test says. */
import { describe, expect, it } from 'vitest'
import { createAutomaticRenewal } from '../../../../main/desktop/certificates/automatic-renewal.ts'
import { done, failure, success } from '../../../../main/renewal/errors.ts'
import type { RenewalState } from '../../../../main/renewal/machine/machine.ts'
import { defaultPolicy } from '../../../../main/renewal/policy.ts'
import type { BankCertificate } from '../../../../main/renewal/certificates/bank-certificates.ts'
import type { Attempts } from '../../../../main/storage/automatic.ts'
import { enrolmentPurpose, states } from '../../renewal/samples.ts'
import { day, due, held, ofAnother } from '../flow/samples.ts'

const minute = 60_000
const hour = 60 * minute

class Machine {
  now = Date.UTC(2026, 11, 25, 3)
  certificates: readonly BankCertificate[] = [due]
  current: RenewalState | undefined
  begun: string[] = []
  history: string[] = []
  recorded: string[] = []
  attempts: Attempts = { read: () => success({}), write: () => done }
  /** What a renewal comes to. */
  onBegin: (thumbprint: string) => void = () => undefined
  spreadHours = 0

  start = () =>
    createAutomaticRenewal({
      inventory: { list: () => this.certificates, find: (one) => this.certificates.find((o) => o.thumbprint === one) },
      policy: () => defaultPolicy,
      spreadHours: this.spreadHours,
      renewsInGrace: true,
      current: () => this.current,
      attempts: this.attempts,
      history: { add: ({ code }) => (this.history.push(code!), done) },
      record: (code) => void this.recorded.push(code),
      isOnline: () => true,
      begin: (thumbprint) => {
        this.begun.push(thumbprint)
        this.onBegin(thumbprint)
        return true
      },
      remind: () => undefined,
      clock: () => this.now,
      chance: () => 1,
    })

  passes(automatic: ReturnType<typeof createAutomaticRenewal>, time: number): void {
    for (const end = this.now + time; this.now < end; this.now += minute) automatic.look()
  }
}

/** A bank whose certificates are `age` ms old when they are issued, and last `left` ms from then on. */
function issuing(machine: Machine, age: number, left: number) {
  const automatic = machine.start()
  machine.onBegin = (thumbprint) => {
    const next = machine.begun.length.toString(16).padStart(64, '0')
    machine.certificates = [
      held({ ...due, thumbprint: next, notBefore: machine.now - age, notAfter: machine.now + left }),
    ]
    automatic.renewed(thumbprint, next)
  }
  return automatic
}

describe('a bank whose certificates last no longer than the notice days', () => {
  it('is asked for the next one in the second half of the life of the one before', () => {
    const machine = new Machine()
    machine.passes(issuing(machine, 0, 30 * day), 31 * day)
    expect(machine.begun).toHaveLength(3)
  })

  it('and that dates them back is asked for one a day at most', () => {
    const machine = new Machine()
    machine.passes(issuing(machine, 300 * day, 20 * day), 3 * day - minute)
    expect(machine.begun).toHaveLength(3)
  })
})

describe('several certificates that are due', () => {
  it('are each begun once an hour at most, also where nobody says what came of it', () => {
    const machine = new Machine()
    machine.certificates = [due, ofAnother]
    machine.passes(machine.start(), 3 * hour)
    expect(machine.begun).toHaveLength(6)
  })

  it('wait for one that the bank is still at, but not for days', () => {
    const machine = new Machine()
    const automatic = machine.start()
    machine.certificates = [due, ofAnother]
    machine.current = { ...states.waiting, startedAt: machine.now, retryAt: machine.now + 7 * day }
    machine.passes(automatic, day)
    expect(machine.begun).toEqual([])
    machine.passes(automatic, 3 * minute)
    expect(machine.begun).toContain(ofAnother.thumbprint)
  })

  it('wait for an acquisition as long as it takes: its password is in memory alone', () => {
    const machine = new Machine()
    machine.current = { ...states.waiting, purpose: enrolmentPurpose }
    machine.passes(machine.start(), 3 * day)
    expect(machine.begun).toEqual([])
  })
})

it('a clock that is set right by a second every minute does not put off what was missed', () => {
  const machine = new Machine()
  machine.spreadHours = 24
  machine.now = due.notAfter - 28 * day
  const automatic = machine.start()
  for (const end = machine.now + 4 * hour; machine.now < end; ) {
    machine.now += minute + 1000
    automatic.look()
    machine.now -= 1000
    automatic.look()
  }
  expect(machine.begun).not.toEqual([])
})

it('two failures that take turns are told once each in the history', () => {
  const machine = new Machine()
  const automatic = machine.start()
  for (let time = 0; time < 20; time += 1) {
    const code = time % 2 === 0 ? 'bank.unreachable' : 'bank.timeout'
    automatic.failed(due.thumbprint, { code, retry: 'later' })
  }
  expect(machine.history).toEqual(['bank.unreachable', 'bank.timeout'])
})

it('a certificate that is not there for a moment has its pause when it comes back', () => {
  const machine = new Machine()
  const automatic = machine.start()
  machine.passes(automatic, minute)
  machine.certificates = []
  automatic.failed(due.thumbprint, { code: 'keystore.unavailable', retry: 'later' })
  machine.certificates = [due]
  machine.passes(automatic, hour - minute)
  expect(machine.begun).toHaveLength(1)
})

it('what cannot be kept is told to IT, and holds until the app is quit', () => {
  const machine = new Machine()
  const full = failure('storage.full', { retry: 'later' })
  machine.attempts = { read: () => failure('internal'), write: () => full }
  const automatic = machine.start()
  expect(machine.recorded).toContain('automatic.unkept')
  automatic.failed(due.thumbprint, { code: 'bank.refused', retry: 'never' })
  machine.passes(automatic, 20 * hour)
  expect(machine.begun).toEqual([])
})
