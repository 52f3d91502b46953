/**
 * The chain above a client certificate, where the TLS stack finds it. A server may name the CAs whose certificates it
 * takes (RFC 8446 4.2.4), often its root alone; then a certificate is offered only if the key store leads from it to
 * one of them, and servers that know the root alone need the chain from us as well.
 */
import { done, failure, type Result } from '../renewal/errors.ts'
import { opensConnection } from '../renewal/certificates/certificate.ts'
import { judgedAt } from '../renewal/effects/issued.ts'
import type { Authorities, Clock, KeyStore } from '../renewal/ports.ts'
import { singleChainBudget } from '../x509/chain/budget.ts'
import { findChain } from '../x509/chain/chain.ts'
import { readCertificate } from '../x509/read.ts'
import type { HttpAnswer, Transport } from './transport/http.ts'

interface DeliveryPorts {
  readonly authorities: Pick<Authorities, 'list' | 'trustAnchors'>
  readonly keyStore: Pick<KeyStore, 'read' | 'listAuthorities' | 'addAuthorities'>
  readonly clock: Clock
}

/** Before a certificate is used for the first time, and whenever more CA certificates of the bank are known. */
export function deliveringChains<Any extends Transport>(transport: Any, ports: DeliveryPorts): Any {
  /** By thumbprint: the CA certificates that were known when its chain was last looked after. */
  const delivered = new Map<string, readonly Uint8Array[]>()

  async function deliver(thumbprint: string): Promise<void> {
    const known = ports.authorities.list()
    if (delivered.get(thumbprint) === known) return
    delivered.set(thumbprint, known)
    const stored = await ports.keyStore.read(thumbprint)
    if (!stored.ok || stored.value === undefined) return
    const lacking = await lackingAbove(stored.value.der, ports)
    // A store that takes nothing now is no reason not to try; what comes of it is told below, and the next use tries again.
    const added = lacking.length === 0 ? done : await ports.keyStore.addAuthorities(lacking)
    if (!added.ok) delivered.delete(thumbprint)
  }

  /** "The key store does not offer it" is true, and no use where the key store has it: the server asked for others. */
  async function explain(thumbprint: string, answer: Result<HttpAnswer>): Promise<Result<HttpAnswer>> {
    if (answer.ok || answer.failure.code !== 'keystore.certificate-missing') return answer
    // Somebody may have taken the chain away again.
    delivered.delete(thumbprint)
    const stored = await ports.keyStore.read(thumbprint)
    const facts = stored.ok && stored.value !== undefined ? readCertificate(stored.value.der) : undefined
    if (facts?.ok !== true || !opensConnection(facts.value, ports.clock())) return answer
    return failure('bank.issuer-not-named', {
      cause: `the certificate is in the key store, and was not offered: the server names CAs to which no chain leads from its issuer (${facts.value.issuer})`,
    })
  }

  return {
    ...transport,
    async send(identity, request) {
      if (identity.kind === 'anonymous') return transport.send(identity, request)
      await deliver(identity.thumbprint)
      return explain(identity.thumbprint, await transport.send(identity, request))
    },
  }
}

/** The CA certificates (DER) between this one and the bank's trust anchors that the key store has not got. */
async function lackingAbove(der: Uint8Array, ports: DeliveryPorts): Promise<readonly Uint8Array[]> {
  const facts = readCertificate(der)
  if (!facts.ok) return []
  const there = await ports.keyStore.listAuthorities()
  if (!there.ok) return []
  const known = [...ports.authorities.list(), ...there.value]
  const chain = findChain(der, known, ports.authorities.trustAnchors(), {
    now: judgedAt(facts.value, ports.clock()),
    purpose: 'clientAuth',
    budget: singleChainBudget(),
  })
  if (!chain.ok) return []
  return chain.value.filter((one) => !there.value.some((other) => Buffer.from(other).equals(one)))
}
