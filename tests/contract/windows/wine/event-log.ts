/** Runs in Windows' Node under Wine, started by wine/guest.ts: tells an event to the Event Log, and what Windows answered. */
import { type EventLogFunctions, loadEventLog, windowsEventLog } from '../../../../main/logging/windows-event-log.ts'

interface Port {
  on(event: 'message', listener: (event: { data: unknown }) => void): void
  postMessage(message: unknown): void
}

const { parentPort } = process as unknown as { parentPort: Port }

parentPort.on('message', ({ data }) => {
  try {
    const answers: Record<string, number> = {}
    const real = loadEventLog()
    const listening = Object.entries(real).map(([name, call]) => [
      name,
      (...given: unknown[]) => {
        const answer = (call as (...given: unknown[]) => number | bigint)(...given)
        answers[name] = Number(answer)
        return answer
      },
    ])
    windowsEventLog(() => Object.fromEntries(listening) as EventLogFunctions)({
      id: 203,
      level: 'error',
      text: String(data),
    })
    parentPort.postMessage({ answers })
  } catch (error) {
    parentPort.postMessage({ error: String(error) })
  }
})
