/** One run: looks at the bank, first at what costs nothing, and keeps what it saw. Leaves nothing in the key store. */
import { type FailureCode, type Result, success } from '../../../renewal/errors.ts'
import type { EnrolmentCredentials, Reached } from '../../../renewal/ports.ts'
import { issueCertificates } from './issuing.ts'
import { type Keys, ownKeys } from './keys.ts'
import { talkAlone, talkBeside } from './messages.ts'
import { fitNamed, lookAtRevoked, renewExpired } from './named.ts'
import type { CheckPorts } from '../ports.ts'
import type { PortalTalk, Session } from '../session.ts'
import { product } from '../../../renewal/product/product.ts'

export interface Looked {
  readonly session: Session
  /** How many keys of this run are still in the key store. */
  readonly left: number
}

/** Fails only with what is wrong on this machine: the password, the key store. */
export async function lookAtBank(ports: CheckPorts): Promise<Result<Looked>> {
  const { authorities, clock, mayIssue } = ports
  const fit = await fitNamed(ports)
  if (!fit.ok) return fit
  const around = await lookAround(ports)
  const { reached } = around
  if (reached.ok) authorities.remember(reached.value.caCertificates, clock())
  const seen = { ...around, ...(reached.ok && (await lookAtRevoked(ports))) }
  if (!mayIssue || !reached.ok) return success({ session: seen, left: 0 })
  const credentials = ports.credentials()
  if (!credentials.ok) return credentials
  const keys = ownKeys(ports)
  try {
    const spent = await spend(ports, { keys, reached: reached.value, credentials: credentials.value }, seen)
    const session = spent.ok ? success({ ...spent.value, ...(await renewExpired(ports, keys, spent.value)) }) : spent
    const left = await keys.remove()
    return session.ok ? success({ session: session.value, left }) : session
  } catch (error) {
    await keys.remove()
    throw error
  }
}

/** What costs nothing. */
async function lookAround(ports: CheckPorts): Promise<Session> {
  const { bank, greetCmp, recording, clock, settings, mayIssue, publicRoots } = ports
  const { url, portalUrl, hasEst } = settings
  const at = clock()
  const front = await ports.lookAtFront(url)
  // CMP asks for no certificate: its messages are signed.
  const asked = hasEst ? url : portalUrl
  const asking = asked === undefined || isSameOrigin(asked, url) ? front : await ports.lookAtFront(asked)
  const [reached, published] = await recording.during(() => bank.reach())
  const asksCertificate = asked === undefined ? undefined : recording.transport.asksCertificate?.(asked)
  const seen = { at, settings, mayIssue, front, asking, asksCertificate, reached, published, publicRoots }
  if (!reached.ok || greetCmp === undefined) return seen
  const [greeted, exchanges] = await recording.during(greetCmp)
  // That a server answers at all is all that is known of one that speaks CMP alone.
  if (hasEst || greeted.ok || !ofEverybody.has(greeted.failure.code)) return { ...seen, greeted }
  return { ...seen, reached: greeted, published: [...published, ...exchanges] }
}

/** Nobody hears anything else. */
const ofEverybody: ReadonlySet<FailureCode> = new Set(['bank.maintenance', 'bank.busy', 'bank.certificate-demanded'])

const isSameOrigin = (one: string, other: string): boolean => new URL(one).origin === new URL(other).origin

interface Course {
  readonly keys: Keys
  readonly reached: Reached
  readonly credentials: EnrolmentCredentials
}

/** What costs certificates, and what is asked with one. */
async function spend(ports: CheckPorts, course: Course, seen: Session): Promise<Result<Session>> {
  const { recording, settings, cmp } = ports
  const { keys, reached, credentials } = course
  const [result, exchanges] = await recording.during(() => issueCertificates(ports, keys, reached, credentials))
  if (!result.ok) return result
  const { issuing, current, first } = result.value
  const known = result.value.reached ?? reached
  const session: Session = { ...seen, reached: success(known), issuing }
  const portal = current && (await talkPortal(ports, current.thumbprint))
  const talked: Session = { ...session, ...(portal && { portal }) }
  if (cmp === undefined) return success(talked)
  if (!settings.hasEst) return success({ ...talked, cmp: await talkAlone(ports, cmp, result.value, exchanges) })
  if (first === undefined || current === undefined) return success(talked)
  const { talk, issued } = await talkBeside(ports, cmp, { ...course, reached: known }, { first, current })
  return success({ ...talked, cmp: talk, issuing: { ...issuing, issued: [...issuing.issued, ...issued] } })
}

const timeout = 30_000
const maximumBody = 64 * 1024

async function talkPortal(
  { portal, recording, settings, newId }: CheckPorts,
  thumbprint: string,
): Promise<PortalTalk | undefined> {
  const { portalUrl } = settings
  if (portal === undefined || portalUrl === undefined) return undefined
  const whoAmI = await portal.whoAmI(thumbprint)
  const url = `${portalUrl.replace(/(?<!\/)\/+$/, '')}/who-am-i`
  const request = { method: 'GET', url, headers: { accept: 'application/json' }, timeout, maximumBody } as const
  const [, [anonymous]] = await recording.during(() => recording.transport.send({ kind: 'anonymous' }, request))
  const policy = await portal.policy(thumbprint)
  // A customer ID that nobody has locks nobody out.
  const nobody = newId()
  const signIn = await portal.logIn(thumbprint, `${product.program}-check-${nobody.slice(0, 8)}`, nobody)
  return { whoAmI, anonymous: anonymous!, policy, signIn }
}
