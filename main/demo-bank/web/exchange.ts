/** One HTTP exchange as the bank's services see it. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Fault } from '../control.ts'
import type { Peer } from './peer.ts'

export interface Question {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Uint8Array
  readonly peer: Peer
  /** What has to go wrong with this answer, for the faults that only the service itself can commit. */
  readonly fault: Fault['fault'] | undefined
  /** The fault's amount. */
  readonly amount: number | undefined
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

export type Service = (question: Question) => Promise<Answer>

export function answer(status: number, headers: Readonly<Record<string, string>>, body: string | Uint8Array): Answer {
  return { status, headers, body: typeof body === 'string' ? Buffer.from(body) : body }
}

/** A short reason in plain text (RFC 7030, 4.2.3: "The server MAY include an informative body"). */
export function plain(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return answer(status, { 'content-type': 'text/plain; charset=utf-8', ...headers }, `${text}\n`)
}

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return answer(
    status,
    { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
    JSON.stringify(value),
  )
}

/** JSON in a request's body, undefined when it is none. */
export function readJson({ body }: Question): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return undefined
  }
}
