/** Single steps of what costs certificates: ask, ask again, confirm, put what came into the key store. */
import { nothingRequested } from '../../../renewal/csr-attributes.ts'
import type { Result } from '../../../renewal/errors.ts'
import type { Bank, EnrolmentAnswer, Reached, Speaker } from '../../../renewal/ports.ts'
import { readCertificate } from '../../../x509/read.ts'
import type { CheckPorts } from '../ports.ts'
import type { Attempt, Exchange, IssuedCertificate } from '../session.ts'
import type { Keys, OwnRequest } from './keys.ts'

/** So long (s) a run waits for a certificate in all, and (ms) for one that begins in a moment. */
const patience = 60
const longestStart = 60_000

/** Asks until the bank says something else than "later", or that later is too late for a run. */
export async function attempt(
  { recording, wait }: Pick<CheckPorts, 'recording' | 'wait'>,
  ask: () => Promise<Result<EnrolmentAnswer>>,
): Promise<Attempt> {
  const [result, exchanges] = await recording.during(async () => {
    for (let left = patience; ; ) {
      const answer = await ask()
      if (!answer.ok || answer.value.kind === 'issued' || answer.value.retryAfter > left) return answer
      left -= Math.max(1, answer.value.retryAfter)
      await wait(answer.value.retryAfter * 1000)
    }
  })
  return { result, exchanges }
}

/** The certificate of an attempt, with when it was issued. */
export function issuedBy(
  { result, exchanges }: Attempt,
  by: IssuedCertificate['by'],
  renews?: Uint8Array,
): IssuedCertificate | undefined {
  if (!result.ok || result.value.kind !== 'issued') return undefined
  const { certificate: der, intermediates } = result.value
  return { by, der, intermediates, issuedAt: timeOf(exchanges), renews }
}

/** When the last answer was given: by the bank's own clock, if it told. */
function timeOf(exchanges: readonly Exchange[]): number {
  const last = exchanges.at(-1)
  return (last?.answer.ok === true ? last.answer.value.date : undefined) ?? last?.at ?? 0
}

/**
 * Tells the bank that the first answer's certificate is taken, where it waits for that: in the last transaction that
 * brought it. Comes after whatever is asked again, as it would after a lost answer.
 *
 * @returns what the bank said: none, where it does not wait
 */
export async function confirmTaken(
  bank: Pick<Bank, 'confirm'>,
  speaker: Speaker,
  attempts: readonly (Attempt | undefined)[],
): Promise<readonly Result<void>[]> {
  const answers = attempts.flatMap((one) =>
    one?.result.ok === true && one.result.value.kind === 'issued' ? [one.result.value] : [],
  )
  const [taken] = answers
  const last = answers.findLast(({ certificate }) => taken && Buffer.from(certificate).equals(taken.certificate))
  if (last?.confirmation === undefined || bank.confirm === undefined) return []
  return [await bank.confirm(speaker, last.certificate, last.confirmation)]
}

/** Puts it into the key store; one that begins in a moment is waited for. Its thumbprint. */
export async function hold(
  { keyStore, clock, wait }: Pick<CheckPorts, 'keyStore' | 'clock' | 'wait'>,
  { der, intermediates }: IssuedCertificate,
  keyName: string,
): Promise<string | undefined> {
  const facts = readCertificate(der)
  if (!facts.ok) return undefined
  const installed = await keyStore.install(der, keyName, intermediates)
  if (!installed.ok) return undefined
  const left = facts.value.notBefore - clock()
  if (left > 0 && left <= longestStart) await wait(left + 200)
  return facts.value.thumbprint
}

/** ms. What is issued in the second of the one before it would end with it, and be no renewal. */
const nextSecond = 1100

/** A request for a new key with the names of a certificate, byte for byte. */
export async function requestLike(
  certificate: Uint8Array,
  { keys, reached, wait }: { readonly keys: Keys; readonly reached: Reached } & Pick<CheckPorts, 'wait'>,
): Promise<OwnRequest | undefined> {
  const facts = readCertificate(certificate)
  if (!facts.ok) return undefined
  await wait(nextSecond)
  const request = await keys.request(facts.value, wishesOf(reached))
  return request.ok ? request.value : undefined
}

export const wishesOf = ({ requested }: Reached) => (requested?.ok === true ? requested.value : nothingRequested)
