import { useTranslation } from 'react-i18next'
import { Button } from '../../components/controls/button.tsx'
import { type Code, type Topic, codes, topics } from './entries.ts'
import { find } from './search.ts'
import { helpIds } from './test-ids.ts'

interface FoundProps {
  readonly question: string
  readonly noticeDays: number
  readonly onChoose: (topic: Topic) => void
}

/** What the help says on a question: topics first, then failures with what to do. */
export function Found({ question, noticeDays, onChoose }: FoundProps) {
  const { t } = useTranslation()
  const topicWords = (id: Topic) => [
    t(`help.${id}.title`),
    t(`help.${id}.text`, { noticeDays: String(noticeDays) }),
    t(`help.${id}.next`),
  ]
  const codeWords = (id: Code) => [id, t(`failures.${id}.what`), t(`failures.${id}.next`)]
  const foundTopics = find(
    question,
    topics.map((id) => ({ id, words: topicWords(id) })),
  )
  const foundCodes = find(
    question,
    codes.map((id) => ({ id, words: codeWords(id) })),
  )
  const count = foundTopics.length + foundCodes.length
  return (
    <>
      <p role="status">{count === 0 ? t('helpSearch.none') : t('helpSearch.count', { amount: String(count) })}</p>
      {foundTopics.map((id) => (
        <section key={id} className="stack-tight help-found" data-testid={helpIds.found} data-topic={id}>
          <h2>{t(`help.${id}.title`)}</h2>
          <p>{t(`help.${id}.text`, { noticeDays: String(noticeDays) })}</p>
          <div>
            <Button onPress={() => onChoose(id)} testId={helpIds.foundOpen}>
              {t('helpSearch.open')}
            </Button>
          </div>
        </section>
      ))}
      {foundCodes.map((id) => (
        <section key={id} className="stack-tight help-found" data-testid={helpIds.found} data-code={id}>
          <h2>{t(`failures.${id}.what`)}</h2>
          <p>{t(`failures.${id}.next`)}</p>
          <p className="help-code">{t('failure.code', { code: id })}</p>
        </section>
      ))}
    </>
  )
}
