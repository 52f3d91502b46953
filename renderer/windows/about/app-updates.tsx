import { useTranslation } from 'react-i18next'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { FailureNotice } from '../../components/progress/failure-notice.tsx'
import { useDates } from '../../components/certificate/use-dates.ts'
import type { ViewOf } from '../../components/frame/view.ts'
import { aboutIds } from './test-ids.ts'

type Standing = ViewOf<'about'>['updates']

/** アプリのアップデート, never 更新 alone: that is what happens to certificates. */
export function AppUpdates({ updates }: { updates: Standing }) {
  const { t } = useTranslation()
  const { state } = updates
  const failure = state === 'ready' || state === 'failed' ? updates.failure : undefined
  const canLook = state === 'idle' || state === 'latest' || state === 'waiting' || state === 'failed'
  return (
    <section className="panel stack-tight" data-testid={aboutIds.updates}>
      <h2>{t('updates.title')}</h2>
      <p role="status" data-testid={aboutIds.updatesState} data-state={state}>
        <State updates={updates} />
      </p>
      {failure !== undefined && <FailureNotice failure={failure} testId={aboutIds.updatesFailure} />}
      {/* Where updates come from is for the administrator alone to say. */}
      {!(state === 'off' && updates.why !== 'managed') && <p className="soft small">{t('updates.locked')}</p>}
      {(canLook || state === 'ready') && (
        <div className="actions">
          {canLook ? (
            <ActionButton action={() => koshin().updates.look()} testId={aboutIds.updatesLook}>
              {t('updates.look')}
            </ActionButton>
          ) : (
            <ActionButton action={() => koshin().updates.restart()} testId={aboutIds.updatesRestart}>
              {t('updates.restart')}
            </ActionButton>
          )}
        </div>
      )}
    </section>
  )
}

function State({ updates }: { updates: Standing }): string {
  const { t } = useTranslation()
  const dates = useDates()
  switch (updates.state) {
    case 'off':
      return t(`updates.off.${updates.why}`)
    case 'idle':
    case 'checking':
    case 'failed':
      return t(`updates.${updates.state}`)
    case 'latest':
      return t('updates.latest', { time: dates.instant(updates.time) })
    case 'waiting':
    case 'downloading':
    case 'ready':
      return t(`updates.${updates.state}`, { version: updates.version })
  }
}
