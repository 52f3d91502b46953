import { useTranslation } from 'react-i18next'
import type { UndeliveredReminder } from '../../../preload/contract.ts'
import { useDates } from '../../components/certificate/use-dates.ts'
import { demoBankIds } from './test-ids.ts'

/** The reminders that a mail server would not take or sent back: the bank knows, and tries again. */
export function Undelivered({ reminders }: { reminders: readonly UndeliveredReminder[] }) {
  const { t } = useTranslation()
  const dates = useDates()
  return (
    <section className="stack-tight" data-testid={demoBankIds.undelivered}>
      <h2>{t('demo.undelivered')}</h2>
      <ul>
        {reminders.map(({ customerId, days, state, nextAttemptAt, reason }) => (
          <li key={`${customerId} ${days}`}>
            <p>
              {t('demo.undeliveredItem', {
                customerId,
                days: String(days),
                state: t(`demo.undeliveredStates.${state}`),
                time: dates.instant(nextAttemptAt),
              })}
            </p>
            <p className="soft small">{reason}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}
