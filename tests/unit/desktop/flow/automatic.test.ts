/** The app renews by itself: the flow, the real domain behind it and what decides when, under a clock of the test's own. */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createAutomaticRenewal } from '../../../../main/desktop/certificates/automatic-renewal.ts'
import { done, failure, type FailureCode, type Result, success } from '../../../../main/renewal/errors.ts'
import { currentFacts, issuedFacts } from '../../renewal/samples.ts'
import type { Attempt } from '../../../../main/storage/automatic.ts'
import type { World } from '../../renewal/world.ts'
import { Desk } from './desk.ts'
import { day, due, renewed } from './samples.ts'

const minute = 60_000
const hour = 60 * minute
const issued = () => success({ kind: 'issued', certificate: issuedFacts.der, intermediates: [] } as const)

/** What outlives the app, beside the world of the renewal. */
let attempts: Readonly<Record<string, Attempt>>
let online: boolean
let reminded: string[]
let events: { readonly code: string; readonly tries?: number | undefined }[]
beforeEach(() => {
  attempts = {}
  online = true
  reminded = []
  events = []
})

/** A desk whose app runs from now on; its window is closed. */
class AutomaticDesk extends Desk {
  automatic: ReturnType<typeof createAutomaticRenewal>
  readonly told: string[] = []
  isIdle = false
  chance = 1
  prepared: () => Result<void> = () => done
  later = (ms: number, action: () => void): void => void this.timers.push({ ms, action })

  constructor(world?: World) {
    super(
      (desk) => ({
        managedConsent: true,
        prepare: async () => (desk as AutomaticDesk).prepared(),
        defer: (ms, action) => (desk as AutomaticDesk).later(ms, action),
        automatic: {
          failed: (...given) => (desk as AutomaticDesk).automatic.failed(...given),
          renewed: (thumbprint, made) => {
            ;(desk as AutomaticDesk).automatic.renewed(thumbprint, made.thumbprint)
            ;(desk as AutomaticDesk).told.push(made.thumbprint)
          },
        },
      }),
      world,
    )
    this.isShown = false
    this.automatic = createAutomaticRenewal({
      inventory: this.ports.inventory,
      policy: () => this.policy,
      spreadHours: 0,
      renewsInGrace: true,
      current: this.ports.renewals.current,
      attempts: {
        read: () => success(attempts),
        write: (value) => ((attempts = structuredClone(value)), done),
      },
      history: this.ports.history,
      record: (code, details) => void events.push({ code, ...details }),
      isOnline: () => online,
      begin: (thumbprint) => this.flow.renewByItself(thumbprint, this.isIdle),
      remind: ({ thumbprint }) => void reminded.push(thumbprint),
      clock: () => this.world.time,
      chance: () => this.chance,
    })
  }

  /** The app has started, and looked into the key store and its journal. */
  async starts(): Promise<void> {
    await this.flow.start()
    await this.atRest()
  }

  async atRest(): Promise<void> {
    await vi.waitFor(() => expect(this.flow.isAtRest()).toBe(true), { interval: 1 })
  }

  /** Time passes, with a look every minute as in the app. */
  async passes(time: number): Promise<void> {
    const end = this.world.time + time
    while (this.world.time < end) {
      this.world.time = Math.min(end, this.world.time + minute)
      this.automatic.look()
      await this.atRest()
    }
  }
}

/** What is deferred happens in time, and every hour there is the app's check; pauses are the shortest that chance makes. */
async function runs(desk: AutomaticDesk, time: number): Promise<void> {
  let deferred: { readonly at: number; readonly action: () => void }[] = []
  desk.later = (ms, action) => void deferred.push({ at: desk.world.time + ms, action })
  desk.chance = 0
  await desk.starts()
  const end = desk.world.time + time
  let look = desk.world.time + minute
  while (desk.world.time < end) {
    desk.world.time = Math.min(look, ...deferred.map(({ at }) => at))
    const over = deferred.filter(({ at }) => at <= desk.world.time)
    deferred = deferred.filter((one) => !over.includes(one))
    over.forEach(({ action }) => action())
    await desk.atRest()
    if (desk.world.time < look) continue
    look += minute
    desk.automatic.look()
    await desk.atRest()
    if ((end - look) % hour === 0) desk.flow.retryStalled()
    await desk.atRest()
  }
}

const failsWith = (code: FailureCode, more: object = {}) => failure(code, { retry: 'later', ...more })

describe('a certificate that is due', () => {
  it('is renewed while no window is open, and told; the completion waits for the next opening', async () => {
    const desk = new AutomaticDesk()
    await desk.starts()
    await desk.passes(minute)
    expect(desk.told).toEqual([renewed.thumbprint])
    expect(desk.history).toMatchObject([
      { event: 'renewed', serial: issuedFacts.serial, automatic: true },
      { event: 'retired', serial: currentFacts.serial },
    ])
    desk.isShown = true
    expect(desk.flow.view()).toMatchObject({
      window: 'completion',
      automatic: true,
      confirmedBy: { who: 'organisation' },
      retired: { thumbprint: due.thumbprint },
    })
    expect(events.map(({ code }) => code)).toEqual(['automatic.renewed'])
    // Once.
    await desk.passes(2 * hour)
    expect(desk.world.issuedFor.size).toBe(1)
  })

  it('shows its completion also after a restart, until that is closed by its button', async () => {
    const desk = new AutomaticDesk()
    await desk.starts()
    await desk.passes(minute)
    const next = new AutomaticDesk(desk.world)
    await next.starts()
    expect(await next.comes('completion')).toMatchObject({ certificate: { thumbprint: renewed.thumbprint } })
    expect(next.history).toEqual([])
    next.flow.press('completion:close', undefined)
    await next.comes('login')
    const last = new AutomaticDesk(next.world)
    await last.starts()
    expect(last.flow.view().window).toBe('login')
  })

  it('waits for the network, for a lock of its user, and for whoever is there and has the window open', async () => {
    const desk = new AutomaticDesk()
    await desk.starts()
    online = false
    await desk.passes(hour)
    online = true
    desk.world.lock = failure('renewal.locked', { retry: 'later' })
    await desk.passes(hour)
    desk.world.lock = done
    desk.isShown = true
    await desk.passes(hour)
    expect(desk.world.issuedFor.size).toBe(0)
    expect(attempts).toEqual({})
    desk.isIdle = true
    await desk.passes(minute)
    expect(desk.told).toEqual([renewed.thumbprint])
  })

  it('is renewed before whoever left the window open, wherever they were in it', async () => {
    const desk = new AutomaticDesk()
    await desk.prepares()
    desk.isShown = true
    desk.isIdle = true
    await desk.passes(minute)
    expect(desk.told).toEqual([renewed.thumbprint])
    expect(desk.world.issuedFor.size).toBe(1)
    expect(desk.flow.view()).toMatchObject({ window: 'completion', automatic: true })
  })

  it('is left alone where another program has renewed it since the last look', async () => {
    const desk = new AutomaticDesk()
    await desk.starts()
    desk.world.installed.add(renewed.thumbprint)
    await desk.passes(3 * hour)
    expect(desk.world.issuedFor.size).toBe(0)
    expect([...desk.told, ...events, ...desk.history]).toEqual([])
    expect(desk.flow.view().window).toBe('login')
  })

  it('does not show its completion again once that was closed, even where the disk will not take it', async () => {
    const desk = new AutomaticDesk()
    await desk.starts()
    await desk.passes(minute)
    const full = vi.spyOn(desk.world.journalPort, 'save').mockReturnValue(failure('storage.full', { retry: 'later' }))
    desk.flow.press('completion:close', undefined)
    // The key store was looked into again.
    await new Promise(setImmediate)
    expect(full).toHaveBeenCalledWith(undefined)
    expect(desk.flow.view()).toMatchObject({ window: 'login', busy: false })
    full.mockRestore()
  })

  it('is not renewed before its time, nor by an app whose policy does not say so', async () => {
    const early = new AutomaticDesk()
    early.world.time -= 10 * day + hour
    await early.starts()
    await early.passes(30 * minute)
    expect(early.world.issuedFor.size).toBe(0)
    await early.passes(31 * minute)
    expect(early.world.issuedFor.size).toBe(1)

    const plain = new Desk()
    plain.isShown = false
    await plain.flow.start()
    plain.flow.retryStalled()
    expect(plain.world.journal).toBeUndefined()
  })
})

describe('a bank, whatever it answers,', () => {
  const pending = () => success({ kind: 'pending', retryAfter: 1 } as const)
  const answers = {
    'asks to be asked again in a second': pending,
    'is busy for a second': () => failsWith('bank.busy', { retryAfter: 1 }),
    'cannot be reached': () => failsWith('bank.unreachable'),
    'answers nonsense': () => failsWith('bank.bad-answer'),
    refuses: () => failure('bank.refused'),
  }

  it.each(Object.entries(answers))('is asked 100 times a day at most: one that %s', async (_name, answer) => {
    for (const isShown of [false, true]) {
      attempts = {}
      const desk = new AutomaticDesk()
      Object.assign(desk, { isShown, isIdle: true })
      let asked = 0
      desk.world.bankAnswer = () => ((asked += 1), answer())
      await runs(desk, day)
      expect(asked).toBeGreaterThan(0)
      expect(asked, `window shown: ${isShown}`).toBeLessThanOrEqual(100)
    }
  })

  it('is asked 100 times a day at most where the checks find that it cannot be reached', async () => {
    const desk = new AutomaticDesk()
    let asked = 0
    desk.prepared = () => ((asked += 1), failsWith('bank.unreachable'))
    await runs(desk, day)
    expect(asked).toBeGreaterThan(24)
    expect(asked).toBeLessThanOrEqual(100)
  })
})

describe('a failure of the checks', () => {
  it('is tried again with growing pauses, told to IT each time and to nobody else before the last 7 days', async () => {
    const desk = new AutomaticDesk()
    const tries: number[] = []
    desk.prepared = () => {
      tries.push(desk.world.time)
      return failsWith('keystore.unavailable')
    }
    await desk.starts()
    await desk.passes(2 * day)
    const pauses = tries.slice(1).map((time, index) => time - tries[index]!)
    expect(pauses).toEqual([hour, 2 * hour, 4 * hour, 8 * hour, 16 * hour])
    expect(events).toHaveLength(tries.length)
    expect(events.at(-1)).toMatchObject({ code: 'keystore.unavailable', tries: 6 })
    expect(desk.history).toMatchObject([{ event: 'failed', code: 'keystore.unavailable', automatic: true }])
    expect(reminded).toEqual([])
    desk.isShown = true
    expect(desk.flow.view()).toMatchObject({ window: 'login' })
    expect(desk.flow.view()).not.toHaveProperty('failure')
  })

  it('that is a fault of ours is told to IT, too, and tried again', async () => {
    const desk = new AutomaticDesk()
    desk.prepared = () => {
      throw new TypeError('of ours')
    }
    await desk.starts()
    await desk.passes(minute)
    expect(events).toMatchObject([{ code: 'internal', tries: 1 }])
    desk.prepared = () => done
    await desk.passes(2 * hour)
    expect(desk.told).toEqual([renewed.thumbprint])
  })

  it('is told to the user from 7 days before expiry on, by a notification and at the next opening', async () => {
    const desk = new AutomaticDesk()
    desk.world.time = currentFacts.notAfter - 7 * day + hour
    desk.prepared = () => failsWith('bank.unreachable')
    await desk.starts()
    await desk.passes(minute)
    expect(reminded).toEqual([due.thumbprint])
    expect(desk.flow.view()).toMatchObject({ window: 'ended', failure: { code: 'bank.unreachable' } })
  })

  it('takes no window away from whoever has it open, and goes on as soon as it can', async () => {
    const desk = new AutomaticDesk()
    desk.world.time = currentFacts.notAfter - 2 * day
    desk.prepared = () => failsWith('bank.unreachable')
    await desk.starts()
    desk.isShown = true
    desk.isIdle = true
    await desk.passes(minute)
    expect(events).toHaveLength(1)
    expect(desk.flow.view().window).toBe('login')
    desk.prepared = () => done
    await desk.passes(2 * minute)
    expect(desk.told).toEqual([renewed.thumbprint])
    expect(attempts).toEqual({})
  })

  it('is not forgotten by a restart: the bank is left alone as long as it asked for', async () => {
    const desk = new AutomaticDesk()
    desk.prepared = () => failsWith('bank.maintenance', { retryAfter: 6 * 3600 })
    await desk.starts()
    await desk.passes(minute)
    const next = new AutomaticDesk(desk.world)
    let asked = 0
    next.prepared = () => ((asked += 1), done)
    await next.starts()
    await next.passes(5 * hour)
    expect(asked).toBe(0)
    await next.passes(2 * hour)
    expect(asked).toBe(1)
    expect(next.told).toEqual([renewed.thumbprint])
  })
})

describe('a renewal that nobody began and that stops on its way', () => {
  it('goes on by itself from the journal, whatever its failure, and asks for one certificate', async () => {
    const desk = new AutomaticDesk()
    await desk.starts()
    desk.world.bankAnswer = () => failsWith('bank.bad-answer')
    await desk.passes(minute)
    expect(desk.world.journal?.step).toBe('stalled')
    expect(desk.flow.view().window).toBe('login')
    desk.world.bankAnswer = issued
    await desk.passes(2 * hour)
    expect(desk.told).toEqual([renewed.thumbprint])
    expect(desk.heldKeys).toEqual(['koshin-1'])
  })

  it('goes on by itself also where the new certificate is there already', async () => {
    const desk = new AutomaticDesk()
    await desk.starts()
    const broken = vi.spyOn(desk.world.keyStore, 'retire').mockResolvedValue(failsWith('keystore.unavailable'))
    await desk.passes(minute)
    expect(desk.world.journal).toMatchObject({ step: 'stalled', at: { step: 'retiring' } })
    broken.mockRestore()
    await desk.passes(2 * hour)
    expect(desk.told).toEqual([renewed.thumbprint])
    expect(desk.world.issuedFor.size).toBe(1)
  })

  it('waits for the end of a lock that its user sets meanwhile, which is no refusal', async () => {
    const desk = new AutomaticDesk()
    await desk.starts()
    desk.world.bankAnswer = () => {
      desk.world.lock = failure('renewal.locked', { retry: 'later' })
      return issued()
    }
    await desk.passes(2 * hour)
    expect(desk.world.journal?.step).toBe('postponed')
    expect(desk.history).toEqual([])
    expect(desk.flow.view().window).toBe('login')
    desk.world.lock = done
    await desk.passes(minute)
    expect(desk.told).toEqual([renewed.thumbprint])
    expect(desk.world.issuedFor.size).toBe(1)
  })

  it('waits as every renewal does where the bank is busy, and is not begun beside that', async () => {
    const desk = new AutomaticDesk()
    await desk.starts()
    desk.world.bankAnswer = () => failsWith('bank.busy', { retryAfter: 600 })
    await desk.passes(30 * minute)
    expect(desk.world.journal?.step).toBe('waiting')
    // 10 minutes as the bank asked, and some seconds that are this machine's own.
    expect(desk.timers).toMatchObject([{ ms: 615_000 }])
    desk.world.bankAnswer = issued
    await desk.timePasses()
    await desk.atRest()
    expect(desk.told).toEqual([renewed.thumbprint])
  })

  it('is carried on after a power cut at any point, and comes to one certificate', async () => {
    for (let cut = 0; ; cut += 1) {
      const desk = new AutomaticDesk()
      await desk.starts()
      desk.world.cutAfter = cut
      await desk.passes(minute)
      if (desk.world.changes <= cut) break
      desk.world.cutAfter = Infinity
      // Without power, nothing of it is written down.
      attempts = {}
      const next = new AutomaticDesk(desk.world)
      await next.starts()
      await next.passes(2 * minute)
      expect(next.world.issuedFor.size, `cut ${cut}`).toBe(1)
      expect([...next.world.installed]).toEqual([renewed.thumbprint])
      expect(next.flow.view().window, `cut ${cut}`).toBe('completion')
      expect(cut).toBeLessThan(50)
    }
  })
})
