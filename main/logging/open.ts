import type { Recorder } from './events.ts'
import { createRecorder, type SystemLog } from './recorder.ts'
import { openLogFile } from './log-file.ts'
import { loggerProgram } from './logger-program.ts'
import { product } from '../renewal/product/product.ts'

/** @param folder of the log files */
export async function openLogging(folder: string): Promise<Recorder> {
  const onFailure = (reason: string): void => console.error(`${product.program}: the log cannot be written: ${reason}`)
  return createRecorder(openLogFile({ folder, onFailure }), await chooseSystemLog())
}

async function chooseSystemLog(): Promise<SystemLog> {
  switch (process.platform) {
    case 'linux':
      return loggerProgram('logger')
    case 'darwin':
      return loggerProgram('/usr/bin/logger')
    case 'win32':
      // Nobody else needs a library for calls into Windows to be loaded at the start.
      return (await import('./windows-event-log.ts')).windowsEventLog()
    default:
      return () => {}
  }
}
