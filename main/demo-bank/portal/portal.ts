/** The bank's portal: JSON over the same TLS. Errors carry a short `code`. */
import { randomBytes } from 'node:crypto'
import { createAttempts } from '../attempts.ts'
import type { Bank } from '../bank.ts'
import type { CertificateEntry } from '../ledger/certificates.ts'
import { authenticateCustomer, type Customer, findCustomer } from '../ledger/customers.ts'
import { signInRefusals } from '../faults.ts'
import { checkNoticeCode } from '../ledger/notice-codes.ts'
import { opensConnections, policy, statusOf } from '../policy.ts'
import { type Answer, answer, json, type Question, readJson, type Service } from '../web/exchange.ts'
import { loginRequest, noticeRequest } from './requests.ts'

interface Session {
  readonly customerId: string
  /** A stolen cookie is worth nothing without the certificate that it was handed out to. */
  readonly thumbprint: string
  until: number
}

interface Door {
  readonly method: string
  readonly open: (question: Question) => Answer | Promise<Answer>
}

const idle = 15 * 60 * 1000
/** The prefix has browsers insist on Secure, Path=/ and no Domain (RFC 6265bis, 4.1.3.2). */
const cookie = '__Host-demo-bank'

export function createPortal({ database, clock }: Pick<Bank, 'database' | 'clock'>): Service {
  const sessions = new Map<string, Session>()
  const attempts = createAttempts(clock)

  /** The certificate behind the question, or the answer that it is not good enough. */
  function admit({ peer, fault }: Question): { certificate: CertificateEntry; customer: Customer } | Answer {
    if (fault === 'app-too-old') return json(403, { code: fault })
    if (peer.kind === 'none') return json(403, { code: 'certificate-needed' })
    if (peer.kind === 'foreign') return json(403, { code: 'certificate-unknown' })
    const { certificate, customer } = peer
    const status = fault === 'revoked' ? 'revoked' : statusOf(certificate, clock())
    if (opensConnections(status)) return peer
    const { customerId, name } = customer
    const code = status === 'revoked' ? 'revoked' : 'expired'
    return json(403, { code, thumbprint: certificate.thumbprint, customerId, name, status })
  }

  async function logIn(question: Question): Promise<Answer> {
    const admitted = admit(question)
    if ('body' in admitted) return admitted
    const typed = loginRequest.safeParse(readJson(question))
    if (!typed.success) return json(400, { code: 'bad-request' })
    const { certificate, customer } = admitted
    // Counted by the certificate's customer: nobody can lock another one out by typing that one's ID.
    const seconds = attempts.wait(customer.customerId)
    if (seconds > 0) return json(429, { code: 'too-many-attempts' }, { 'retry-after': String(seconds) })
    const { customerId, password } = typed.data
    const authenticated = await authenticateCustomer(database, customerId, password)
    if (authenticated?.customerId !== customer.customerId) {
      attempts.failed(customer.customerId)
      return json(401, { code: 'login-refused' })
    }
    attempts.succeeded(customer.customerId)
    const refusal = signInRefusals.find((kind) => kind === question.fault)
    if (refusal !== undefined) return json(403, { code: refusal })
    const token = randomBytes(32).toString('hex')
    forgetOld()
    sessions.set(token, { customerId: customer.customerId, thumbprint: certificate.thumbprint, until: clock() + idle })
    const { name, organisation } = customer
    return json(
      200,
      { customerId: customer.customerId, name, organisation },
      {
        'set-cookie': `${cookie}=${token}; Path=/; HttpOnly; Secure; SameSite=Strict`,
      },
    )
  }

  function whoAmI(question: Question): Answer {
    const admitted = admit(question)
    if ('body' in admitted) return admitted
    const { certificate, customer } = admitted
    const { customerId, name } = customer
    return json(200, { thumbprint: certificate.thumbprint, customerId, name, status: statusOf(certificate, clock()) })
  }

  function sessionOf({ headers, peer }: Question): Session | undefined {
    const session = sessions.get(tokenIn(headers.cookie) ?? '')
    if (session === undefined || session.until < clock()) return undefined
    if (peer.kind !== 'known' || peer.certificate.thumbprint !== session.thumbprint) return undefined
    session.until = clock() + idle
    return session
  }

  function registeredEmail(question: Question): Answer {
    const admitted = admit(question)
    if ('body' in admitted) return admitted
    const session = sessionOf(question)
    const customer = session && findCustomer(database, session.customerId)
    return customer === undefined ? json(401, { code: 'login-needed' }) : json(200, { email: customer.email })
  }

  /**
   * Anybody may ask, without a certificate: whoever has the code has the letter. That a customer or a certificate exists is
   * told to nobody, and the answer costs one look into an index.
   */
  function checkNotice(question: Question): Answer {
    const asked = noticeRequest.safeParse(readJson(question))
    if (!asked.success) return json(400, { code: 'bad-request' })
    const { code, ...whose } = asked.data
    const told = checkNoticeCode(database, code, whose, clock())
    return json(200, told.result === 'unknown' ? told : { ...told, sentAt: new Date(told.sentAt).toISOString() })
  }

  function logOut({ headers }: Question): Answer {
    sessions.delete(tokenIn(headers.cookie) ?? '')
    return answer(204, { 'set-cookie': `${cookie}=; Path=/; HttpOnly; Secure; SameSite=Strict; Max-Age=0` }, '')
  }

  function forgetOld(): void {
    for (const [token, { until }] of sessions) if (until < clock()) sessions.delete(token)
  }

  const doors: Readonly<Record<string, Door>> = {
    '/portal/login': { method: 'POST', open: logIn },
    '/portal/who-am-i': { method: 'GET', open: whoAmI },
    '/portal/registered-email': { method: 'GET', open: registeredEmail },
    '/portal/policy': { method: 'GET', open: tellPolicy },
    '/portal/notices/check': { method: 'POST', open: checkNotice },
    '/portal/logout': { method: 'POST', open: logOut },
  }

  return async (question) => {
    if (question.fault === 'maintenance-until') return maintenance(clock() + (question.amount ?? 600) * 1000)
    const door = Object.hasOwn(doors, question.path) ? doors[question.path] : undefined
    if (door === undefined) return json(404, { code: 'not-found' })
    if (door.method !== question.method) return json(405, { code: 'method-not-allowed' }, { allow: door.method })
    return door.open(question)
  }
}

const message = {
  ja: 'デモ銀行は、年末年始（12月31日から1月3日まで）お休みをいただきます。',
  en: 'Demo Bank is closed from 31 December to 3 January.',
}

function tellPolicy({ fault }: Question): Answer {
  const { graceDays: _, ...half } = policy
  if (fault === 'message') return json(200, { ...policy, message })
  if (fault === 'needs-login') return json(200, { ...policy, renewalNeedsLogin: true })
  return json(200, fault === 'half-policy' ? half : policy)
}

/** @param until ms since the epoch */
function maintenance(until: number): Answer {
  return json(503, { code: 'maintenance', until: new Date(until).toISOString(), message })
}

function tokenIn(header: string | undefined): string | undefined {
  return new RegExp(`(?:^|; *)${cookie}=([0-9a-f]{64})(?:;|$)`).exec(header ?? '')?.[1]
}
