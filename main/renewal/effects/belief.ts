/**
 * What the journal says, held against the key store and the bank's trust anchors. A journal may be another machine's,
 * older or newer than the key store, or written by somebody else: it is believed no more than the bank.
 */
import { done, failure, type Failure, type Result } from '../errors.ts'
import { checkContents, checkIssued, checkNames, judgedAt } from './issued.ts'
import type { CertificateFacts } from '../certificates/certificate.ts'
import {
  type Event,
  type Issued,
  keyNameOf,
  type Purpose,
  type RenewalState,
  type Requested,
} from '../machine/state.ts'
import type { Certificates, Clock, KeyStore } from '../ports.ts'
import type { Policy } from '../policy.ts'

export interface BeliefPorts {
  readonly keyStore: KeyStore
  readonly certificates: Certificates
  readonly clock: Clock
  readonly policy: () => Policy
}

export const failed = (reason: Failure): Event & { type: 'failed' } => ({ type: 'failed', failure: reason })

const untrue = (cause: string): Event => ({
  type: 'disbelieved',
  failure: { code: 'journal.untrue', retry: 'never', cause },
})

/** Is the key one of ours? Other programs' keys are neither used nor removed, whatever a journal says. */
export function namesOwnKey(state: RenewalState): boolean {
  const name = state.step === 'stalled' ? state.at.keyName : 'keyName' in state ? state.keyName : undefined
  return name === undefined || name === keyNameOf(state.id)
}

/** @returns what stands against doing anything by this state's key and purpose; undefined: nothing */
export async function doubtPurpose(state: RenewalState, ports: BeliefPorts): Promise<Event | undefined> {
  if (!namesOwnKey(state)) return untrue('the key is not of this renewal')
  const { purpose } = state
  if (purpose.kind !== 'renewal') return undefined
  const old = await readStored(purpose.current, ports)
  if (!old.ok) return failed(old.failure)
  if (old.value === undefined) return failed({ code: 'keystore.certificate-missing', retry: 'never' })
  return sameCertificate(purpose, old.value) ? undefined : untrue('the certificate that is renewed is another one')
}

function sameCertificate(purpose: Purpose & { kind: 'renewal' }, facts: CertificateFacts): boolean {
  const { subject, subjectAltName, notAfter } = facts
  return subject === purpose.subject && subjectAltName === purpose.subjectAltName && notAfter === purpose.notAfter
}

/** Before it is sent: the request is for the key of that name, and for the names that it has to carry. */
export async function doubtRequest(state: RenewalState & Requested, ports: BeliefPorts): Promise<Event | undefined> {
  const [doubt, key] = await Promise.all([doubtPurpose(state, ports), ports.keyStore.findKey(state.keyName)])
  if (doubt !== undefined) return doubt
  if (!key.ok) return failed(key.failure)
  if (key.value === undefined) return { type: 'key-lost' }
  const { certificates } = ports
  const request = certificates.readRequest(state.request)
  if (!request.ok) return untrue('the request cannot be read')
  const { publicKeyHash, subject, subjectAltName } = request.value
  if (publicKeyHash !== certificates.publicKeyHash(key.value)) return untrue('the request is for another key')
  const { purpose } = state
  const wanted = purpose.kind === 'renewal' ? purpose.subject : certificates.commonName(purpose.customerId)
  if (subject !== wanted) return untrue('the request is for another subject')
  // Where the old certificate has no alternative name, the bank may have wished for one.
  const other = purpose.kind === 'renewal' && purpose.subjectAltName !== undefined
  return other && subjectAltName !== purpose.subjectAltName ? untrue('the request is for other names') : undefined
}

/**
 * Is this the certificate that was asked for, by the bank's trust anchors as they are now?
 *
 * @param when it is `kept` whatever our clock says; to be `used`, it must be valid, or begin within the skew that
 *   preparation allows
 */
export async function checkAnswer(
  { purpose, keyName }: RenewalState & { readonly keyName: string },
  { certificate, intermediates }: Pick<Issued, 'certificate' | 'intermediates'>,
  when: 'kept' | 'used',
  { keyStore, certificates, clock, policy }: BeliefPorts,
): Promise<Result<CertificateFacts>> {
  const facts = certificates.read(certificate)
  if (!facts.ok) return { ok: false, failure: { ...facts.failure, code: 'issued.unreadable' } }
  const key = await keyStore.findKey(keyName)
  if (!key.ok) return key
  if (key.value === undefined) return failure('keystore.key-missing')
  const now = clock()
  const expected = { publicKeyHash: certificates.publicKeyHash(key.value), purpose }
  const fits =
    when === 'kept'
      ? checkContents(facts.value, expected, certificates.names)
      : checkIssued(facts.value, expected, now, certificates.names, policy().maximumClockSkew)
  if (!fits.ok) return fits
  const chained = certificates.checkChain(certificate, intermediates, judgedAt(facts.value, now))
  return chained.ok ? facts : chained
}

/** May this one take the other's place? Both as the key store has them, whatever the journal says of them. */
export function checkSuccession(
  old: CertificateFacts,
  successor: CertificateFacts,
  { certificates }: Pick<BeliefPorts, 'certificates'>,
): Result<void> {
  const same = checkNames(old, successor, certificates.names)
  if (!same.ok) return same
  return successor.notAfter > old.notAfter ? done : failure('issued.not-longer')
}

/** What a stored certificate says of itself; undefined where the store has none with this thumbprint. */
export async function readStored(
  thumbprint: string,
  { keyStore, certificates }: Pick<BeliefPorts, 'keyStore' | 'certificates'>,
): Promise<Result<CertificateFacts | undefined>> {
  const stored = await keyStore.read(thumbprint)
  if (!stored.ok || stored.value === undefined) return stored as Result<undefined>
  return certificates.read(stored.value.der)
}
