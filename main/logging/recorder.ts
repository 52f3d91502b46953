/** Where events go: each into the log files, those that matter to whoever watches the machine into its own log, too. */
import { type EventCode, events, eventText, type Level, logLine, type Recorder } from './events.ts'
import type { LogFile } from './log-file.ts'

/** The operating system's log: journal, unified log or Event Log. Never throws. */
export type SystemLog = (event: { readonly id: number; readonly level: Level; readonly text: string }) => void

export function createRecorder(file: LogFile, systemLog: SystemLog, clock: () => Date = () => new Date()): Recorder {
  return (code, details) => {
    file.write(logLine(clock(), code, details))
    const { id, level } = events[code] as (typeof events)[EventCode] & { readonly id?: number }
    if (id !== undefined) systemLog({ id, level, text: eventText(code, details) })
  }
}
