import { expect } from 'vitest'
import { failure, type Result, success } from '../../../../main/renewal/errors.ts'
import type { HttpAnswer, HttpRequest, Identity, Transport } from '../../../../main/bank/transport/http.ts'

export interface Sent {
  readonly identity: Identity
  readonly request: HttpRequest
}

/** Answers in the order given, and remembers what was asked of it. */
export function fakeTransport(...answers: Result<HttpAnswer>[]) {
  const sent: Sent[] = []
  const log: string[] = []
  function nameOf(identity: Identity): string {
    if (identity.kind === 'certificate') return identity.thumbprint
    expect(identity).toEqual({ kind: 'anonymous' })
    return 'anonymous'
  }
  const transport: Transport = {
    async send(identity, request) {
      sent.push({ identity, request })
      log.push(`${nameOf(identity)} ${request.method} ${new URL(request.url).pathname.split('/').at(-1)!}`)
      return answers.shift() ?? failure('internal', { cause: 'the test has no more answers' })
    },
    forget: (identity) => void log.push(`forget ${nameOf(identity)}`),
  }
  return { transport, sent, log }
}

export function answer(
  status: number,
  headers: Record<string, string> = {},
  body: Uint8Array | string = '',
): HttpAnswer {
  const date = headers['date'] === undefined ? undefined : Date.parse(headers['date'])
  return { status, headers, body: typeof body === 'string' ? new Uint8Array(Buffer.from(body)) : body, date }
}

export const answers = (...args: Parameters<typeof answer>): Result<HttpAnswer> => success(answer(...args))
