import { describe, expect, it, vi } from 'vitest'
import type { RenewalState } from '../../../../../main/renewal/machine/machine.ts'
import { failure, success } from '../../../../../main/renewal/errors.ts'
import { enrolmentPurpose, issuedFacts, states } from '../../../renewal/samples.ts'
import { Desk } from '../desk.ts'
import { at, factsWith, outcome, press, refused, signedIn, unreachable } from '../samples.ts'

const work = { task: 3, purpose: states.postponed.purpose, replaced: undefined }
const ended: RenewalState = { ...states.ended, ending: { kind: 'abandoned' } }
const answered = (yes: boolean, more = {}) => ({ type: 'gave-up', task: 3, yes, ...more }) as const

describe('to give up', () => {
  it('is asked in every window that tells of what waits or stopped, once', () => {
    for (const window of ['login', 'main', 'acquire', 'ended'] as const) {
      const facts = factsWith({ renewal: states.postponed })
      const next = outcome(at(window), press(`${window}:give-up`), facts)
      expect(next).toMatchObject({ window, effects: [{ type: 'give-up', task: 4 }] })
      expect(outcome(next.state as never, press(`${window}:give-up`), facts).untouched).toBe(true)
    }
  })

  it.each(['requesting', 'confirming-request', 'installing', 'complete', 'ended'] as const)(
    'is not asked of what is over or works: %s',
    (step) => {
      const facts = factsWith({ renewal: states[step] })
      expect(outcome(at('login'), press('login:give-up'), facts).untouched).toBe(true)
    },
  )

  it('leads on, and is recorded', () => {
    const next = outcome(at('login', {}, { work }), answered(true), factsWith({ renewal: ended }))
    expect(next).toMatchObject({ window: 'login', asks: ['record', 'take-up', 'look'], state: { work: undefined } })
    expect(next.effects[0]).toMatchObject({ event: 'given-up' })
    expect(outcome(at('main', {}, { work, signedIn }), answered(true), factsWith({ renewal: ended })).window).toBe(
      'main',
    )
  })

  it('leaves who is about to acquire another one at 電子証明書取得', () => {
    const next = outcome(at('acquire', {}, { work }), answered(true), factsWith({ renewal: ended }))
    expect(next).toMatchObject({ window: 'acquire', asks: ['record', 'take-up'] })
  })

  it('after いいえ changes nothing, and what was arranged is arranged again', () => {
    const waits = outcome(at('login', {}, { work }), answered(false), factsWith({ renewal: states.postponed }))
    expect(waits).toMatchObject({ window: 'login', asks: [], state: { work: undefined } })
    const stopped = at('ended', {}, { work, awaits: 2, retries: 3 })
    const next = outcome(stopped, answered(false), factsWith({ renewal: states.stalled }))
    expect(next.effects).toEqual([{ type: 'wait-longer', task: 4, tries: 3 }])
    expect(next.state.awaits).toBe(4)
    const byHand: RenewalState = { ...states.stalled, failure: refused }
    expect(outcome(stopped, answered(false), factsWith({ renewal: byHand })).asks).toEqual([])
  })

  it('that fails is told, and can be tried again', () => {
    const code = 'journal.write-failed'
    const told = outcome(at('login', {}, { work }), answered(true, { failure: { code, retry: 'later' } }))
    expect(told.state.shown).toMatchObject({ window: 'ended', failure: { code }, retry: 'by-hand' })
    const kept: RenewalState = { ...states.discarding, keeps: true, failure: unreachable }
    const hidden = outcome(at('login', {}, { work }), answered(true), factsWith({ renewal: kept }))
    expect(hidden.state.shown).toMatchObject({ window: 'ended', failure: unreachable, retry: 'by-hand' })
  })
})

describe('through the windows', () => {
  async function declined(): Promise<Desk> {
    const desk = new Desk()
    desk.answer = async ({ question }) => question === 'request'
    await desk.prepares()
    desk.flow.press('start:begin', undefined)
    await desk.comes('ended')
    desk.flow.press('ended:continue', undefined)
    await desk.comes('main')
    return desk
  }

  it('a certificate that waits after いいえ is kept by いいえ, and given up by はい, after which another begins', async () => {
    const desk = await declined()
    desk.flow.press('main:give-up', undefined)
    await vi.waitFor(() => expect(desk.questions.at(-1)).toMatchObject({ question: 'give-up' }))
    expect(desk.questions.at(-1)).toMatchObject({ holder: issuedFacts.holder, notAfter: issuedFacts.notAfter })
    expect(desk.world.journal?.step).toBe('postponed')

    desk.answer = async () => true
    desk.flow.press('main:give-up', undefined)
    await vi.waitFor(() => expect(desk.flow.view()).not.toHaveProperty('waiting'))
    expect(desk.flow.view().window).toBe('main')
    // Its key stays: a certificate exists for it.
    expect(desk.heldKeys).toEqual(['koshin-1'])
    expect(desk.world.kept).toMatchObject([{ step: 'ended', keyName: 'koshin-1' }])
    desk.flow.press('main:renew', undefined)
    await desk.comes('preparing')
  })

  it('a certificate that waits is offered again as soon as what it was put aside for is over', async () => {
    const desk = await declined()
    desk.flow.press('main:log-out', undefined)
    await desk.comes('login')
    desk.flow.press('login:acquire', undefined)
    desk.answer = async () => false
    desk.flow.press('acquire:request', { customerId: 'K1', password: 'right' })
    await desk.comes('ended')
    expect(desk.world.kept).toMatchObject([{ step: 'postponed' }])
    desk.flow.press('ended:continue', undefined)
    expect(await desk.comes('login')).toMatchObject({ waiting: { holder: issuedFacts.holder } })
    expect(desk.world.journal?.step).toBe('postponed')
    expect(desk.world.kept).toEqual([])
  })

  it('a renewal that stalled and was put aside is told of at ログイン, and no window claims that it goes on', async () => {
    const desk = new Desk()
    desk.world.bankAnswer = () => failure('bank.unreachable', { retry: 'later' })
    await desk.prepares()
    desk.flow.press('start:begin', undefined)
    await desk.comes('ended')
    desk.flow.press('ended:continue', undefined)
    await desk.comes('main')
    desk.flow.press('main:log-out', undefined)
    await desk.comes('login')
    desk.flow.press('login:acquire', undefined)
    desk.answer = async () => false
    desk.flow.press('acquire:request', { customerId: 'K1', password: 'right' })
    expect(await desk.comes('ended')).toMatchObject({ outcome: 'declined-request' })
    desk.flow.press('ended:continue', undefined)
    expect(await desk.comes('login')).toMatchObject({ unfinished: { purpose: 'renewal' } })
  })

  it('a request that nobody answers any more can be given up where its failure is shown', async () => {
    const desk = new Desk()
    desk.world.bankAnswer = () => failure('bank.unreachable', { retry: 'later' })
    await desk.prepares()
    desk.flow.press('start:begin', undefined)
    expect(await desk.comes('ended')).toMatchObject({ canGiveUp: true })
    desk.flow.press('ended:give-up', undefined)
    await desk.comes('main')
    expect(desk.questions.at(-1)).not.toHaveProperty('notAfter')
    expect(desk.world.journal?.step).toBe('ended')
    expect(desk.heldKeys).toEqual(['koshin-1'])
    // The wait that was arranged means nothing any more.
    await desk.timePasses()
    expect(desk.world.journal?.step).toBe('ended')
  })

  it('an acquisition whose password is gone is given up at ログイン', async () => {
    const desk = new Desk()
    desk.world.journal = { ...states['password-needed'], purpose: enrolmentPurpose }
    await desk.flow.start()
    await desk.comes('acquire')
    desk.world.bankAnswer = () => success({ kind: 'pending', retryAfter: 1 })
    desk.flow.press('acquire:give-up', undefined)
    await vi.waitFor(() => expect(desk.world.journal?.step).toBe('ended'))
    expect(desk.flow.view()).toMatchObject({ window: 'acquire', resuming: false })
  })
})
