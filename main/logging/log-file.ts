import { mkdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import log from 'electron-log/node'
import { requireRegularFile } from '../regular-file.ts'
import { traceOf } from './trace.ts'
import { product } from '../renewal/product/product.ts'

/** `koshin.log` is written; `koshin.1.log` to `koshin.4.log` are older, the highest number the oldest. */
const kept = 5
const oneMegabyte = 1024 * 1024

export interface LogFile {
  /** Appends a line, durable when it returns as far as the system goes; never throws. */
  write(line: string): void
}

/** Paths of the log files in `folder`, newest first, whether they exist or not. */
export function logFiles(folder: string): readonly string[] {
  return Array.from({ length: kept }, (_, age) =>
    path.join(folder, age === 0 ? `${product.program}.log` : `${product.program}.${age}.log`),
  )
}

interface LogFileOptions {
  readonly folder: string
  /** Told when a file cannot be written, once: a full disk must not flood the console as well. */
  readonly onFailure: (reason: string) => void
  /** Bytes after which a file is put aside. */
  readonly maxSize?: number
}

/** A log in `folder` that only its user can read, 5 files of about 1 MB at the most. */
export function openLogFile({ folder, onFailure, maxSize = oneMegabyte }: LogFileOptions): LogFile {
  const files = logFiles(folder)
  let told = false
  const fail = (reason: string): void => {
    if (!told) onFailure(reason)
    told = true
  }
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    requireRegularFile(files[0]!)
  } catch (error) {
    fail(kindOf(error))
    return { write: () => {} }
  }

  const logger = log.create({ logId: folder })
  const { file, console: onConsole, ipc, remote } = logger.transports
  // The library tells the console of a failing disk at every line, through the console of its first logger.
  log.transports.console.writeFn = ({ message }) => fail(message.data.map(kindOf).join(' '))
  onConsole.level = false
  if (ipc !== undefined) ipc.level = false
  remote.level = false
  file.level = 'info'
  file.resolvePathFn = () => files[0]!
  file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' }
  file.maxSize = maxSize
  file.format = '{text}'
  file.archiveLogFn = () => {
    try {
      rotate(files)
    } catch (error) {
      fail(kindOf(error))
    }
  }

  return {
    write(line) {
      try {
        // Since the last line, too, another program may have put a pipe there, which would keep us waiting for ever.
        requireRegularFile(files[0]!)
        logger.info(line)
      } catch (error) {
        fail(kindOf(error))
      }
    },
  }
}

function rotate(files: readonly string[]): void {
  rmSync(files.at(-1)!, { force: true })
  for (let age = files.length - 1; age > 0; age--) {
    try {
      renameSync(files[age - 1]!, files[age]!)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
}

/** Messages of the system hold paths, and a path names the user. */
const kindOf = (error: unknown): string => traceOf(error).error ?? String(error)
