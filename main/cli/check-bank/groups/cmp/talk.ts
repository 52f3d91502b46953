/** What checks of CMP have to find in what was said by it. */
import { readMessage, type ReceivedMessage } from '../../../../x509/cmp/message.ts'
import { type Judgement, unseen } from '../../check.ts'
import { unissued } from '../../seen.ts'
import type { CmpTalk, Exchange, Session } from '../../session.ts'

/** For what needs a CMP server and a run that may have certificates issued. */
export const ofCmp =
  (judge: (talk: CmpTalk, session: Session) => Judgement | undefined) =>
  (session: Session): Judgement => {
    if (!session.settings.hasCmp) return unseen.noCmp
    const unable = unissued(session)
    if (unable !== undefined) return unable
    return (session.cmp && judge(session.cmp, session)) ?? unseen.unreached
  }

export interface Pair {
  readonly asked: ReceivedMessage
  readonly answer: ReceivedMessage
}

/** Our messages and the bank's, as far as both can be read. */
export function pairsOf({ exchanges }: CmpTalk): readonly Pair[] {
  return exchanges.flatMap(({ request, answer }: Exchange) => {
    const asked = request.body && readMessage(request.body)
    const answered = answer.ok ? readMessage(answer.value.body) : undefined
    return asked?.ok === true && answered?.ok === true ? [{ asked: asked.value, answer: answered.value }] : []
  })
}
