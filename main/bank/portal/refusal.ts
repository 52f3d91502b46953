/** What it means where the portal gives no answer, but says that it will not, or not now. */
import { failure, type FailureCode } from '../../renewal/errors.ts'
import { causeOf, closedUntil, passingFailure } from '../answer.ts'
import type { HttpAnswer } from '../http.ts'
import { type Refusal, refusal } from './answers.ts'

const codes: Readonly<Record<number, FailureCode>> = {
  401: 'bank.login-refused',
  403: 'bank.certificate-refused',
}

/** What the portal's own code of a refusal means, whatever its status is; every other one is for the log. */
const meanings: ReadonlyMap<string | undefined, FailureCode> = new Map([
  ['revoked', 'certificate.revoked'],
  ['login-needed', 'bank.login-needed'],
  ['account-locked', 'bank.account-locked'],
  ['password-expired', 'bank.password-expired'],
  ['second-factor-needed', 'bank.second-factor-needed'],
  ['app-too-old', 'bank.app-too-old'],
])

/**
 * The failure of a refusal; undefined for an answer.
 *
 * @param now ms since the epoch, for what is told as a date
 */
export function refusedBy(answer: HttpAnswer, now: number): ReturnType<typeof failure> | undefined {
  const { status, body } = answer
  if (status < 400) return passingFailure(answer, now) ?? redirected(answer)
  const { code, until } = refusalIn(body)
  const cause = `HTTP ${status} ${code}`
  const meant = meanings.get(code)
  if (meant !== undefined) return failure(meant, { cause })
  if (code === 'maintenance') {
    const told = until === undefined ? undefined : Date.parse(until)
    return failure('bank.maintenance', { retry: 'later', ...closedUntil(answer, now, told), cause })
  }
  const passing = passingFailure(answer, now)
  if (passing !== undefined) return passing
  return failure(codes[status] ?? 'bank.refused', {
    cause: code === undefined ? causeOf(answer) : `${causeOf(answer)} ${code}`,
  })
}

function redirected(answer: HttpAnswer): ReturnType<typeof failure> | undefined {
  return answer.status < 300 ? undefined : failure('bank.bad-answer', { cause: causeOf(answer) })
}

/** The code counts even where something else in the body is of another form. */
function refusalIn(body: Uint8Array): Partial<Refusal> {
  try {
    const given: unknown = JSON.parse(new TextDecoder().decode(body))
    return refusal.safeParse(given).data ?? refusal.pick({ code: true }).safeParse(given).data ?? {}
  } catch {
    return {}
  }
}
