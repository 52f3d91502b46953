import { useTranslation } from 'react-i18next'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { useDates } from '../../components/certificate/use-dates.ts'
import type { ViewOf } from '../../components/frame/view.ts'
import { mainIds } from './test-ids.ts'

/** After いいえ at the second confirmation: nothing was lost, and this is how to go on. */
export function WaitingCertificate({ waiting }: { waiting: NonNullable<ViewOf<'main'>['waiting']> }) {
  const { t } = useTranslation()
  const dates = useDates()
  return (
    <section className="panel main-waiting" data-testid={mainIds.waiting}>
      <div className="stack-tight">
        <h2>{t('main.waiting')}</h2>
        <p>{t('main.waitingText', { holder: waiting.holder, notAfter: dates.instant(waiting.notAfter) })}</p>
      </div>
      <ActionButton kind="primary" action={() => koshin().main.installWaiting()} testId={mainIds.installWaiting}>
        {t('buttons.installWaiting')}
      </ActionButton>
    </section>
  )
}
