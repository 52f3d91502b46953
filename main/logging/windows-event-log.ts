import type { Level } from './events.ts'
import type { SystemLog } from './recorder.ts'
import { systemLibrary } from '../system-libraries.ts'
import { product } from '../renewal/product/product.ts'

// winnt.h
export const EVENTLOG_ERROR_TYPE = 1
export const EVENTLOG_WARNING_TYPE = 2
export const EVENTLOG_INFORMATION_TYPE = 4
const types: Readonly<Record<Level, number>> = {
  error: EVENTLOG_ERROR_TYPE,
  warn: EVENTLOG_WARNING_TYPE,
  info: EVENTLOG_INFORMATION_TYPE,
}

export interface EventLogFunctions {
  RegisterEventSourceW(server: null, source: string): number | bigint
  ReportEventW(
    log: number | bigint,
    type: number,
    category: number,
    id: number,
    user: null,
    strings: number,
    size: number,
    texts: readonly string[],
    data: null,
  ): number
  DeregisterEventSource(log: number | bigint): number
}

/**
 * The application log, under the source `Koshin`. A source without a file of messages is allowed: the viewer then shows
 * the text after a sentence of its own, and rules that watch for the number and the source work all the same.
 */
export function windowsEventLog(functions: () => EventLogFunctions = loadEventLog): SystemLog {
  let loaded: EventLogFunctions | undefined
  return ({ id, level, text }) => {
    try {
      loaded ??= functions()
      const log = loaded.RegisterEventSourceW(null, product.folder)
      if (Number(log) === 0) return
      loaded.ReportEventW(log, types[level], 0, id, null, 1, 0, [text], null)
      loaded.DeregisterEventSource(log)
    } catch {
      // A machine that denies its log must not keep anybody from renewing; the log files have the event.
    }
  }
}

export function loadEventLog(): EventLogFunctions {
  const library = systemLibrary('advapi32.dll')
  const [handle, memory, text, texts, dword, word] = [
    'uintptr_t',
    'void *',
    'str16',
    'str16 *',
    'uint32',
    'uint16',
  ] as const
  return {
    RegisterEventSourceW: library.func('RegisterEventSourceW', handle, [text, text]),
    ReportEventW: library.func('ReportEventW', 'int32', [
      handle,
      word,
      word,
      dword,
      memory,
      word,
      dword,
      texts,
      memory,
    ]),
    DeregisterEventSource: library.func('DeregisterEventSource', 'int32', [handle]),
  }
}
