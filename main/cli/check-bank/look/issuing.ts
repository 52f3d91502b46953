/** What costs certificates: a first one, the same again, its renewal, the same again, and the renewal of that. */
import { nothingRequested } from '../../../renewal/csr-attributes.ts'
import { readCertificate } from '../../../x509/read.ts'
import { type Result, success } from '../../../renewal/errors.ts'
import type { EnrolmentAnswer, EnrolmentCredentials, Reached } from '../../../renewal/ports.ts'
import type { Keys, OwnRequest } from './keys.ts'
import type { CheckPorts } from '../ports.ts'
import type { Attempt, Exchange, IssuedCertificate, Issuing } from '../session.ts'

/** So long (s) a run waits for a certificate in all, and (ms) for one that begins in a moment. */
const patience = 60
const longestStart = 60_000

/** Asks until the bank says something else than "later", or that later is too late for a run. */
export async function attempt(
  { recording, wait }: Pick<CheckPorts, 'recording' | 'wait'>,
  ask: () => Promise<Result<EnrolmentAnswer>>,
): Promise<Attempt> {
  const [result, exchanges] = await recording.during(async () => {
    for (let left = patience; ; ) {
      const answer = await ask()
      if (!answer.ok || answer.value.kind === 'issued' || answer.value.retryAfter > left) return answer
      left -= Math.max(1, answer.value.retryAfter)
      await wait(answer.value.retryAfter * 1000)
    }
  })
  return { result, exchanges }
}

/** The certificate of an attempt, with when it was issued. */
export function issuedBy(
  { result, exchanges }: Attempt,
  by: IssuedCertificate['by'],
  renews?: Uint8Array,
): IssuedCertificate | undefined {
  if (!result.ok || result.value.kind !== 'issued') return undefined
  const { certificate: der, intermediates } = result.value
  return { by, der, intermediates, issuedAt: timeOf(exchanges), renews }
}

/** When the last answer was given: by the bank's own clock, if it told. */
function timeOf(exchanges: readonly Exchange[]): number {
  const last = exchanges.at(-1)
  return (last?.answer.ok === true ? last.answer.value.date : undefined) ?? last?.at ?? 0
}

/** Puts it into the key store; one that begins in a moment is waited for. Its thumbprint. */
export async function hold(
  { keyStore, clock, wait }: Pick<CheckPorts, 'keyStore' | 'clock' | 'wait'>,
  { der, intermediates }: IssuedCertificate,
  keyName: string,
): Promise<string | undefined> {
  const facts = readCertificate(der)
  if (!facts.ok) return undefined
  const installed = await keyStore.install(der, keyName, intermediates)
  if (!installed.ok) return undefined
  const left = facts.value.notBefore - clock()
  if (left > 0 && left <= longestStart) await wait(left + 200)
  return facts.value.thumbprint
}

/** ms. What is issued in the second of the one before it would end with it, and be no renewal. */
const nextSecond = 1100

/** A request for a new key with the names of a certificate, byte for byte. */
export async function requestLike(
  certificate: Uint8Array,
  { keys, reached, wait }: { readonly keys: Keys; readonly reached: Reached } & Pick<CheckPorts, 'wait'>,
): Promise<OwnRequest | undefined> {
  const facts = readCertificate(certificate)
  if (!facts.ok) return undefined
  await wait(nextSecond)
  const request = await keys.request(facts.value, wishesOf(reached))
  return request.ok ? request.value : undefined
}

const wishesOf = ({ requested }: Reached) => (requested?.ok === true ? requested.value : nothingRequested)

/** The same password with other letters and digits in it: of the same form, and wrong. */
const wrong = (password: string): string => password.replace(/[A-Za-z0-9]/g, (sign) => (/[7xX]/.test(sign) ? '8' : '7'))

export interface IssuingResult {
  readonly issuing: Issuing
  /** The last certificate that opens a connection, and its thumbprint in the key store. */
  readonly current?: { readonly der: Uint8Array; readonly thumbprint: string }
}

/** What a request could not even be made for is a failure of this machine. */
export async function issueCertificates(
  ports: CheckPorts,
  keys: Keys,
  reached: Reached,
  credentials: EnrolmentCredentials,
): Promise<Result<IssuingResult>> {
  const { est, certificates } = ports
  const names = { subject: certificates.commonName(credentials.customerId), subjectAltName: undefined }
  const own = await keys.request(names, wishesOf(reached))
  if (!own.ok) return own
  const enrol = (given: EnrolmentCredentials) => attempt(ports, () => est.enrol(given, own.value.der))
  const wrongPassword = await enrol({ ...credentials, password: wrong(credentials.password) })
  const first = await enrol(credentials)
  const issued = issuedBy(first, 'simpleenroll')
  if (issued === undefined) return success({ issuing: { wrongPassword, first, issued: [] } })
  const begun: Issuing = { wrongPassword, first, firstAgain: await enrol(credentials), issued: [issued] }
  const thumbprint = await hold(ports, issued, own.value.keyName)
  if (thumbprint === undefined) return success({ issuing: begun })
  const firstProof = await est.prove(thumbprint)
  const proven = { ...begun, firstProof }
  return success(firstProof.ok ? await renew(ports, keys, reached, proven, thumbprint) : { issuing: proven })
}

async function renew(
  ports: CheckPorts,
  keys: Keys,
  reached: Reached,
  before: Issuing,
  thumbprint: string,
): Promise<IssuingResult> {
  const { est, wait } = ports
  const [{ der }] = before.issued as [IssuedCertificate]
  const current = { der, thumbprint }
  const reenrol = (request: OwnRequest, by: string) => attempt(ports, () => est.reenrol(by, request.der))
  const request = await requestLike(der, { keys, reached, wait })
  if (request === undefined) return { issuing: before, current }
  const renewal = await reenrol(request, thumbprint)
  const renewed = issuedBy(renewal, 'simplereenroll', der)
  if (renewed === undefined) return { issuing: { ...before, renewal }, current }
  const renewalAgain = await reenrol(request, thumbprint)
  const asked = { ...before, renewal, renewalAgain, issued: [...before.issued, renewed] }
  const second = await hold(ports, renewed, request.keyName)
  if (second === undefined) return { issuing: asked, current }
  const renewalProof = await est.prove(second)
  const predecessorProof = await est.prove(thumbprint)
  const proven = { ...asked, renewalProof, predecessorProof }
  const following = renewalProof.ok ? await requestLike(renewed.der, { keys, reached, wait }) : undefined
  if (following === undefined) return { issuing: proven, current }
  const next = await reenrol(following, second)
  const third = issuedBy(next, 'simplereenroll', renewed.der)
  const held = third && (await hold(ports, third, following.keyName))
  if (held === undefined) return { issuing: { ...proven, next }, current: { der: renewed.der, thumbprint: second } }
  const nextProof = await est.prove(held)
  const issuing = { ...proven, next, nextProof, issued: [...proven.issued, third!] }
  return { issuing, current: { der: third!.der, thumbprint: held } }
}
