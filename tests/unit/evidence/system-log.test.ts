import { describe, expect, it, vi } from 'vitest'
import { loggerProgram } from '../../../main/evidence/logger-program.ts'
import { type EventLogFunctions, windowsEventLog } from '../../../main/evidence/windows-event-log.ts'

const event = { id: 203, level: 'error', text: 'renewal.stalled step=requesting code=bank.timeout' } as const

describe("the system's log", () => {
  it('does without the program logger where there is none', async () => {
    const uncaught = vi.fn()
    process.once('uncaughtException', uncaught)
    expect(() => loggerProgram('/nonexistent/logger')(event)).not.toThrow()
    // The failure of a start comes as an event, after what is already queued.
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
    process.off('uncaughtException', uncaught)
    expect(uncaught).not.toHaveBeenCalled()
  })
})

describe('the Windows Event Log', () => {
  const functions = (log: number): EventLogFunctions => ({
    RegisterEventSourceW: vi.fn(() => log),
    ReportEventW: vi.fn(() => 1),
    DeregisterEventSource: vi.fn(() => 1),
  })

  it('gets the number, the type and the text under the source Koshin, and its handle back', () => {
    const calls = functions(7)
    windowsEventLog(() => calls)(event)
    expect(calls.RegisterEventSourceW).toHaveBeenCalledWith(null, 'Koshin')
    expect(calls.ReportEventW).toHaveBeenCalledWith(7, 1, 0, 203, null, 1, 0, [event.text], null)
    expect(calls.DeregisterEventSource).toHaveBeenCalledWith(7)
  })

  it('is left alone where it cannot be opened or loaded', () => {
    const calls = functions(0)
    windowsEventLog(() => calls)(event)
    expect(calls.ReportEventW).not.toHaveBeenCalled()
    const broken = windowsEventLog(() => {
      throw new Error('no advapi32.dll')
    })
    expect(() => broken(event)).not.toThrow()
  })
})
