import { describe, expect, it } from 'vitest'
import { type Beat, feel, firstPulse, type Occasion } from '../../../../main/desktop/lifecycle/heartbeat.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

const start: Beat = { wall: Date.UTC(2026, 11, 26), monotonic: 5 * minute, zone: -540, online: true }

/** What the beats of a machine are occasions for; each change is laid over what ten seconds do to both clocks. */
type Change = Partial<Beat> & { readonly slept?: number; readonly set?: number }
function felt(changes: readonly Change[], chance = 0.5): (Occasion | undefined)[] {
  let beat = start
  let pulse = firstPulse(beat, chance)
  return changes.map(({ slept = 0, set = 0, ...change }) => {
    const passed = { wall: beat.wall + 10 * second + slept + set, monotonic: beat.monotonic + 10 * second }
    beat = { ...beat, ...passed, ...change }
    const answer = feel(pulse, beat, chance)
    pulse = answer.pulse
    return answer.occasion
  })
}

describe('a quiet machine', () => {
  it('checks about once an hour, and machines that started together do not check together', () => {
    const quiet = Array.from({ length: 400 }, () => ({}))
    const minuteOfCheck = (chance: number) => (felt(quiet, chance).indexOf('hour') + 1) / 6
    expect([0, 0.5, 1].map(minuteOfCheck)).toEqual([54, 60, 66])
  })

  it('goes on checking every hour', () => {
    const occasions = felt(Array.from({ length: 6 * 60 * 24 }, () => ({})))
    expect(occasions.filter((occasion) => occasion === 'hour')).toHaveLength(24)
  })
})

describe('a changed clock', () => {
  const changes = [
    ['forward by a month', 30 * day],
    ['back by a year', -365 * day],
    ['by a minute', minute],
  ] as const
  for (const [what, set] of changes) {
    it(`set ${what} is an occasion at the next beat, once`, () => {
      expect(felt([{}, { set }, {}, {}])).toEqual([undefined, 'clock', undefined, undefined])
    })
  }

  it('that moves by less than a reminder could notice is none', () => {
    expect(felt([{ set: 5 * second }, { set: -5 * second }])).toEqual([undefined, undefined])
  })

  it('in small steps is one when they add up', () => {
    expect(felt([{ set: 6 * second }, { set: 6 * second }, {}])).toEqual([undefined, 'clock', undefined])
  })

  it('is what sleep looks like where the monotonic clock stops meanwhile', () => {
    expect(felt([{ slept: 21 * day }, {}])).toEqual(['clock', undefined])
  })
})

describe('other occasions', () => {
  it('are a changed time zone and the return of the network, not its loss', () => {
    expect(felt([{ zone: 0 }, {}])).toEqual(['zone', undefined])
    expect(felt([{ online: false }, {}, { online: true }, {}])).toEqual([undefined, undefined, 'network', undefined])
  })

  it('begin the hour anew', () => {
    const quiet = Array.from({ length: 359 }, () => ({}))
    expect(felt([...quiet, { zone: 0 }, ...quiet]).filter((occasion) => occasion !== undefined)).toEqual(['zone'])
  })
})
