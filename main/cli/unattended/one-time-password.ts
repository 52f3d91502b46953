import { readFileSync } from 'node:fs'
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

/** Empty where there is none: a program started from a menu has nobody who could type. */
function readStandardInput(): string {
  try {
    return readFileSync(0, 'utf8')
  } catch {
    return ''
  }
}
