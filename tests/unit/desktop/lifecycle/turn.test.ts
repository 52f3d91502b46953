/** How long a start with windows waits for a run without them, on a clock that only a pause moves. */
import { expect, it } from 'vitest'
import { awaitTurn, type Patience } from '../../../../main/desktop/lifecycle/turn.ts'

const patience: Patience = { untold: 20, whole: 100 }

/** @param until the time at which the run ends @param follower an app with windows takes the lock then */
async function wait(until: number, follower = false) {
  let now = 0
  const told: number[] = []
  const taken: (readonly [number, boolean])[] = []
  const end = await awaitTurn(
    {
      isRun: () => now < until || !follower,
      take(isWish) {
        taken.push([now, isWish])
        return now >= until && !follower
      },
      tell: () => void told.push(now),
      pause: async () => void (now += 10),
      clock: () => now,
    },
    patience,
  )
  return { end, now, told, taken }
}

it('a run that ends soon is waited for without a word', async () => {
  expect(await wait(20)).toMatchObject({ end: 'had', now: 20, told: [] })
})

it('a run that takes longer is told, once, and waited for all the same', async () => {
  expect(await wait(90)).toMatchObject({ end: 'had', now: 90, told: [30] })
})

it('a run that does not end is not waited for without end', async () => {
  expect(await wait(Infinity)).toMatchObject({ end: 'late', now: 110, told: [30] })
})

it('an app that was quicker to follow the run is told what is wanted, once; the run never is', async () => {
  const { end, taken } = await wait(20, true)
  expect([end, taken]).toEqual([
    'windows',
    [
      [0, false],
      [10, false],
      [20, true],
    ],
  ])
})
