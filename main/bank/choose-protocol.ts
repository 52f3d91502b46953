import type { Purpose } from '../renewal/machine/machine.ts'
import type { Bank, Clock, KeyStore } from '../renewal/ports.ts'
import { readCertificate } from '../x509/read.ts'
import { cmpAlone } from './cmp/cmp-alone.ts'
import type { CmpBank } from './cmp/cmp-client.ts'
import type { EstBank } from './est/est-client.ts'
import type { Transport } from './transport/http.ts'
import type { Portal } from './portal/portal.ts'

export type Protocol = 'est' | 'cmp'

/**
 * Which protocol a request goes by: EST, and CMP where that is preferred or where the certificate has expired, because TLS
 * stacks do not even offer such a one, while a message can still be signed with its key.
 *
 * @param notAfter of the certificate that is renewed (ms since the epoch); none of a first one, or one that cannot be read
 */
export function protocolFor(preferred: Protocol, notAfter: number | undefined, now: number): Protocol {
  return preferred === 'cmp' || (notAfter ?? Infinity) < now ? 'cmp' : 'est'
}

interface ProtocolPorts {
  readonly est: EstBank
  readonly cmp: Omit<CmpBank, 'reach' | 'above'>
  /** `cmp` where TLS client authentication does not get through, e.g. behind a proxy that inspects TLS. */
  readonly preferred: Protocol
  readonly keyStore: Pick<KeyStore, 'read'>
  readonly clock: Clock
}

export type SpokenBank = Bank & {
  /** Which protocol a request of this purpose will go by. */
  speaks(purpose: Purpose): Promise<Protocol>
}

/** A bank that speaks both. */
export function chooseProtocol({ est, cmp, preferred, keyStore, clock }: ProtocolPorts): SpokenBank {
  async function endOf(thumbprint: string): Promise<number | undefined> {
    const stored = await keyStore.read(thumbprint)
    const facts = stored.ok && stored.value !== undefined ? readCertificate(stored.value.der) : undefined
    return facts?.ok === true ? facts.value.notAfter : undefined
  }

  const signsMessages = async (current: string): Promise<boolean> =>
    protocolFor(preferred, preferred === 'cmp' ? undefined : await endOf(current), clock()) === 'cmp'

  return {
    ...est,
    async speaks(purpose) {
      if (purpose.kind === 'enrolment') return preferred
      return (await signsMessages(purpose.current)) ? 'cmp' : 'est'
    },
    connect: async (current) => ((await signsMessages(current)) ? cmp.connect() : est.connect(current)),
    reenrol: async (current, request, newKey) =>
      (await signsMessages(current)) ? cmp.reenrol(current, request, newKey) : est.reenrol(current, request),
    getReadyToProve: () => (preferred === 'est' ? est.getReadyToProve?.() : undefined),
    // EST knows no confirmation.
    confirm: cmp.confirm,
    async prove(thumbprint, expected) {
      if (preferred === 'est') return est.prove(thumbprint, expected)
      // Where a proxy inspects TLS nobody is asked for a certificate: the bank's answer to a signed message proves as
      // much. Not every bank answers such questions (they are optional in RFC 9483).
      const byMessage = await cmp.prove(thumbprint)
      return byMessage.ok ? byMessage : est.prove(thumbprint, expected)
    },
    enrol: (credentials, request, newKey) =>
      preferred === 'cmp' ? cmp.enrol(credentials, request, newKey) : est.enrol(credentials, request),
  }
}

interface Offered {
  readonly est: EstBank | undefined
  readonly cmp: CmpBank | undefined
  readonly portal: Pick<Portal, 'whoAmI'> | undefined
  readonly preferred: Protocol
  /** DER. */
  readonly trustAnchors: () => readonly Uint8Array[]
  readonly transport: Pick<Transport, 'forget'>
  readonly keyStore: Pick<KeyStore, 'read'>
  readonly clock: Clock
}

/**
 * A bank by what it offers: EST, CMP, or both.
 *
 * @throws Error where there is neither; settings without either are refused before
 */
export function speaking({
  est,
  cmp,
  portal,
  preferred,
  trustAnchors,
  transport,
  keyStore,
  clock,
}: Offered): SpokenBank {
  if (est !== undefined && cmp !== undefined) return chooseProtocol({ est, cmp, preferred, keyStore, clock })
  if (est !== undefined) return { ...est, speaks: async () => 'est' }
  if (cmp === undefined) throw new Error('a bank without EST and CMP')
  const recognise: Bank['prove'] | undefined =
    portal &&
    (async (thumbprint, expected) => {
      // A connection from before could have been opened long ago.
      transport.forget({ kind: 'certificate', thumbprint })
      const recognised = await portal.whoAmI(thumbprint, expected)
      return recognised.ok ? { ok: true, value: { proven: 'recognised' } } : recognised
    })
  return { ...cmpAlone({ cmp, trustAnchors, recognise }), speaks: async () => 'cmp' }
}
