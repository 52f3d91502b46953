import { useTranslation } from 'react-i18next'
import { ActionButton } from '../controls/button.tsx'
import type { ViewOf } from '../frame/view.ts'
import { useDates } from './use-dates.ts'
import './waiting-certificate.css'

interface WaitingCertificateProps {
  readonly waiting: NonNullable<ViewOf<'main'>['waiting']>
  readonly action: () => Promise<void>
  /** Asks whether it shall be given up. */
  readonly giveUp: () => Promise<void>
  /** Is it the main thing in its window? */
  readonly primary: boolean
  /** Not now: the window is busy with something else. */
  readonly disabled?: boolean
  readonly testId: string
  readonly buttonTestId: string
  readonly giveUpTestId: string
}

/** After いいえ at the second confirmation: nothing was lost, and this is how to go on. */
export function WaitingCertificate(props: WaitingCertificateProps) {
  const { waiting, action, giveUp, primary, disabled = false, testId, buttonTestId, giveUpTestId } = props
  const { t } = useTranslation()
  const dates = useDates()
  return (
    <section className="panel waiting-certificate" data-testid={testId}>
      <div className="stack-tight">
        <h2>{t('main.waiting')}</h2>
        <p>{t('main.waitingText', { holder: waiting.holder, notAfter: dates.instant(waiting.notAfter) })}</p>
        {waiting.unconfirmed !== undefined && <p>{t('unconfirmed.waiting')}</p>}
      </div>
      <div className="actions">
        <ActionButton kind="quiet" disabled={disabled} action={giveUp} testId={giveUpTestId}>
          {t('buttons.giveUp')}
        </ActionButton>
        <ActionButton
          kind={primary ? 'primary' : 'secondary'}
          disabled={disabled}
          action={action}
          testId={buttonTestId}
        >
          {t('buttons.installWaiting')}
        </ActionButton>
      </div>
    </section>
  )
}
