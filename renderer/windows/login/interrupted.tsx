import { useTranslation } from 'react-i18next'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import type { ViewOf } from '../../components/frame/view.ts'
import { loginIds } from './test-ids.ts'

interface InterruptedProps {
  readonly unfinished: NonNullable<ViewOf<'login'>['unfinished']>
  readonly busy: boolean
}

/** A renewal or an acquisition that stopped: it is not lost, and this is how it goes on. */
export function Interrupted({ unfinished: { purpose, failure, automatic }, busy }: InterruptedProps) {
  const { t } = useTranslation()
  return (
    <section className="panel stack-tight" data-testid={loginIds.unfinished} data-purpose={purpose}>
      <h2>{t(`login.unfinished.${purpose}`)}</h2>
      {failure !== undefined && <p>{t(`failures.${failure.code}.what`)}</p>}
      <p className="soft">{t(automatic ? 'login.unfinished.automatic' : 'login.unfinished.text')}</p>
      <div className="actions">
        <ActionButton disabled={busy} action={() => koshin().login.resume()} testId={loginIds.resume}>
          {t('buttons.retry')}
        </ActionButton>
      </div>
    </section>
  )
}
