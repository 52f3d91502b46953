/** The issued certificate comes into use, and the one before it out of the way: install, read back, prove, retire. */
import { type BeliefPorts, checkAnswer, checkSuccession, doubtPurpose, failed, namesOwnKey } from './belief.ts'
import type { Bank, EnrolmentCredentials, StoredCertificate } from '../ports.ts'
import { tellBank } from './sending.ts'
import type { At, Event, Issued, RenewalState } from '../machine/state.ts'

type InstallationPorts = BeliefPorts & { readonly bank: Bank; readonly credentials: EnrolmentCredentials | undefined }

/** All checks anew: months may lie between the bank's answer and this, and trust anchors may have changed. */
export async function install(state: At<'installing'>, tools: InstallationPorts): Promise<Event> {
  const { keyStore, clock } = tools
  const doubt = await doubtPurpose(state, tools)
  // The old certificate may have gone meanwhile: the new one is needed all the more.
  const gone = doubt?.type === 'failed' && doubt.failure.code === 'keystore.certificate-missing'
  if (doubt !== undefined && !gone) return doubt
  const fits = await checkAnswer(state, state, 'used', tools)
  if (!fits.ok) {
    const lost = fits.failure.code === 'keystore.key-missing'
    // Nothing can be asked for again with neither a certificate nor a password.
    return lost && !gone && state.purpose.kind === 'renewal' ? { type: 'key-lost' } : failed(fits.failure)
  }
  const { notBefore, thumbprint } = fits.value
  if (notBefore > clock()) return { type: 'pending', retryAfter: Math.ceil((notBefore - clock()) / 1000) }

  const installed = await keyStore.install(state.certificate, state.keyName, state.intermediates)
  if (!installed.ok) return failed(installed.failure)
  const back = await keyStore.read(thumbprint)
  if (!back.ok) return failed(back.failure)
  if (back.value === undefined || back.value.retired) return notReadBack(back.value)
  return { type: 'installed' }
}

export async function prove(state: At<'proving'>, tools: InstallationPorts): Promise<Event> {
  const { bank, certificates } = tools
  const { purpose } = state
  const facts = certificates.read(state.certificate)
  if (!facts.ok) return failed(facts.failure)
  const missing = await lookForSuccessor(state, facts.value.thumbprint, tools)
  if (missing !== undefined) return missing
  // A bank that was not told before may withdraw what it issued.
  const { type: _confirmed, ...told } = await tellBank(purpose, state, tools)
  const expected = purpose.kind === 'renewal' ? { renews: purpose.current } : { customerId: purpose.customerId }
  const answer = await bank.prove(facts.value.thumbprint, expected)
  if (!answer.ok) return failed(answer.failure)
  const heard = state.confirmation === undefined ? {} : { told }
  return { type: 'proven', ...(typeof answer.value === 'object' ? answer.value : {}), ...heard }
}

/** Only for a successor that is there, is the bank's and the same holder's, and lasts longer. */
export async function retire(state: At<'retiring'>, tools: InstallationPorts): Promise<Event> {
  const { keyStore, certificates, clock } = tools
  const { purpose } = state
  if (purpose.kind !== 'renewal') return { type: 'retired' }
  const stored = await keyStore.read(purpose.current)
  if (!stored.ok) return failed(stored.failure)
  // Somebody removed the old certificate by hand meanwhile: what was to be reached is reached.
  if (stored.value === undefined) return { type: 'retired' }
  const old = certificates.read(stored.value.der)
  if (!old.ok) return failed(old.failure)
  const facts = certificates.read(state.certificate)
  if (!facts.ok) return failed(facts.failure)
  const missing = await lookForSuccessor(state, facts.value.thumbprint, tools)
  if (missing !== undefined) return missing
  const succeeds = checkSuccession(old.value, facts.value, tools)
  if (!succeeds.ok) return failed(succeeds.failure)
  const chained = certificates.checkChain(state.certificate, state.intermediates, clock())
  if (!chained.ok) return failed(chained.failure)
  // A token is written by whoever issued it: what is on one stays in sight.
  if (stored.value.protection === 'pkcs11-token') return { type: 'retired' }
  const retired = await keyStore.retire(purpose.current)
  const gone = !retired.ok && retired.failure.code === 'keystore.certificate-missing'
  return retired.ok || gone ? { type: 'retired' } : failed(retired.failure)
}

/** @returns what it means that the key store has not, or hides, what was installed; undefined: it is there */
async function lookForSuccessor(
  state: RenewalState & Issued,
  thumbprint: string,
  { keyStore }: InstallationPorts,
): Promise<Event | undefined> {
  if (!namesOwnKey(state)) {
    return { type: 'disbelieved', failure: { code: 'journal.untrue', retry: 'never', cause: 'not our key' } }
  }
  const stored = await keyStore.read(thumbprint)
  if (!stored.ok) return failed(stored.failure)
  if (stored.value === undefined) return { type: 'certificate-lost' }
  return stored.value.retired ? notReadBack(stored.value) : undefined
}

function notReadBack(found: StoredCertificate | undefined): Event {
  const cause = found === undefined ? 'the certificate that was installed' : 'the certificate is out of sight'
  return failed({ code: 'keystore.read-back-failed', retry: 'later', cause })
}
