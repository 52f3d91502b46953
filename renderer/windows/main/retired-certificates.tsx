import { useTranslation } from 'react-i18next'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { useDates } from '../../components/certificate/use-dates.ts'
import type { ViewOf } from '../../components/frame/view.ts'
import { mainIds } from './test-ids.ts'

/** Renewed certificates that can still be brought back. */
export function RetiredCertificates({ retired }: { retired: ViewOf<'main'>['retired'] }) {
  const { t } = useTranslation()
  const dates = useDates()
  return (
    <section className="stack-tight" data-testid={mainIds.retired}>
      <h2>{t('main.retired')}</h2>
      {retired.map(({ thumbprint, serial, notAfter, undoUntil }) => (
        <div className="main-retired" key={thumbprint}>
          <p>
            {t('main.retiredText', { serial, notAfter: dates.instant(notAfter), undoUntil: dates.instant(undoUntil) })}
          </p>
          <ActionButton kind="secondary" action={() => koshin().main.restore(thumbprint)} testId={mainIds.restore}>
            {t('buttons.restore')}
          </ActionButton>
        </div>
      ))}
    </section>
  )
}
