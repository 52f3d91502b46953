import { useTranslation } from 'react-i18next'
import { ActionButton } from '../controls/button.tsx'
import type { ViewOf } from '../frame/view.ts'
import { noticePartIds } from './notice-ids.ts'
import { useDates } from '../certificate/use-dates.ts'
import './notice.css'

interface SilenceProps extends Pick<ViewOf<'notice'>, 'reminders'> {
  readonly snooze: () => Promise<void>
  readonly mute: () => Promise<void>
}

/** Quiet ways to put the notifications off. A bank's own window asks at each login all the same. */
export function Silence({ reminders: { canBeSilenced, silentUntil, from }, snooze, mute }: SilenceProps) {
  const { t } = useTranslation()
  const dates = useDates()
  if (!canBeSilenced) return null
  return (
    <div className="notice-reminders">
      <p className="soft small" role="status" data-testid={noticePartIds.silent}>
        {silentUntil === undefined
          ? t('notice.reminders', { from: String(from) })
          : t('notice.silent', { time: dates.instant(silentUntil) })}
      </p>
      <div className="button-beside">
        <ActionButton kind="quiet" action={snooze} testId={noticePartIds.snooze}>
          {t('buttons.snooze')}
        </ActionButton>
        <ActionButton kind="quiet" action={mute} testId={noticePartIds.mute}>
          {t('buttons.mute')}
        </ActionButton>
      </div>
    </div>
  )
}
