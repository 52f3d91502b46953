/** What is tried with certificates of the user's own: one that has expired, and one that the bank has revoked. */
import { done, failure, type Result } from '../../../renewal/errors.ts'
import { readCertificate } from '../../../x509/read.ts'
import type { CheckPorts } from '../ports.ts'
import type { Session } from '../session.ts'
import { attempt, confirmTaken, issuedBy, requestLike } from './attempts.ts'
import type { Keys } from './keys.ts'

/** Fails with config.invalid where one is not in the key store, or has not expired; before anything is sent. */
export async function fitNamed({ keyStore, named, clock }: CheckPorts): Promise<Result<void>> {
  for (const [option, thumbprint] of Object.entries(named)) {
    if (thumbprint === undefined) continue
    const stored = await keyStore.read(thumbprint)
    if (!stored.ok) return stored
    const facts = stored.value && readCertificate(stored.value.der)
    if (facts?.ok !== true) {
      return failure('config.invalid', { cause: `--${option}: no certificate of the key store has this thumbprint` })
    }
    if (option === 'expired' && facts.value.notAfter > clock()) {
      return failure('config.invalid', { cause: '--expired: this certificate has not expired' })
    }
  }
  return done
}

export async function lookAtRevoked({ portal, named }: CheckPorts): Promise<Pick<Session, 'revoked'>> {
  if (portal === undefined || named.revoked === undefined) return {}
  return { revoked: await portal.whoAmI(named.revoked) }
}

/** Costs a certificate, where the bank renews it. What is issued is confirmed, and kept by nobody. */
export async function renewExpired(
  ports: CheckPorts,
  keys: Keys,
  { reached, issuing, cmp: talk }: Session,
): Promise<Pick<Session, 'expired' | 'issuing' | 'cmp'>> {
  const { cmp, keyStore, named, wait } = ports
  const { expired } = named
  const stored = expired === undefined ? undefined : await keyStore.read(expired)
  const der = stored?.ok === true ? stored.value?.der : undefined
  if (cmp === undefined || expired === undefined || der === undefined || !reached.ok) return {}
  const request = await requestLike(der, { keys, reached: reached.value, wait })
  if (request === undefined) return {}
  const renewed = await attempt(ports, () => cmp.reenrol(expired, request.der, { name: request.keyName }))
  const issued = issuedBy(renewed, 'kur', der)
  if (issued === undefined || issuing === undefined) return { expired: renewed }
  const confirmations = await confirmTaken(cmp, { current: expired }, [renewed])
  return {
    expired: renewed,
    issuing: { ...issuing, issued: [...issuing.issued, issued] },
    ...(talk && { cmp: { ...talk, confirmations: [...talk.confirmations, ...confirmations] } }),
  }
}
