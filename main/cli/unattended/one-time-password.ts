import { readSync } from 'node:fs'
import { halfWidth } from '../../../preload/entered.ts'
import { failure, type Result, success } from '../../renewal/errors.ts'
import type { EnrolmentCredentials } from '../../renewal/ports.ts'

/** The first line of standard input: arguments and environment of a process can be read by others. */
export function readOneTimePassword(customerId: string | undefined): Result<EnrolmentCredentials> {
  if (customerId === undefined) return failure('config.invalid', { cause: '--customer-id or bank.enrolUser is needed' })
  const [line = ''] = readStandardInput().split(/\r?\n/, 1)
  const password = halfWidth(line)
  return password === ''
    ? failure('renewal.password-needed', { cause: 'standard input holds no password' })
    : success({ customerId: halfWidth(customerId), password })
}

/** Bytes; no password is as long. */
const longest = 4096

/**
 * As much of it as a line can need: whoever starts the run may leave it open, or write without end. Empty where there is
 * none: a program started from a menu has nobody who could type.
 */
function readStandardInput(): string {
  const bytes = Buffer.alloc(longest)
  let length = 0
  try {
    let read: number
    do {
      read = readSync(0, bytes, length, longest - length, null)
      length += read
    } while (read > 0 && length < longest && !bytes.includes('\n'))
  } catch {
    // On Windows that is its end; where it cannot be read, there is none.
  }
  return bytes.toString('utf8', 0, length)
}
