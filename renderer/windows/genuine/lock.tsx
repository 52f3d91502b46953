import { useTranslation } from 'react-i18next'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { useDates } from '../../components/certificate/use-dates.ts'
import type { ViewOf } from '../../components/frame/view.ts'
import { genuineIds } from './test-ids.ts'

/** Nothing is acquired or renewed for a day; lifted only after a question. */
export function Lock({ lock }: { lock: ViewOf<'genuine'>['lock'] }) {
  const { t } = useTranslation()
  const dates = useDates()
  if (lock.state === 'off') {
    return (
      <section className="panel panel-row">
        <div>
          <h2>{t('genuine.lock.title')}</h2>
          <p>{t('genuine.lock.text')}</p>
        </div>
        <ActionButton action={() => koshin().genuine.lock()} testId={genuineIds.lock}>
          {t('genuine.lock.button')}
        </ActionButton>
      </section>
    )
  }
  return (
    <section className="panel panel-row">
      <p role="status" data-testid={genuineIds.locked}>
        {lock.state === 'on' ? t('genuine.lock.on', { until: dates.instant(lock.until) }) : t('genuine.lock.unknown')}
      </p>
      <ActionButton kind="quiet" action={() => koshin().genuine.lift()} testId={genuineIds.lift}>
        {t('genuine.lock.lift')}
      </ActionButton>
    </section>
  )
}
