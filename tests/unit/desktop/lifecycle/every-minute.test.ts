import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { everyMinute as EveryMinute } from '../../../../main/desktop/lifecycle/every-minute.ts'

let everyMinute: typeof EveryMinute
beforeEach(async () => {
  vi.useFakeTimers()
  vi.resetModules()
  ;({ everyMinute } = await import('../../../../main/desktop/lifecycle/every-minute.ts'))
})
afterEach(() => void vi.useRealTimers())

it('whatever looks at the clock does so each minute, by one timer for all, so that none is longer', async () => {
  const interval = vi.spyOn(globalThis, 'setInterval')
  const [first, second] = [vi.fn(), vi.fn()]
  everyMinute(first)
  await vi.advanceTimersByTimeAsync(30_000)
  everyMinute(second)
  await vi.advanceTimersByTimeAsync(30_000)
  expect([first, second].map((one) => one.mock.calls.length)).toEqual([1, 1])
  await vi.advanceTimersByTimeAsync(24 * 60 * 60_000)
  expect([first, second].map((one) => one.mock.calls.length)).toEqual([1441, 1441])
  expect(interval.mock.calls.map(([, length]) => length)).toEqual([60_000])
})

it('a fault of one keeps no other from its minute', async () => {
  const faults: unknown[] = []
  vi.stubGlobal('queueMicrotask', (work: () => void) => {
    void Promise.resolve()
      .then(work)
      .catch((error: unknown) => faults.push(error))
  })
  const other = vi.fn()
  everyMinute(() => {
    throw new Error('a fault')
  })
  everyMinute(other)
  await vi.advanceTimersByTimeAsync(120_000)
  vi.unstubAllGlobals()
  expect(other).toHaveBeenCalledTimes(2)
  expect(faults).toHaveLength(2)
})
