import { useTranslation } from 'react-i18next'
import type { LiftQuestion as Question } from '../../../preload/contract.ts'
import { useDates } from '../../components/certificate/use-dates.ts'
import { QuestionFrame } from './question-frame.tsx'
import { consentIds } from './test-ids.ts'

/** Shall acquisition and renewal be allowed again? A caller would say はい, so what follows stands before it. */
export function LiftQuestion({ question: { until } }: { question: Question }) {
  const { t } = useTranslation()
  const dates = useDates()
  return (
    <QuestionFrame kind="lift-lock" top={<h1>{t('titles.liftLock')}</h1>}>
      <p className="lead" data-testid={consentIds.ask}>
        {t('genuine.question.ask')}
      </p>
      <p>{t('genuine.question.ifYes')}</p>
      <p>
        <strong>{t('genuine.question.caller')}</strong>
      </p>
      <p className="soft">
        {until === undefined
          ? t('genuine.question.ifNo')
          : t('genuine.question.until', { until: dates.instant(until) })}
      </p>
    </QuestionFrame>
  )
}
