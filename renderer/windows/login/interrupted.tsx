import { useTranslation } from 'react-i18next'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import type { ViewOf } from '../../components/frame/view.ts'
import { formatTime } from '../../../preload/dates.ts'
import { useDates } from '../../components/certificate/use-dates.ts'
import { loginIds } from './test-ids.ts'

interface InterruptedProps {
  readonly unfinished: NonNullable<ViewOf<'login'>['unfinished']>
  readonly busy: boolean
}

/** A renewal or an acquisition that stopped, or waits for the bank: it is not lost, and this is how it goes on. */
export function Interrupted({ unfinished: { purpose, failure, automatic, retryAt }, busy }: InterruptedProps) {
  const { language, instant } = useDates()
  const { t } = useTranslation()
  return (
    <section className="panel stack-tight" data-testid={loginIds.unfinished} data-purpose={purpose}>
      <h2>{t(retryAt === undefined ? `login.unfinished.${purpose}` : `login.waiting.${purpose}`)}</h2>
      {failure !== undefined && <p>{t(`failures.${failure.code}.what`)}</p>}
      <p className="soft">
        {retryAt !== undefined
          ? t('working.askAgain', {
              time: failure?.until === undefined ? formatTime(retryAt, language) : instant(retryAt),
            })
          : t(automatic ? 'login.unfinished.automatic' : 'login.unfinished.text')}
      </p>
      <div className="actions">
        <ActionButton kind="quiet" disabled={busy} action={() => koshin().login.giveUp()} testId={loginIds.giveUp}>
          {t('buttons.giveUp')}
        </ActionButton>
        <ActionButton disabled={busy} action={() => koshin().login.resume()} testId={loginIds.resume}>
          {t(retryAt === undefined ? 'buttons.retry' : 'buttons.progress')}
        </ActionButton>
      </div>
    </section>
  )
}
