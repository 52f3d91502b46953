import type { Result } from '../../../../main/renewal/errors.ts'
import type { EnrolmentAnswer, Speaker } from '../../../../main/renewal/ports.ts'
import type { CmpBank } from '../../../../main/bank/cmp/cmp-client.ts'

/** As the domain does it, but for its journal: what was issued is confirmed, if the bank asked for that. */
export async function confirmed(
  bank: CmpBank,
  speaker: Speaker,
  asked: Promise<Result<EnrolmentAnswer>>,
): Promise<Result<EnrolmentAnswer>> {
  const answer = await asked
  if (!answer.ok || answer.value.kind !== 'issued' || answer.value.confirmation === undefined) return answer
  const said = await bank.confirm(speaker, answer.value.certificate, answer.value.confirmation)
  return said.ok ? answer : said
}
