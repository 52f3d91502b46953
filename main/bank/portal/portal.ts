/** The bank's optional portal: login, who-am-I, registered e-mail, policy. JSON over the same TLS as everything else. */
import { z } from 'zod'
import { failure, type FailureCode, type Result, success } from '../../renewal/errors.ts'
import type { Clock, ProofExpectation } from '../../renewal/ports.ts'
import { mayTurnAway } from '../turned-away.ts'
import { isOnHostOf } from '../transport/server-names.ts'
import { withoutSecret } from '../unrepeated.ts'
import type { HttpAnswer, HttpRequest, Identity, Transport } from '../transport/http.ts'
import {
  bankPolicy,
  type Customer,
  customer,
  type NoticeAnswer,
  noticeAnswer,
  type Recognition,
  recognition,
  registeredEmail,
  type ToldPolicy,
} from './answers.ts'
import { refusedBy } from './refusal.ts'

/** Whom a letter would have been for: the holder of one of these certificates or, without any, a customer. */
export type Addressee = { readonly thumbprints: readonly string[] } | { readonly customerId: string }

export interface Portal {
  /** Signs in with the certificate and the customer's ID and password; the session stays in the transport. */
  logIn(thumbprint: string, customerId: string, password: string): Promise<Result<Customer>>
  /**
   * Whom does the bank see behind this certificate? Fails with bank.other-identity when it names another certificate,
   * or another customer than was expected or has logged in with this one, and with certificate.revoked.
   */
  whoAmI(thumbprint: string, expected?: ProofExpectation): Promise<Result<Recognition>>
  registeredEmail(thumbprint: string): Promise<Result<string>>
  /** Fails with bank.policy-unusable for one of which a part is missing or wrong: no half of it counts. */
  policy(thumbprint: string): Promise<Result<ToldPolicy>>
  /**
   * Did the bank write a letter with this code to the one who asks? Asked without a certificate, and with it of a bank that
   * answers nobody else; never with a password.
   *
   * @param usable a certificate that opens connections, if there is one
   */
  checkNotice(code: string, addressee: Addressee, usable: string | undefined): Promise<Result<NoticeAnswer>>
  logOut(thumbprint: string): Promise<void>
}

interface Asked {
  readonly body?: unknown
  readonly fresh?: boolean
  /** ms */
  readonly limit?: number
  /** The failure of an answer of another form. */
  readonly unreadable?: FailureCode
}

const timeout = 30_000
/** A new login waits for the end of the session before it. */
const logOutTimeout = 5_000
const maximumBody = 64 * 1024

/** @param bankingUrl where the bank's web pages are: its host is the bank's own, as the portal's is */
export function createPortal(url: string, transport: Transport, clock: Clock = Date.now, bankingUrl?: string): Portal {
  const base = url.replace(/(?<!\/)\/+$/, '')
  /** Customer IDs as the bank itself told them in this run, by thumbprint. */
  const customers = new Map<string, string>()

  function send(
    thumbprint: string | undefined,
    path: string,
    { body, fresh = false, limit = timeout }: Asked = {},
  ): Promise<Result<HttpAnswer>> {
    const identity: Identity = thumbprint === undefined ? { kind: 'anonymous' } : { kind: 'certificate', thumbprint }
    const request: HttpRequest = {
      method: body === undefined ? 'GET' : 'POST',
      url: `${base}/${path}`,
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: new TextEncoder().encode(JSON.stringify(body)) }),
      cookies: thumbprint !== undefined,
      fresh,
      // The password, and then the cookie that stands for it.
      secret: !fresh && thumbprint !== undefined,
      timeout: limit,
      maximumBody,
    }
    return transport.send(identity, request)
  }

  function check<T>(sent: Result<HttpAnswer>, schema: z.ZodType<T>, { unreadable }: Asked = {}): Result<T> {
    if (!sent.ok) return sent
    const refused = refusedBy(sent.value, clock())
    return refused ?? read(sent.value, schema, unreadable ?? 'bank.bad-answer')
  }

  async function ask<T>(thumbprint: string, path: string, schema: z.ZodType<T>, asked?: Asked): Promise<Result<T>> {
    return check(await send(thumbprint, path, asked), schema, asked)
  }

  return {
    async logIn(thumbprint, customerId, password) {
      // A proxy that inspects TLS may be believed as the bank (serverTrust, networkRoots), but cannot pass our
      // certificate on: nothing secret is sent before a bank has seen it in a handshake of this very session, nor to
      // any other server afterwards.
      const seen = await ask(thumbprint, 'who-am-i', recognition, { fresh: true })
      if (!seen.ok) return seen
      const ours = checkIdentity(seen.value, { thumbprint, customerId: undefined })
      if (!ours.ok) return ours
      const answer = await ask(thumbprint, 'login', customer, { body: { customerId, password } })
      if (answer.ok) customers.set(thumbprint, answer.value.customerId)
      return withoutSecret(answer, { customerId, password })
    },
    async whoAmI(thumbprint, { customerId, renews } = {}) {
      const seen = await ask(thumbprint, 'who-am-i', recognition)
      if (!seen.ok) return seen
      const known = customerId ?? customers.get(thumbprint) ?? customers.get(renews ?? '')
      const checked = checkIdentity(seen.value, {
        thumbprint,
        customerId: known,
      })
      if (checked.ok) customers.set(thumbprint, seen.value.customerId)
      return checked
    },
    async registeredEmail(thumbprint) {
      const answer = await ask(thumbprint, 'registered-email', registeredEmail)
      return answer.ok ? success(answer.value.email) : answer
    },
    async policy(thumbprint) {
      const told = await ask(thumbprint, 'policy', bankPolicy, { unreadable: 'bank.policy-unusable' })
      const { returnUrl = url } = told.ok ? told.value : {}
      if (isOnHostOf(returnUrl, [url, bankingUrl])) return told
      return failure('bank.policy-unusable', { cause: 'returnUrl: on a host that is not the bank’s' })
    },
    async checkNotice(code, addressee, usable) {
      const asked = { body: { code, ...addressee } }
      const first = await send(undefined, 'notices/check', asked)
      const again = usable !== undefined && mayTurnAway(first)
      return check(again ? await send(usable, 'notices/check', asked) : first, noticeAnswer)
    },
    async logOut(thumbprint) {
      // The session cookie goes with the forgotten session whatever the bank answers.
      await ask(thumbprint, 'logout', z.unknown(), { body: {}, limit: logOutTimeout })
      transport.forget({ kind: 'certificate', thumbprint })
    },
  }
}

/** Is it this certificate that the bank sees, its customer's, and good? A 200 alone says that of somebody. */
function checkIdentity(
  seen: Recognition,
  own: { readonly thumbprint: string; readonly customerId: string | undefined },
): Result<Recognition> {
  // The bank may yet see right, e.g. once all of its servers know the certificate.
  const other = (cause: string) => failure('bank.other-identity', { retry: 'later', cause })
  if (seen.thumbprint !== own.thumbprint) return other(`the bank sees ${seen.thumbprint.slice(0, 12)}`)
  if (own.customerId !== undefined && !sameCustomer(seen.customerId, own.customerId))
    return other('another customer ID')
  return seen.status === 'revoked' ? failure('certificate.revoked', { cause: 'the portal says so' }) : success(seen)
}

/** People type their ID in full-width letters or small ones, too; the bank writes it in its own way. */
function sameCustomer(one: string, other: string): boolean {
  const [a, b] = [one, other].map((id) => id.normalize('NFKC').trim().toUpperCase())
  return a === b
}

function read<T>({ status, body }: HttpAnswer, schema: z.ZodType<T>, unreadable: FailureCode): Result<T> {
  if (status === 204) return parse(undefined, schema, unreadable)
  try {
    return parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)), schema, unreadable)
  } catch {
    return failure(unreadable, { cause: 'the portal did not answer with JSON' })
  }
}

function parse<T>(value: unknown, schema: z.ZodType<T>, unreadable: FailureCode): Result<T> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return success(parsed.data)
  return failure(unreadable, { cause: parsed.error.issues.map((issue) => issue.path.join('.')).join(', ') })
}
