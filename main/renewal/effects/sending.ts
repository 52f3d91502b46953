/** The request goes to the bank, and the bank hears that its certificate arrived. */
import { type BeliefPorts, checkAnswer, doubtRequest, failed } from './belief.ts'
import type { Bank, EnrolmentCredentials, Speaker } from '../ports.ts'
import type { At, Event, Issued, Purpose } from '../machine/state.ts'

type SendingPorts = BeliefPorts & { readonly bank: Bank; readonly credentials: EnrolmentCredentials | undefined }

export async function sendRequest(state: At<'requesting'>, tools: SendingPorts): Promise<Event> {
  const { bank, credentials } = tools
  const { purpose, request } = state
  const doubt = await doubtRequest(state, tools)
  if (doubt !== undefined) return doubt.type === 'failed' ? { ...doubt, unsent: true } : doubt
  if (purpose.kind === 'enrolment' && credentials === undefined) {
    return { ...failed({ code: 'renewal.password-needed', retry: 'never' }), unsent: true }
  }
  const newKey = { name: state.keyName }
  const answer =
    purpose.kind === 'renewal'
      ? await bank.reenrol(purpose.current, request, newKey)
      : await bank.enrol(credentials!, request, newKey)
  if (!answer.ok) return failed(answer.failure)
  if (answer.value.kind === 'pending') return { type: 'pending', retryAfter: answer.value.retryAfter }
  const { kind: _kind, ...issued } = answer.value
  const fits = await checkAnswer(state, issued, 'kept', tools)
  return fits.ok ? { type: 'issued', ...issued } : failed(fits.failure)
}

/** Once more where the first try is lost on the way; after that the certificate is used as far as it is proven. */
export async function confirm(state: At<'confirming-installation'>, tools: SendingPorts): Promise<Event> {
  let told = await tellBank(state.purpose, state, tools)
  if (told.type === 'confirmed' && told.failure?.retry === 'later') told = await tellBank(state.purpose, state, tools)
  return told
}

/** Tells the bank that its certificate is taken, if it is still to be told. */
export async function tellBank(
  purpose: Purpose,
  { certificate, confirmation }: Issued,
  { bank, credentials }: Pick<SendingPorts, 'bank' | 'credentials'>,
): Promise<Event & { type: 'confirmed' }> {
  if (confirmation === undefined || bank.confirm === undefined) return { type: 'confirmed' }
  const speaker: Speaker | undefined =
    purpose.kind === 'renewal' ? { current: purpose.current } : credentials === undefined ? undefined : { credentials }
  // The password that would have to protect it is gone with the process that knew it.
  if (speaker === undefined) {
    return { type: 'confirmed', failure: { code: 'renewal.password-needed', retry: 'never' } }
  }
  const told = await bank.confirm(speaker, certificate, confirmation)
  return told.ok ? { type: 'confirmed' } : { type: 'confirmed', failure: told.failure }
}
