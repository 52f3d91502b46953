/** What costs certificates: a first one, the same again, its renewal, the same again, and the renewal of that. */
import { type Result, success } from '../../../renewal/errors.ts'
import type { EnrolmentCredentials, Reached } from '../../../renewal/ports.ts'
import type { CheckPorts } from '../ports.ts'
import type { IssuedCertificate, Issuing } from '../session.ts'
import { attempt, confirmTaken, hold, issuedBy, requestLike, wishesOf } from './attempts.ts'
import { enrol } from './enrolment.ts'
import type { Keys, OwnRequest } from './keys.ts'

export interface Current {
  readonly der: Uint8Array
  /** In the key store. */
  readonly thumbprint: string
}

export interface IssuingResult {
  readonly issuing: Issuing
  /** By what the bank told the holder of its first certificate. */
  readonly reached?: Reached
  /** The first certificate, where it came into the key store, and the request for it. */
  readonly first?: Current & { readonly request: Uint8Array }
  /** The last certificate that opens a connection. */
  readonly current?: Current
}

/** By EST or, where the bank offers CMP alone, by CMP. */
const kinds = ({ settings }: CheckPorts) =>
  settings.hasEst
    ? ({ first: 'simpleenroll', renewal: 'simplereenroll' } as const)
    : ({ first: 'ir', renewal: 'kur' } as const)

/** What a request could not even be made for is a failure of this machine. */
export async function issueCertificates(
  ports: CheckPorts,
  keys: Keys,
  reached: Reached,
  credentials: EnrolmentCredentials,
): Promise<Result<IssuingResult>> {
  const { bank, certificates } = ports
  const names = { subject: certificates.commonName(credentials.customerId), subjectAltName: undefined }
  const own = await keys.request(names, wishesOf(reached))
  if (!own.ok) return own
  const { keyName, der: request } = own.value
  const { enrolment, confirmations } = await enrol(ports, bank, { credentials, request, key: { name: keyName } })
  const issued = issuedBy(enrolment.first, kinds(ports).first)
  if (issued === undefined) return success({ issuing: { ...enrolment, issued: [] } })
  const begun: Issuing = { ...enrolment, issued: [issued], confirmations }
  const thumbprint = await hold(ports, issued, keyName)
  if (thumbprint === undefined) return success({ issuing: begun })
  const firstProof = await bank.prove(thumbprint)
  const proven = { ...begun, firstProof }
  const first = { der: issued.der, thumbprint, request }
  if (!firstProof.ok) return success({ issuing: proven, first })
  const known = await learn(ports, reached, thumbprint)
  return success({ ...(await renew(ports, { keys, reached: known }, proven, first)), reached: known, first })
}

/** CMP tells its CAs to holders of certificates alone, and the app asks then. */
async function learn({ bank, settings, authorities, clock }: CheckPorts, before: Reached, thumbprint: string) {
  if (settings.hasEst) return before
  const told = await bank.reach(thumbprint)
  if (!told.ok) return before
  authorities.remember(told.value.caCertificates, clock())
  return told.value
}

interface Course {
  readonly keys: Keys
  readonly reached: Reached
}

/** The renewal, the same again, and what becomes of the one before. */
async function renew(ports: CheckPorts, course: Course, before: Issuing, first: Current): Promise<IssuingResult> {
  const { bank, wait } = ports
  const { der, thumbprint } = first
  const current = { der, thumbprint }
  const request = await requestLike(der, { ...course, wait })
  if (request === undefined) return { issuing: before, current }
  const renewal = await reenrol(ports, request, thumbprint)
  const renewed = issuedBy(renewal, kinds(ports).renewal, der)
  if (renewed === undefined) return { issuing: { ...before, renewal }, current }
  const renewalAgain = await reenrol(ports, request, thumbprint)
  const confirmations = await confirmTaken(bank, { current: thumbprint }, [renewal, renewalAgain])
  const asked = withIssued({ ...before, renewal, renewalAgain }, renewed, confirmations)
  const second = await hold(ports, renewed, request.keyName)
  if (second === undefined) return { issuing: asked, current }
  const renewalProof = await bank.prove(second)
  const predecessorProof = await bank.prove(thumbprint)
  const proven = { ...asked, renewalProof, predecessorProof }
  if (!renewalProof.ok) return { issuing: proven, current }
  return renewNext(ports, course, proven, { der: renewed.der, thumbprint: second })
}

/** The renewal of what was renewed. */
async function renewNext(ports: CheckPorts, course: Course, before: Issuing, current: Current): Promise<IssuingResult> {
  const { bank, wait } = ports
  const request = await requestLike(current.der, { ...course, wait })
  if (request === undefined) return { issuing: before, current }
  const next = await reenrol(ports, request, current.thumbprint)
  const renewed = issuedBy(next, kinds(ports).renewal, current.der)
  if (renewed === undefined) return { issuing: { ...before, next }, current }
  const confirmations = await confirmTaken(bank, { current: current.thumbprint }, [next])
  const asked = withIssued({ ...before, next }, renewed, confirmations)
  const held = await hold(ports, renewed, request.keyName)
  if (held === undefined) return { issuing: asked, current }
  const nextProof = await bank.prove(held)
  return { issuing: { ...asked, nextProof }, current: { der: renewed.der, thumbprint: held } }
}

const reenrol = (ports: CheckPorts, { der, keyName }: OwnRequest, by: string) =>
  attempt(ports, () => ports.bank.reenrol(by, der, { name: keyName }))

const withIssued = (issuing: Issuing, one: IssuedCertificate, said: readonly Result<void>[]): Issuing => ({
  ...issuing,
  issued: [...issuing.issued, one],
  confirmations: [...(issuing.confirmations ?? []), ...said],
})
