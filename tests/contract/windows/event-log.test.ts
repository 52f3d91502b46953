/** The Event Log's functions as Wine has them: what they are given is taken, though Wine keeps no log. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWineMachine, hasWine } from './wine/machine.ts'

if (!hasWine) console.warn("skipped: Windows' Event Log needs Wine")

describe.skipIf(!hasWine)("Wine's Event Log", () => {
  let machine: ReturnType<typeof createWineMachine>
  beforeAll(() => void (machine = createWineMachine()), 180_000)
  afterAll(() => machine?.dispose())

  it('takes an event with its number and its text', async () => {
    const worker = machine.startWorker('tests/contract/windows/wine/event-log.ts', 'open')
    const told = await new Promise<{ answers?: Record<string, number>; error?: string }>((resolve) => {
      worker.onMessage((message) => {
        worker.kill()
        resolve(message as object)
      })
      worker.send('renewal.stalled step=requesting code=bank.timeout')
    })
    expect(told.error).toBeUndefined()
    expect(told.answers).toEqual({
      RegisterEventSourceW: expect.any(Number) as number,
      ReportEventW: 1,
      DeregisterEventSource: 1,
    })
    expect(told.answers!['RegisterEventSourceW']).not.toBe(0)
  }, 120_000)
})
