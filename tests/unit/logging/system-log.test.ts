import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { loggerProgram } from '../../../main/logging/logger-program.ts'
import { type EventLogFunctions, windowsEventLog } from '../../../main/logging/windows-event-log.ts'

const event = { id: 203, level: 'error', text: 'renewal.stalled step=requesting code=bank.timeout' } as const

/** A program that writes down what it is called with. */
function recorder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'koshin-logger-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const record = path.join(folder, 'record')
  const program = path.join(folder, 'logger')
  writeFileSync(program, `#!/bin/sh\necho "$4 $6" >> '${record}'\n`)
  chmodSync(program, 0o755)
  return { program, lines: () => (existsSync(record) ? readFileSync(record, 'utf8').trim().split('\n') : []) }
}

/** ms; of a program. */
const start = { timeout: 15_000 }

const notice = { id: 200, level: 'info', text: 'renewal.started' } as const

describe("the system's log", () => {
  it.skipIf(process.platform === 'win32')(
    'is not told an event while somebody waits for the app, but a little later',
    async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
      onTestFinished(() => void vi.useRealTimers())
      const { program, lines } = recorder()
      loggerProgram(program)(notice)
      vi.advanceTimersByTime(1999)
      expect(vi.getTimerCount()).toBe(1)
      vi.advanceTimersByTime(1)
      vi.useRealTimers()
      await vi.waitFor(() => expect(lines()).toEqual(['user.notice renewal.started']), start)
    },
  )

  it.skipIf(process.platform === 'win32')('is told an error at once, after what came before it', async () => {
    const { program, lines } = recorder()
    const tell = loggerProgram(program)
    tell(notice)
    tell(event)
    await vi.waitFor(
      () => expect(lines().toSorted()).toEqual([`user.err ${event.text}`, 'user.notice renewal.started']),
      start,
    )
  })

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
