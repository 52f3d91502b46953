import { describe, expect, it } from 'vitest'
import { createTries } from '../../../../main/desktop/setup/tries.ts'

describe('tries of a confirmation code', () => {
  it('cost nothing for two mistakes, then time that doubles and has an end', () => {
    let now = 1000
    const tries = createTries(() => now)
    const waits: number[] = []
    for (let wrong = 0; wrong < 10; wrong++) {
      tries.wrong()
      waits.push(tries.wait() / 1000)
      now += tries.wait()
      expect(tries.wait()).toBe(0)
    }
    expect(waits).toEqual([0, 0, 30, 60, 120, 240, 480, 600, 600, 600])
  })

  it('are let in again once the time is over, and not before', () => {
    let now = 0
    const tries = createTries(() => now)
    for (let wrong = 0; wrong < 3; wrong++) tries.wrong()
    now = 29_999
    expect(tries.wait()).toBe(1)
    now = 30_000
    expect(tries.wait()).toBe(0)
  })
})
