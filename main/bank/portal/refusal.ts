/** What it means where the portal gives no answer, but says that it will not, or not now. */
import { type BankMessage, failure, type FailureCode } from '../../renewal/errors.ts'
import { causeOf, closedUntil, passingFailure } from '../answer.ts'
import type { HttpAnswer } from '../transport/http.ts'
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
  const { code, until, message } = refusalIn(body)
  const cause = `HTTP ${status} ${code}`
  const meant = meanings.get(code)
  if (meant !== undefined) return failure(meant, { message, cause })
  if (code === 'maintenance') {
    const told = until === undefined ? undefined : Date.parse(until)
    return failure('bank.maintenance', { retry: 'later', ...closedUntil(answer, now, told), message, cause })
  }
  const passing = passingFailure(answer, now)
  if (passing !== undefined) return message === undefined ? passing : withMessage(passing, message)
  return failure(codes[status] ?? 'bank.refused', {
    message,
    cause: code === undefined ? causeOf(answer) : `${causeOf(answer)} ${code}`,
  })
}

function withMessage({ failure: passing }: ReturnType<typeof failure>, message: BankMessage) {
  return { ok: false as const, failure: { ...passing, message } }
}

function redirected(answer: HttpAnswer): ReturnType<typeof failure> | undefined {
  return answer.status < 300 ? undefined : failure('bank.bad-answer', { cause: causeOf(answer) })
}

/** Each part that has its form: what is wrong with another one makes none of a refusal. */
function refusalIn(body: Uint8Array): Partial<Refusal> {
  const given = objectIn(body)
  const parts = Object.entries(refusal.shape).flatMap(([name, schema]) => {
    const { data } = schema.safeParse(given[name])
    return data === undefined ? [] : [[name, data] as const]
  })
  return Object.fromEntries(parts)
}

function objectIn(body: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    return { ...(JSON.parse(new TextDecoder().decode(body)) as object) }
  } catch {
    return {}
  }
}
