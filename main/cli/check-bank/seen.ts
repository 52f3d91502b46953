/** What several checks have to find in a session. */
import type { HttpAnswer } from '../../bank/transport/http.ts'
import type { Failure } from '../../renewal/errors.ts'
import { sha256 } from '../../x509/read.ts'
import { type Judgement, plain, unseen, type Words, words } from './check.ts'
import type { Exchange, Session } from './session.ts'

/** What stands in the place of the bank: told by 503 and when it ends, or not when, or by what looks like an answer. */
export interface Page {
  readonly kind: 'told' | 'endless' | 'disguised'
  readonly status: number
}

const passing: ReadonlySet<string> = new Set(['bank.maintenance', 'bank.busy'])

export function pageIn({ reached, published }: Session): Page | undefined {
  if (reached.ok || !passing.has(reached.failure.code)) return undefined
  const answer = lastAnswer(published)
  if (answer === undefined) return undefined
  const { status, headers } = answer
  if (status < 400) return { kind: 'disguised', status }
  return { kind: headers['retry-after'] === undefined ? 'endless' : 'told', status }
}

export function lastAnswer(exchanges: readonly Exchange[], path = ''): HttpAnswer | undefined {
  const found = exchanges.findLast(({ request, answer }) => answer.ok && new URL(request.url).pathname.endsWith(path))
  return found?.answer.ok === true ? found.answer.value : undefined
}

/** Was the bank not reached at all? */
export const trouble = ({ reached }: Session): boolean => !reached.ok

/** Why nothing can be said that needs what the bank publishes; undefined: it can. */
export function unpublished(session: Session): Judgement | undefined {
  if (session.reached.ok) return undefined
  if (pageIn(session) !== undefined) return unseen.maintenance
  return session.reached.failure.code === 'bank.certificate-demanded' ? unseen.demanded : unseen.unreached
}

const ofCertificate: ReadonlySet<string> = new Set(['certificate.revoked', 'bank.certificate-refused'])

/** Does this failure speak of the certificate that was shown, and not of how it was asked for? */
export const isOfCertificate = ({ code }: Failure): boolean => ofCertificate.has(code)

/** Why nothing can be said of what EST publishes; undefined: it can. */
export const unpublishedByEst = (session: Session): Judgement | undefined =>
  session.settings.hasEst ? unpublished(session) : unseen.noEst

/** Why nothing can be said that needs an issued certificate; undefined: it can. */
export const unissued = (session: Session): Judgement | undefined =>
  unpublished(session) ??
  (session.mayIssue ? (session.issuing === undefined ? unseen.unreached : undefined) : unseen.notAsked)

export const publishedBy = ({ reached }: Session): readonly Uint8Array[] =>
  reached.ok ? reached.value.caCertificates : []

export interface SeenCertificate {
  readonly where: Words
  readonly der: Uint8Array
}

/** Every certificate that the bank has shown or that its settings name, each once. */
export function seenCertificates(session: Session): readonly SeenCertificate[] {
  const { settings, front, issuing } = session
  const issued = issuing?.issued ?? []
  const server = front === undefined || front === 'proxied' ? [] : (front.hello?.certificates ?? [])
  const all = [
    ...settings.trustAnchors.map((der) => ({ where: words('トラストアンカー', 'trust anchor'), der })),
    ...publishedBy(session).map((der) => ({ where: settings.hasEst ? plain('/cacerts') : plain('CMP'), der })),
    ...issued
      .flatMap(({ intermediates }) => intermediates)
      .map((der) => ({ where: words('発行の応答', 'answer'), der })),
    ...issued.map(({ der }) => ({ where: words('発行された電子証明書', 'issued certificate'), der })),
    ...server.map((der) => ({ where: words('サーバー証明書', 'TLS server'), der })),
  ]
  const found = new Map(all.toReversed().map((one) => [sha256(one.der), one]))
  return [...found.values()].toReversed()
}
