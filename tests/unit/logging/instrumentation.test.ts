import { describe, expect, it } from 'vitest'
import type { EventCode, Recorder } from '../../../main/logging/events.ts'
import { watchJournal, watchKeyStore, watchRenewal } from '../../../main/logging/instrumentation.ts'
import { failure } from '../../../main/renewal/errors.ts'
import type { RenewalState } from '../../../main/renewal/machine/machine.ts'
import { World } from '../renewal/world.ts'

function recorder() {
  const told: [EventCode, unknown][] = []
  const record: Recorder = (code, details) => void told.push([code, details])
  return { told, record }
}

const whole = { id: 'one', startedAt: 1000, purpose: { kind: 'enrolment', customerId: '0012345678' } } as const

describe('the instrumentation of a renewal', () => {
  it('tells its start, each step with its duration, and what stalled it, and passes each state on', () => {
    const { told, record } = recorder()
    const passed: string[] = []
    let now = 1000
    const { onState } = watchRenewal(
      { onState: ({ step }) => passed.push(step), consent: () => Promise.resolve(true) },
      { record, clock: () => now, thumbprintOf: () => undefined },
    )
    const states: RenewalState[] = [
      { ...whole, step: 'confirming-request', keyName: 'k' },
      { ...whole, step: 'making-request', keyName: 'k' },
      {
        ...whole,
        step: 'stalled',
        at: { step: 'making-request', keyName: 'k' },
        failure: { code: 'bank.timeout', retry: 'later' },
      },
    ]
    for (const state of states) {
      onState(state)
      now += 250
    }
    expect(passed).toEqual(['confirming-request', 'making-request', 'stalled'])
    expect(told).toEqual([
      ['renewal.started', { purpose: 'enrolment' }],
      ['renewal.step', { step: 'confirming-request', took: undefined }],
      ['renewal.step', { step: 'making-request', took: 250 }],
      ['renewal.step', { step: 'stalled', took: 250 }],
      ['renewal.stalled', { step: 'making-request', code: 'bank.timeout' }],
    ])
  })

  it('tells how each question was answered, and answers it so', async () => {
    const { told, record } = recorder()
    const { consent } = watchRenewal(
      { onState: () => {}, consent: (question) => Promise.resolve(question === 'request') },
      { record, clock: () => 0, thumbprintOf: () => undefined },
    )
    const state: RenewalState = { ...whole, step: 'confirming-request', keyName: 'k' }
    expect(await consent('request', state)).toBe(true)
    expect(await consent('installation', state)).toBe(false)
    expect(told).toEqual([
      ['consent.given', { question: 'request' }],
      ['consent.refused', { question: 'installation' }],
    ])
  })

  it('tells what the journal and the key store cannot do, without the words of the failure', async () => {
    const { told, record } = recorder()
    const broken = failure('journal.write-failed', { cause: 'YAMADA TARO' })
    expect(watchJournal({ ...new World().journalPort, save: () => broken }, record).save(undefined)).toBe(broken)
    const locked = failure('keystore.locked', { cause: 'YAMADA TARO' })
    const store = watchKeyStore({ ...new World().keyStore, list: () => Promise.resolve(locked) }, record)
    expect(await store.list()).toBe(locked)
    expect(told).toEqual([
      ['journal.error', { code: 'journal.write-failed' }],
      ['keystore.error', { operation: 'list', code: 'keystore.locked' }],
    ])
  })
})
