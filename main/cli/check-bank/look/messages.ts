/** The CMP part of a run, beside EST or alone. */
import type { Result } from '../../../renewal/errors.ts'
import type { EnrolmentCredentials, Reached } from '../../../renewal/ports.ts'
import type { CmpBank } from '../../../bank/cmp/cmp-client.ts'
import type { CheckPorts } from '../ports.ts'
import type { CmpTalk, Exchange, IssuedCertificate, Issuing } from '../session.ts'
import { attempt, confirmTaken, hold, issuedBy, requestLike } from './attempts.ts'
import { enrol } from './enrolment.ts'
import type { Current, IssuingResult } from './issuing.ts'
import type { Keys } from './keys.ts'

export interface CmpResult {
  readonly talk: CmpTalk
  /** What EST had not issued before. */
  readonly issued: readonly IssuedCertificate[]
}

interface Course {
  readonly keys: Keys
  readonly reached: Reached
  readonly credentials: EnrolmentCredentials
}

/** Beside EST: a first certificate, by what is left for that, and a key update. */
export async function talkBeside(
  ports: CheckPorts,
  cmp: CmpBank,
  course: Course,
  { first, current }: Required<Pick<IssuingResult, 'first' | 'current'>>,
): Promise<CmpResult> {
  const [{ issued, ...talk }, exchanges] = await ports.recording.during(async () => {
    // A second password is seldom to be had. Who answers the used one for its own key shows all that a new one would.
    const { credentials } = course
    const key = { thumbprint: first.thumbprint }
    const { enrolment, confirmations } = await enrol(ports, cmp, { credentials, request: first.request, key })
    const another = issuedBy(enrolment.first, 'ir')
    const isNew = another !== undefined && !Buffer.from(another.der).equals(first.der)
    const updated = await update(ports, cmp, course, current)
    return {
      ...updated,
      ...(await ask(ports, cmp, updated.held ?? current)),
      enrolment: { ...enrolment, spent: true },
      confirmations: [...confirmations, ...updated.confirmations],
      issued: [...(isNew ? [another] : []), ...updated.issued],
    }
  })
  const { held: _, ...rest } = talk
  return { talk: { ...rest, exchanges }, issued }
}

/** A key update, the same again, and its confirmation. */
async function update(ports: CheckPorts, cmp: CmpBank, { keys, reached }: Course, { der, thumbprint }: Current) {
  const { bank, wait } = ports
  const nothing = { confirmations: [], issued: [], held: undefined }
  const request = await requestLike(der, { keys, reached, wait })
  if (request === undefined) return nothing
  const reenrol = () => attempt(ports, () => cmp.reenrol(thumbprint, request.der, { name: request.keyName }))
  const updated = await reenrol()
  const issued = issuedBy(updated, 'kur', der)
  if (issued === undefined) return { ...nothing, update: updated }
  const updateAgain = await reenrol()
  const confirmations = await confirmTaken(cmp, { current: thumbprint }, [updated, updateAgain])
  const held = await hold(ports, issued, request.keyName)
  const seen = { update: updated, updateAgain, confirmations, issued: [issued] }
  if (held === undefined) return { ...seen, held }
  const proof = await bank.prove(held)
  const predecessorProof = await bank.prove(thumbprint)
  return { ...seen, proof, predecessorProof, held: { der: issued.der, thumbprint: held } }
}

/** What holders of a certificate may ask without having one issued. */
async function ask({ strangeConfirmation }: CheckPorts, cmp: CmpBank, { der, thumbprint }: Current) {
  const question: Result<unknown> = await cmp.prove(thumbprint)
  const strange = await cmp.confirm({ current: thumbprint }, der, strangeConfirmation)
  return { question, strange }
}

/** Alone: whatever was issued went by CMP. */
export async function talkAlone(
  ports: CheckPorts,
  cmp: CmpBank,
  { issuing, first, current = first }: IssuingResult,
  before: readonly Exchange[],
): Promise<CmpTalk> {
  const [asked, exchanges] = await ports.recording.during(async () => current && ask(ports, cmp, current))
  return { ...ofIssuing(issuing), ...asked, exchanges: [...before, ...exchanges] }
}

function ofIssuing(issuing: Issuing): Omit<CmpTalk, 'exchanges'> {
  const { wrongPassword, first, firstAgain, renewal, renewalAgain, renewalProof } = issuing
  const { predecessorProof, next, nextProof, confirmations = [] } = issuing
  return {
    enrolment: { wrongPassword, first, ...(firstAgain && { firstAgain }), spent: false },
    ...(renewal && { update: renewal }),
    ...(renewalAgain && { updateAgain: renewalAgain }),
    ...(renewalProof && { proof: renewalProof }),
    ...(predecessorProof && { predecessorProof }),
    ...(next && { next }),
    ...(nextProof && { nextProof }),
    confirmations,
  }
}
