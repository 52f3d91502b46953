import { useTranslation } from 'react-i18next'
import type { PastCertificates } from '../../../preload/contract.ts'
import { useDates } from '../certificate/use-dates.ts'

/** Certificates that followed one another while they were watched, the newest first. */
export function Past({ history, testId }: { history: PastCertificates; testId: string }) {
  const { t } = useTranslation()
  const dates = useDates()
  return (
    <section className="stack-tight" data-testid={testId}>
      <h2>{t('watch.history')}</h2>
      <ul>
        {history.map(({ serial, notAfter, since }) => (
          <li key={`${serial} ${since}`}>
            {t('watch.past', { since: dates.date(since), serial, notAfter: dates.instant(notAfter) })}
          </li>
        ))}
      </ul>
    </section>
  )
}
