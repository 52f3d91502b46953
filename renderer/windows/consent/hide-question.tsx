import { useTranslation } from 'react-i18next'
import type { HideQuestion as Question } from '../../../preload/contract.ts'
import { DetailsList } from '../../components/certificate/details-list.tsx'
import { useDates } from '../../components/certificate/use-dates.ts'
import { QuestionFrame } from './question-frame.tsx'
import { consentIds } from './test-ids.ts'

/** Shall a certificate that another program put here, and that was replaced, be hidden from choosers? */
export function HideQuestion({ question }: { question: Question }) {
  const { t } = useTranslation()
  const dates = useDates()
  const { holder, issuer, serial, notAfter, newSerial, newNotAfter } = question
  const named = (number: string, end: number) => (
    <>
      <span className="mono">{number}</span> {t('watch.until', { end: dates.instant(end) })}
    </>
  )
  return (
    <QuestionFrame kind="hide" top={<h1>{t('titles.hide')}</h1>}>
      <p className="lead" data-testid={consentIds.ask}>
        {t('consent.hide.ask')}
      </p>
      <div className="panel">
        <DetailsList
          details={[
            { name: t('certificate.holder'), value: holder },
            { name: t('certificate.issuer'), value: issuer },
            { name: t('consent.hide.old'), value: named(serial, notAfter) },
            { name: t('consent.hide.new'), value: named(newSerial, newNotAfter) },
          ]}
        />
      </div>
      <p className="soft">{t('consent.hide.undo')}</p>
    </QuestionFrame>
  )
}
