/** The app at rest: when it goes, what it says beforehand, and that the reminders of a bank's certificate come as ever. */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createRest, hasJustRested, lookAhead, type RestPorts } from '../../../../main/desktop/lifecycle/rest.ts'
import { dueReminder, isQuietUntil, type ReminderRecord } from '../../../../main/renewal/certificates/reminders.ts'
import { defaultPolicy } from '../../../../main/renewal/policy.ts'
import { done, failure } from '../../../../main/renewal/errors.ts'
import type { Preferences, PreferenceStore } from '../../../../main/storage/preferences.ts'

const packaged = vi.hoisted(() => ({ is: true }))
vi.mock('electron', () => ({
  app: {
    get isPackaged() {
      return packaged.is
    },
  },
}))
const { trayChoice } = await import('../../../../main/desktop/lifecycle/tray-choice.ts')

const hour = 60 * 60 * 1000
const day = 24 * hour

let preferences: Preferences
let readable: boolean
let quiet: boolean
let shown: boolean
let scheduled: boolean
let events: string[]
beforeEach(() => {
  ;[preferences, readable, quiet, shown, scheduled, events] = [{ toldOfTray: true }, true, true, true, true, []]
  packaged.is = true
})

const store: PreferenceStore = {
  read: () => (readable ? { ok: true, value: preferences } : failure('storage.access-denied')),
  change(change) {
    preferences = { ...preferences, ...change }
    return done
  },
}

function rest(changed: Partial<RestPorts> = {}, forced?: Preferences['tray']) {
  return createRest({
    choice: trayChoice(store, forced),
    preferences: store,
    startsAtLogin: () => true,
    isQuietUntil: () => quiet,
    schedule: async () => (events.push('schedule'), scheduled),
    unschedule: async () => void events.push('unschedule'),
    tell: async () => (events.push('tell'), shown),
    appear: () => void events.push('appear'),
    leave: () => void events.push('leave'),
    clock: () => 0,
    ...changed,
  })
}

describe('the app at rest', () => {
  it('goes once nothing asks for its user before the next look, and the system will start that look', async () => {
    const asked: number[] = []
    await rest({ isQuietUntil: (next) => asked.push(next) > 0 }).look()
    expect(events).toEqual(['schedule', 'leave'])
    expect(new Set(asked)).toEqual(new Set([lookAhead]))
  })

  it('stays, with its icon, while something is due, waits or failed', async () => {
    quiet = false
    await rest().look()
    expect(events).toEqual(['appear'])
  })

  it('stays rather than be silent where nobody would start it', async () => {
    scheduled = false
    await rest().look()
    expect(events).toEqual(['schedule', 'appear'])
  })

  it('stays where the user wants the icon always, and has nothing start it any more', async () => {
    preferences = { tray: 'always', toldOfTray: true }
    await rest().look()
    expect(events).toEqual(['unschedule', 'appear'])
  })

  it('stays where it must not start at login: then nothing else starts it, either', async () => {
    await rest({ startsAtLogin: () => false }).look()
    expect(events).toEqual(['unschedule', 'appear'])
  })

  it('stays where what its user chose cannot be read', async () => {
    readable = false
    await rest().look()
    expect(events).toContain('appear')
  })

  it('says once where its icon goes, and goes with a later check', async () => {
    preferences = {}
    const app = rest()
    await app.look()
    expect(events).toEqual(['schedule', 'tell', 'appear'])
    await app.look()
    expect(events.slice(3)).toEqual(['schedule', 'leave'])
    expect(preferences).toMatchObject({ toldOfTray: true })
  })

  it('does not go where that could not be said', async () => {
    ;[preferences, shown] = [{}, false]
    const app = rest()
    await app.look()
    await app.look()
    expect(events.filter((event) => event === 'tell')).toHaveLength(2)
    expect(events).not.toContain('leave')
  })

  it('is not gone when its user opened the window meanwhile', async () => {
    await rest({ schedule: async () => ((quiet = false), true) }).look()
    expect(events).toEqual(['appear'])
  })

  it('has no second look within half a day, unless it stayed or the clock was set back', async () => {
    let now = 1000 * day
    const app = rest({ clock: () => now })
    await app.look()
    expect([0, 11.9, 12, -1].map((hours) => hasJustRested(store, now + hours * hour))).toEqual([
      true,
      true,
      false,
      false,
    ])
    now += hour
    quiet = false
    await app.look()
    expect(hasJustRested(store, now)).toBe(false)
  })

  it('looks once at a time', async () => {
    const app = rest()
    await Promise.all([app.look(), app.look()])
    expect(events).toEqual(['schedule', 'leave'])
  })

  it('can be chosen, and is as the user chose', async () => {
    const app = rest()
    expect(app.state()).toEqual({ always: false, fixed: false })
    app.choose(true)
    await vi.waitFor(() => expect(events).toEqual(['unschedule', 'appear']))
    expect(app.state()).toEqual({ always: true, fixed: false })
    app.choose(false)
    await vi.waitFor(() => expect(events.slice(2)).toEqual(['schedule', 'leave']))
  })

  it.each(['always', 'when-due'] as const)(
    'forced to %s by policy is what it is, whatever the user chose',
    (forced) => {
      preferences = { tray: forced === 'always' ? 'when-due' : 'always' }
      const before = preferences
      const app = rest({}, forced)
      app.choose(forced !== 'always')
      expect(app.state()).toEqual({ always: forced === 'always', fixed: true })
      expect([preferences, events]).toEqual([before, []])
    },
  )

  it('by policy does not wait for a notification that nobody is shown', async () => {
    ;[preferences, shown] = [{}, false]
    await rest({}, 'when-due').look()
    expect(events).toEqual(['schedule', 'tell', 'leave'])
  })

  it('is none of a development run, unless it is told to', () => {
    packaged.is = false
    expect(rest().state().always).toBe(true)
    preferences = { tray: 'when-due' }
    expect(rest().state().always).toBe(false)
  })
})

/** Two years of a bank's certificate, hour by hour, which is renewed when it has `renewedBefore` days left. */
async function live(mode: 'always' | 'when-due', off: readonly (readonly [number, number])[], renewedBefore: number) {
  const isOff = (time: number): boolean => off.some(([from, to]) => time >= from * day && time < to * day)
  const said: number[] = []
  let [isThere, presence, notAfter, now] = [true, 0, 365 * day + 5 * hour, 0]
  let record: ReminderRecord = { shown: [] }
  preferences = { tray: mode, toldOfTray: true }
  const app = rest({
    isQuietUntil: (next) => isQuietUntil({ notAfter }, defaultPolicy, next),
    appear: () => void (isThere = true),
    leave: () => void (isThere = false),
    clock: () => now,
  })
  for (now = 0; now < 730 * day; now += hour) {
    if (notAfter - now <= renewedBefore * day) [notAfter, record] = [now + 365 * day, { shown: [] }]
    if (isOff(now)) {
      isThere = false
      continue
    }
    // At 16:00, or up to an hour later.
    const isLook = now % day === (Math.floor(now / day) % 3 === 0 ? 17 : 16) * hour
    // A start so soon after a look ends at once.
    if (!isThere && ((!isLook && !isOff(now - hour)) || hasJustRested(store, now))) continue
    const due = dueReminder({ notAfter }, defaultPolicy, record, now)
    if (due !== undefined) {
      said.push(now)
      record = due.record
    }
    await app.look()
    if (isThere) presence++
  }
  return { said, presence }
}

describe('over 24 months the reminders of a bank’s certificate', () => {
  it.each([
    ['with a computer that is never switched off', []],
    [
      'with nights and weekends asleep',
      Array.from({ length: 730 }, (_, index) => [index + 0.75, index + (index % 7 < 5 ? 1.3 : 1.9)] as const),
    ],
    [
      'with weeks switched off over the first rungs',
      [
        [330, 350],
        [352, 357],
        [690, 712],
      ] as const,
    ],
  ])('come at the same hour at rest as in the tray: %s', async (_title, off) => {
    const tray = await live('always', off, 0.2)
    const atRest = await live('when-due', off, 0.2)
    expect(tray.said.length).toBeGreaterThan(6)
    expect(atRest.said).toEqual(tray.said)
    // 30 days, and at most three before, of each year.
    expect(atRest.presence).toBeLessThanOrEqual(2 * 33 * 24)
    expect(tray.presence).toBeGreaterThan(4 * atRest.presence)
  })
})
