/** The bank as an EST server (RFC 7030, RFC 8951): asks, checks, and keeps nothing but the bank's CA certificates. */
import { done, failure, type FailureCode, type Result, success } from '../../renewal/errors.ts'
import { judgedAt } from '../../renewal/effects/issued.ts'
import type { Bank, Clock, EnrolmentAnswer, EnrolmentCredentials, ProofExpectation } from '../../renewal/ports.ts'
import type { Proof } from '../../renewal/machine/machine.ts'
import { nothingRequested, type RequestedAttributes } from '../../renewal/csr-attributes.ts'
import { budgetOf } from '../../x509/chain/budget.ts'
import { checkChain, findChain } from '../../x509/chain/chain.ts'
import { readCertificate } from '../../x509/read.ts'
import { readRequest } from '../../x509/request.ts'
import { requestedAttributes } from '../../x509/csr-attributes/requested.ts'
import { printable } from '../../renewal/plain-text.ts'
import { asksTooLate, passingFailure } from '../answer.ts'
import type { HttpAnswer, HttpRequest, Identity, Transport } from '../transport/http.ts'
import type { EstServer } from './address.ts'
import {
  cacertsRequest,
  csrattrsRequest,
  enrolRequest,
  readCacerts,
  readCsrattrs,
  readEnrolment,
  reenrolRequest,
} from './operations.ts'
import { redirected } from './redirect.ts'
import { closes, demanded, isTurnedAway, mayTurnAway } from '../turned-away.ts'
import { withoutSecret } from '../unrepeated.ts'

interface EstBankOptions extends EstServer {
  /** The bank's own roots, DER: what its certificates have to chain to. */
  readonly trustAnchors: () => readonly Uint8Array[]
  readonly transport: Transport
  readonly clock: Clock
  /** CA certificates (DER) that are known beside what the bank publishes now: its earlier ones, the key store's. */
  readonly authorities?: () => Promise<readonly Uint8Array[]>
  /** Asks the bank's portal, over the connection that `prove` opened, whom it sees behind this certificate. */
  readonly recognise?: (thumbprint: string, expected?: ProofExpectation) => Promise<Result<unknown>>
}

/** More is a loop. */
const maximumRedirects = 3

/** TLS and HTTP say who asks, and the request alone proves possession: the new key signs nothing else. */
export interface EstBank extends Bank {
  reenrol(current: string, request: Uint8Array): Promise<Result<EnrolmentAnswer>>
  enrol(credentials: EnrolmentCredentials, request: Uint8Array): Promise<Result<EnrolmentAnswer>>
}

const anonymous: Identity = { kind: 'anonymous' }

export function createEstBank({
  authorities: others,
  trustAnchors,
  transport,
  clock,
  recognise,
  ...server
}: EstBankOptions): EstBank {
  let authorities: readonly Uint8Array[] = []
  /** What the bank would have liked in requests, and is not given, in words. */
  let unmet: readonly string[] = []

  async function send(identity: Identity, request: Result<HttpRequest>): Promise<Result<HttpAnswer>> {
    if (!request.ok) return request
    let asked = request.value
    for (let hops = 0; ; hops++) {
      const answer = await transport.send(identity, asked)
      const next = answer.ok && hops < maximumRedirects ? redirected(asked, answer.value) : undefined
      if (next === undefined) return answer
      asked = next
    }
  }

  /**
   * What everybody may ask (RFC 7030 4.1.1, 4.5.1), as nobody; from a server that demands a certificate for everything
   * with the current one.
   */
  async function ask(request: Result<HttpRequest>, current: string | undefined): Promise<Result<HttpAnswer>> {
    const answer = await send(anonymous, request)
    const late = answer.ok ? asksTooLate(answer.value) : undefined
    if (late !== undefined) return late
    if (current === undefined || !mayTurnAway(answer)) return answer
    const known = await send({ kind: 'certificate', thumbprint: current }, request)
    // A server that asks for no certificate meant what it said.
    return !known.ok && known.failure.code === 'bank.certificate-not-asked' ? answer : known
  }

  /** What it means that whoever has no certificate is not even told the bank's CA certificates. */
  async function whyNothing(answer: Result<HttpAnswer>, request: HttpRequest): Promise<Result<HttpAnswer>> {
    if (isTurnedAway(answer)) return demanded(answer)
    if (!closes(answer) || transport.asksCertificate?.(request.url) !== true) return answer
    // One that hung up by chance, after it had asked for a certificate, does not do so twice.
    const again = await send(anonymous, success(request))
    return closes(again) || isTurnedAway(again) ? demanded(again) : again
  }

  /** The bank's CA certificates, found to be bound to the anchors. */
  async function publish(
    current?: string,
  ): Promise<Result<{ bankTime: number | undefined; caCertificates: readonly Uint8Array[] }>> {
    const request = cacertsRequest(server)
    if (!request.ok) return request
    const given = await ask(request, current)
    const answer = current === undefined ? await whyNothing(given, request.value) : given
    if (!answer.ok) return answer
    const published = readCacerts(answer.value, clock())
    if (!published.ok) return published
    const bankTime = answer.value.date
    const bound = checkBound(published.value, trustAnchors(), [clock(), bankTime ?? clock()])
    if (!bound.ok) return bound
    authorities = published.value
    return success({ bankTime, caCertificates: published.value })
  }

  async function askCsrAttributes(current?: string): Promise<Result<RequestedAttributes>> {
    const answer = await ask(csrattrsRequest(server), current)
    // RFC 7030 4.5.1 has everybody told; a bank that tells only its customers will say why it refuses a request.
    if (isTurnedAway(answer)) return success(nothingRequested)
    if (!answer.ok) return answer
    const read = readCsrattrs(answer.value, clock())
    const requested = read.ok ? requestedAttributes(read.value) : read
    unmet = requested.ok ? passedOver(requested.value) : []
    return requested
  }

  const reach: Bank['reach'] = async (current) => {
    const published = await publish(current)
    return published.ok ? success({ ...published.value, requested: await askCsrAttributes(current) }) : published
  }

  async function request(
    identity: Identity,
    built: Result<HttpRequest>,
    { csr, unauthorized }: { csr: Uint8Array; unauthorized: FailureCode },
  ): Promise<Result<EnrolmentAnswer>> {
    const own = readRequest(csr)
    if (!own.ok) return failure('internal', { cause: own.failure.cause })
    const sent = await send(identity, built)
    const answer = identity.kind === 'anonymous' && isTurnedAway(sent) ? demanded(sent) : sent
    if (!answer.ok) return answer
    const enrolled = readEnrolment(answer.value, own.value, { unauthorized, now: clock() })
    if (!enrolled.ok && enrolled.failure.code === 'bank.refused' && unmet.length > 0) {
      const cause = `${enrolled.failure.cause!}; the bank wishes for ${printable(unmet.join(', '))}`
      return failure('bank.refused', { cause })
    }
    if (!enrolled.ok || enrolled.value.kind === 'pending') return enrolled
    return success(await withChain(enrolled.value, identity))
  }

  /**
   * The answer to an enrolment has the new certificate and often nothing else (RFC 7030 4.2.3): the CA certificates
   * between it and the anchors are those of /cacerts. Where no chain is found the answer stays as it came; refusing
   * it, with the right reason, is the domain's part.
   */
  async function withChain(issued: EnrolmentAnswer & { kind: 'issued' }, identity: Identity): Promise<EnrolmentAnswer> {
    const { certificate, intermediates } = issued
    const budget = budgetOf(intermediates)
    const facts = readCertificate(certificate)
    // One that begins in a moment is waited for: its chain is the one that it will have then.
    const now = facts.ok ? judgedAt(facts.value, clock()) : clock()
    const known = (await others?.()) ?? []
    const find = () =>
      findChain(certificate, [...intermediates, ...authorities, ...known], trustAnchors(), {
        now,
        purpose: 'any',
        budget,
      })
    let chain = find()
    // Another CA may issue now than when it was last asked.
    const current = identity.kind === 'certificate' ? identity.thumbprint : undefined
    if (!chain.ok && (await publish(current)).ok) chain = find()
    return chain.ok ? { ...issued, intermediates: chain.value } : issued
  }

  return {
    reach,
    async connect(current) {
      // Whatever the bank answers: that it answers this certificate is what counts.
      const answer = await send({ kind: 'certificate', thumbprint: current }, csrattrsRequest(server))
      return answer.ok ? done : answer
    },
    reenrol: (current, csr) =>
      request({ kind: 'certificate', thumbprint: current }, reenrolRequest(server, csr), {
        csr,
        unauthorized: 'bank.certificate-refused',
      }),
    async enrol(credentials, csr) {
      const built = enrolRequest(server, csr, credentials)
      const result = await request(anonymous, built, { csr, unauthorized: 'bank.unauthorized' })
      return withoutSecret(result, credentials)
    },
    prove,
    getReadyToProve() {
      const request = csrattrsRequest(server)
      if (request.ok) transport.getReady?.(request.value.url)
    },
    letGo: () => transport.letGo?.(),
  }

  /**
   * What is proven when. Any answer to csrattrs over a fresh TLS connection: the server asked for a certificate, ours
   * was chosen (the transport insists on both), and the server's TLS stack has verified the handshake signature, so
   * the new key works. In TLS 1.3 a server refuses a client certificate only after the client believes the handshake
   * to be over; reading an HTTP answer is what shows that it did not. A server that demands certificates has with this
   * accepted ours as its own; one that merely asks for them may not have looked who issued it, which is why the
   * portal's word (`recognise`), if there is one, is needed as well.
   *
   * csrattrs, because it changes nothing at the bank and is where RFC 7030 4.5.1 expects anybody; never simplereenroll.
   */
  async function prove(thumbprint: string, expected?: ProofExpectation): Promise<Result<Proof>> {
    const identity: Identity = { kind: 'certificate', thumbprint }
    // A connection from before could have been opened with other credentials, or long ago.
    transport.forget(identity)
    const answer = await send(identity, csrattrsRequest(server))
    if (!answer.ok) return answer
    const unproven = await tlsComplaint(answer.value, identity)
    if (unproven !== undefined) return unproven
    if (recognise === undefined) return success({ proven: 'tls' })
    const recognised = await recognise(thumbprint, expected)
    return recognised.ok ? success({ proven: 'recognised' }) : recognised
  }

  /**
   * Why an answer does not show that TLS accepted our certificate. What csrattrs says is of no interest, and whether we
   * may ask it is not either (401, 403). A server that demands certificates tells by 400 that it did not take ours
   * (nginx), and so do servers that have no answer to csrattrs (some by 500): what is published tells which. Where a
   * portal is asked next, that is told there.
   */
  async function tlsComplaint(answer: HttpAnswer, identity: Identity): Promise<Result<never> | undefined> {
    const { status } = answer
    const passing = status === 500 ? undefined : passingFailure(answer, clock())
    if (passing !== undefined || recognise !== undefined) return passing
    if (status === 400 || status === 500) {
      const published = await send(identity, cacertsRequest(server, { fresh: false }))
      if (!published.ok) return published
      const read = readCacerts(published.value, clock())
      return read.ok ? undefined : read
    }
    if (status === 200) return undefined
    const read = readCsrattrs(answer, clock())
    return read.ok ? undefined : read
  }
}

function passedOver({ unmet = [], unknown = [] }: RequestedAttributes): readonly string[] {
  return [...unmet, ...unknown.map((oid) => `the attribute ${oid}`)]
}

/**
 * Is one of the published CA certificates an anchor, or issued below one? At our time or at the bank's: a wrong clock
 * must not look like a wrong bank, and has its own check and words (bank.clock-skew).
 */
function checkBound(
  published: readonly Uint8Array[],
  trustAnchors: readonly Uint8Array[],
  times: readonly number[],
): Result<void> {
  let reason: string | undefined
  for (const now of times) {
    for (const der of published) {
      const chained = checkChain(der, published, trustAnchors, { now, purpose: 'any' })
      if (chained.ok) return done
      reason ??= chained.failure.cause
    }
  }
  return failure('bank.untrusted', { cause: `no published CA certificate belongs to the trust anchors: ${reason}` })
}
