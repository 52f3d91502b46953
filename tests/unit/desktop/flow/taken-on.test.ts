/** Work that an unattended run brings to the app, as its windows take it. */
import { describe, expect, it } from 'vitest'
import { renewalOf } from '../../../../main/renewal/machine/machine.ts'
import type { Failure } from '../../../../main/renewal/errors.ts'
import { states } from '../../renewal/samples.ts'
import { Desk } from './desk.ts'
import { at, due, factsWith, outcome, renewed, windows } from './samples.ts'

/** As `renew` does, with the answers of the organisation. */
async function renews(desk: Desk): Promise<Failure | undefined> {
  const result = await desk.ports.renewals.start(renewalOf(due))
  await desk.ports.inventory.refresh()
  return result.ok ? undefined : result.failure
}

describe('work that a run brings', () => {
  it('is followed to 発行完了, which waits for whoever opens the window, with all that a renewal of theirs tells', async () => {
    const desk = new Desk()
    await desk.flow.start()
    desk.isShown = false
    expect(await desk.flow.takeOn(() => renews(desk), true)).toBe(true)
    expect(await desk.comes('completion')).toMatchObject({
      certificate: { thumbprint: renewed.thumbprint },
      retired: { thumbprint: due.thumbprint },
      browsers: { sharing: ['Chromium'] },
    })
    expect(desk.history.map(({ event }) => event)).toEqual(['renewed', 'retired'])
  })

  it('leaves the window where its user left it, if nothing moved', async () => {
    const desk = new Desk()
    await desk.logsIn()
    const before = desk.flow.view()
    expect(await desk.flow.takeOn(async () => undefined, true)).toBe(true)
    expect(desk.flow.view()).toEqual(before)
    expect(await desk.flow.takeOn(async () => undefined, true)).toBe(true)
  })

  it('that breaks is given back, too', async () => {
    const desk = new Desk()
    await desk.logsIn()
    await expect(desk.flow.takeOn(() => Promise.reject(new Error('of ours')), true)).rejects.toThrow('of ours')
    expect(await desk.flow.takeOn(async () => undefined, true)).toBe(true)
  })

  it('is told with its failure where a renewal stops half-way and has none of its own', () => {
    const work = { task: 3, purpose: undefined, replaced: undefined }
    const failure = { code: 'journal.write-failed', retry: 'later' } as const
    const next = outcome(
      at('working', {}, { work }),
      { type: 'given-back', task: 3, failure },
      factsWith({ renewal: states.requesting }),
    )
    expect(next.state.shown).toMatchObject({ window: 'ended', failure, retry: 'by-hand' })
  })

  it('lets no press begin anything meanwhile', async () => {
    const desk = new Desk()
    await desk.prepares()
    desk.isShown = false
    await desk.flow.takeOn(async () => {
      desk.flow.press('start:begin', undefined)
      expect(desk.flow.view()).toMatchObject({ window: 'start' })
      return undefined
    }, false)
    expect(desk.questions).toEqual([])
  })

  it('is not taken on while its user, or time, has begun something', async () => {
    const taken = { type: 'taken-on', isIdle: true } as const
    const begun = { task: 2, purpose: renewalOf(due), replaced: undefined }
    expect(outcome(at('login', {}, { work: begun }), taken).untouched).toBe(true)
    expect(outcome(at('login', {}, { signingIn: 2 }), taken).untouched).toBe(true)
    expect(outcome(at('login'), taken, factsWith({ renewal: states.requesting })).untouched).toBe(true)
    const inTheWay = windows.filter((window) => outcome(at(window), taken).untouched)
    expect(inTheWay).toEqual(['preparing', 'start', 'acquire'])
    // A window that was closed keeps nobody waiting.
    const closed = windows.filter((window) => outcome(at(window), taken, factsWith({ isShown: false })).untouched)
    expect(closed).toEqual([])
    // Whoever is there keeps the window as it is, whatever is shown.
    const there = { type: 'taken-on', isIdle: false } as const
    expect(windows.filter((window) => !outcome(at(window), there).untouched)).toEqual([])
    const desk = new Desk()
    await desk.prepares()
    expect(await desk.flow.takeOn(() => renews(desk), true)).toBe(false)
  })
})
