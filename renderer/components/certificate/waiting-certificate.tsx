import { useTranslation } from 'react-i18next'
import { ActionButton } from '../controls/button.tsx'
import type { ViewOf } from '../frame/view.ts'
import { useDates } from './use-dates.ts'
import './waiting-certificate.css'

interface WaitingCertificateProps {
  readonly waiting: NonNullable<ViewOf<'main'>['waiting']>
  readonly action: () => Promise<void>
  /** Is it the main thing in its window? */
  readonly primary: boolean
  /** Not now: the window is busy with something else. */
  readonly disabled?: boolean
  readonly testId: string
  readonly buttonTestId: string
}

/** After いいえ at the second confirmation: nothing was lost, and this is how to go on. */
export function WaitingCertificate(props: WaitingCertificateProps) {
  const { waiting, action, primary, disabled = false, testId, buttonTestId } = props
  const { t } = useTranslation()
  const dates = useDates()
  return (
    <section className="panel waiting-certificate" data-testid={testId}>
      <div className="stack-tight">
        <h2>{t('main.waiting')}</h2>
        <p>{t('main.waitingText', { holder: waiting.holder, notAfter: dates.instant(waiting.notAfter) })}</p>
      </div>
      <ActionButton kind={primary ? 'primary' : 'secondary'} disabled={disabled} action={action} testId={buttonTestId}>
        {t('buttons.installWaiting')}
      </ActionButton>
    </section>
  )
}
