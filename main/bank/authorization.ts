import { failure, type Result, success } from '../renewal/errors.ts'
import type { EnrolmentCredentials } from '../renewal/ports.ts'

/**
 * The value of an Authorization header for HTTP Basic in UTF-8 (RFC 7617). The result is a secret: it belongs into a
 * request and nowhere else. Fails with bank.unauthorized, before anything is sent, when ID or password cannot be
 * written this way: a colon would move a part of the ID into the password.
 */
export function basicAuthorization({ customerId, password }: EnrolmentCredentials): Result<string> {
  if (customerId === '' || password === '') return failure('bank.unauthorized', { cause: 'ID or password is empty' })
  if (customerId.includes(':')) return failure('bank.unauthorized', { cause: 'the ID has a colon' })
  if (/\p{Cc}/u.test(customerId + password)) {
    return failure('bank.unauthorized', { cause: 'ID or password has a control character' })
  }
  // Input methods write the same letter in several ways; RFC 7617 2.1 leads (by RFC 8265) to NFC.
  const pair = `${customerId}:${password}`.normalize('NFC')
  return success(`Basic ${Buffer.from(pair).toString('base64')}`)
}
