import { useTranslation } from 'react-i18next'
import type { HideQuestion as Question } from '../../../preload/contract.ts'
import { DetailsList } from '../../components/certificate/details-list.tsx'
import { useDates } from '../../components/certificate/use-dates.ts'
import { Answers } from './answers.tsx'
import { consentIds } from './test-ids.ts'
import { useAnswer } from './use-answer.ts'

/** Shall a certificate that another program put here, and that was replaced, be hidden from choosers? */
export function HideQuestion({ question }: { question: Question }) {
  const { t } = useTranslation()
  const dates = useDates()
  const answering = useAnswer()
  const { holder, issuer, serial, notAfter, newSerial, newNotAfter } = question
  const named = (number: string, end: number) => (
    <>
      <span className="mono">{number}</span> {t('watch.until', { end: dates.instant(end) })}
    </>
  )
  return (
    <main className="consent" data-testid={consentIds.page} data-question="hide" onKeyDown={answering.onKeyDown}>
      <header className="consent-top">
        <h1>{t('titles.hide')}</h1>
      </header>
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
      <Answers {...answering} />
    </main>
  )
}
