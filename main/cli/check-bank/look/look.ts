/** One run: looks at the bank, first at what costs nothing, and keeps what it saw. Leaves nothing in the key store. */
import { type Result, success } from '../../../renewal/errors.ts'
import type { Reached } from '../../../renewal/ports.ts'
import { issueCertificates } from './issuing.ts'
import { type Keys, ownKeys } from './keys.ts'
import { talkCmp } from './messages.ts'
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
  const { est, recording, authorities, clock, settings, mayIssue, publicRoots } = ports
  const at = clock()
  const front = await ports.lookAtFront()
  const [reached, published] = await recording.during(() => est.reach())
  if (reached.ok) authorities.remember(reached.value.caCertificates, clock())
  const asksCertificate = recording.transport.asksCertificate?.(settings.estUrl)
  const seen: Session = { at, settings, mayIssue, front, asksCertificate, reached, published, publicRoots }
  if (!mayIssue || !reached.ok) return success({ session: seen, left: 0 })
  const credentials = ports.credentials()
  if (!credentials.ok) return credentials
  const keys = ownKeys(ports)
  try {
    const issued = await issueCertificates(ports, keys, reached.value, credentials.value)
    if (!issued.ok) return issued
    const session = await goOn(ports, keys, reached.value, { ...seen, issuing: issued.value.issuing }, issued.value)
    return success({ session, left: await keys.remove() })
  } catch (error) {
    await keys.remove()
    throw error
  }
}

async function goOn(
  ports: CheckPorts,
  keys: Keys,
  reached: Reached,
  session: Session,
  { issuing, current }: { readonly issuing: NonNullable<Session['issuing']>; readonly current?: Current },
): Promise<Session> {
  if (current === undefined) return session
  const portal = await talkPortal(ports, current.thumbprint)
  const cmp = await talkCmp(ports, keys, reached, current)
  return {
    ...session,
    ...(portal && { portal }),
    ...(cmp && { cmp: cmp.talk, issuing: { ...issuing, issued: [...issuing.issued, ...cmp.issued] } }),
  }
}

interface Current {
  readonly der: Uint8Array
  readonly thumbprint: string
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
