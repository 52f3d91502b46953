/** Two years with two banks of different rules, a computer that sleeps and stands still for weeks, and its user. */
import { expect, test, vi } from 'vitest'
import { lookAhead } from '../../../../main/desktop/lifecycle/rest.ts'
import { day, now } from '../../x509/authority.ts'
import { name } from '../../renewal/watched/shapes.ts'
import { World } from './world.ts'

vi.mock('electron', () => ({ app: { getLocale: () => 'ja' } }))

const hour = day / 24
const banks = {
  first: {
    issuer: name(['CN', '練習用信用金庫 法人認証局']),
    rule: { from: 60, until: 30 },
    ladder: [60, 30, 15, 7, 3, 1, 0],
  },
  // Its last day ends at 15:00 in Japan.
  second: {
    issuer: name(['CN', 'デモ銀行 法人認証局']),
    rule: { from: 20, until: 0, hour: 15 },
    ladder: [20, 15, 7, 3, 1, 0],
  },
} as const

interface Bank {
  readonly issuer: ReturnType<typeof name>
  readonly rule: { readonly from: number; readonly until: number; readonly hour?: number }
}

const isOff = (since: number, spans: readonly (readonly [number, number])[]): boolean =>
  spans.some(([from, to]) => since >= from * day && since < to * day)

/** The app is in the tray all the time, or at rest while nothing is due. */
type Mode = 'always' | 'when-due'
const modes: readonly Mode[] = ['always', 'when-due']

/** Does the system's scheduler start the app in this hour? At ten, up to an hour late. */
const isLook = (since: number): boolean => since % day === (Math.floor(since / day) % 2 === 0 ? 10 : 11) * hour

/** Hours in which the app was there, by mode. */
const there: Record<Mode, number> = { always: 0, 'when-due': 0 }

/**
 * Lives for two years, hour by hour, with a certificate renewed a few days before each expiry.
 *
 * @param off days from the first on, in which the computer is switched off or asleep
 */
async function live(
  bank: Bank,
  world: World,
  off: readonly (readonly [number, number])[],
  { mode, renewedBefore = 2 }: { readonly mode: Mode; readonly renewedBefore?: number },
) {
  // 14:59:59 UTC is the end of a day in Japan.
  const begin = Math.floor(now / day) * day + 15 * hour - 1000
  world.now = begin
  const first = world.put({ from: begin, days: 365, issuer: bank.issuer })
  let desk = world.desk()
  await desk.check()
  desk.buttons.save(first.line, { name: '', page: '', note: '', rule: bank.rule, elsewhere: [] })
  let newest = first
  const ends = [first.notAfter]
  let [isThere, restedAt] = [true, -Infinity]
  there[mode] = 0
  for (let since = 0; since < 730 * day; since += hour) {
    world.now = begin + since
    if (isOff(since, off)) continue
    if (newest.notAfter - world.now <= renewedBefore * day) {
      newest = world.put({ from: world.now, days: 365, issuer: bank.issuer })
      ends.push(newest.notAfter)
    }
    // After a switched-off time it is another start; each day now and then as well.
    const isLogin = since % (5 * day) === 0 || isOff(since - hour, off)
    if (!isThere && ((!isLogin && !isLook(since)) || world.now - restedAt < 12 * hour)) continue
    if (isLogin || !isThere) desk = world.desk()
    await desk.check()
    await Promise.resolve()
    isThere = mode === 'always' || !desk.isQuietUntil(world.now + lookAhead)
    if (isThere) there[mode]++
    else restedAt = world.now
  }
  return ends
}

const reminders = (world: World) =>
  world.said.filter(({ announcement }) => announcement.title.includes('電子証明書更新通知')).map(({ time }) => time)
const arrivals = (world: World) =>
  world.said.filter(({ announcement }) => announcement.title.includes('更新されました'))

test.each([
  ['the first bank, from 60 days before', banks.first, 0],
  // 15:00 is nine hours before the end of the day.
  ['the second bank, from 20 days before, to the hour of its last day', banks.second, 9 * hour],
])(
  'over 24 months %s is reminded of on each day of its ladder, each once, until the successor comes; also at rest',
  async (_title, bank, early) => {
    for (const mode of modes) {
      const world = new World()
      const ends = await live(bank, world, [], { mode })
      // Renewed two days before the end, so the last two rungs are never reached.
      const rungs = bank.ladder.filter((days) => days > 2)
      const counted = ends.slice(0, 2).map((end) => end - early)
      expect(
        reminders(world).map((time) => counted.map((end) => Math.floor((end - time) / day)).find((left) => left >= 0)),
      ).toEqual(
        [...rungs, ...rungs].map((days) =>
          days === 0 ? 0 : (expect.toBeOneOf([days, days - 1]) as unknown as number),
        ),
      )
      expect(arrivals(world)).toHaveLength(ends.length - 1)
    }
    // From three days before the ladder on, at the longest, to the successor, twice in two years.
    const longest = 2 * (bank.rule.from + 3) * 24
    expect(there['when-due']).toBeGreaterThan(0)
    expect(there['when-due']).toBeLessThanOrEqual(longest)
    expect(there.always).toBe(730 * 24)
  },
  120_000,
)

test('weeks switched off and asleep make one reminder of those that were missed, and lose no other; also at rest', async () => {
  // Over the first rungs of the first year, and over the last days of the second.
  const off = [
    [300, 345],
    [352, 353],
    [690, 712],
  ] as const
  const times = modes.map(() => [] as number[])
  for (const [index, mode] of modes.entries()) {
    const world = new World()
    const ends = await live(banks.first, world, off, { mode })
    times[index] = reminders(world)
    const days = reminders(world).map((time) => Math.ceil((ends.find((end) => end >= time)! - time) / day))
    // 65 to 20 days before: rungs 60 and 30 are one, told at once. The others follow on their days.
    expect(days.slice(0, 4)).toEqual([20, 15, 7, 3])
    expect(new Set(days).size).toBeGreaterThan(4)
    expect(days.filter((left) => left === 60 || left === 30).length).toBeLessThanOrEqual(2)
    expect(arrivals(world)).toHaveLength(ends.length - 1)
  }
  // To the hour.
  expect(times[1]).toEqual(times[0])
}, 120_000)

test('a bank that renews after expiry, too, is not reminded of then, and is shown as renewable until its last day', async () => {
  const world = new World()
  const { issuer, rule } = banks.first
  const found = world.put({ from: now - 364 * day, issuer })
  const desk = world.desk()
  await desk.check()
  desk.buttons.save(found.line, { name: '', page: '', note: '', rule, elsewhere: [] })
  const before = reminders(world).length
  const status = () => (desk.view() as { lines: readonly { status: string }[] }).lines[0]!.status
  world.now = found.notAfter + hour
  await desk.check()
  expect(status()).toBe('grace')
  world.now = found.notAfter + 30 * day
  await desk.check()
  expect(status()).toBe('grace')
  world.now += hour
  await desk.check()
  expect(status()).toBe('lapsed')
  expect(reminders(world)).toHaveLength(before)
  expect(world.said[0]!.open).toBe(false)
})
