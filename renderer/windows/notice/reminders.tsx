import { useTranslation } from 'react-i18next'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { useDates } from '../../components/certificate/use-dates.ts'
import type { ViewOf } from '../../components/frame/view.ts'
import { noticeIds } from './test-ids.ts'

/** Quiet ways to put the notifications off. This window asks at each login all the same. */
export function Reminders({ reminders: { canBeSilenced, silentUntil, from } }: Pick<ViewOf<'notice'>, 'reminders'>) {
  const { t } = useTranslation()
  const dates = useDates()
  if (!canBeSilenced) return null
  return (
    <div className="notice-reminders">
      <p className="soft small" role="status" data-testid={noticeIds.silent}>
        {silentUntil === undefined
          ? t('notice.reminders', { from: String(from) })
          : t('notice.silent', { time: dates.instant(silentUntil) })}
      </p>
      <div className="notice-silence">
        <ActionButton kind="quiet" action={() => koshin().notice.snooze()} testId={noticeIds.snooze}>
          {t('buttons.snooze')}
        </ActionButton>
        <ActionButton kind="quiet" action={() => koshin().notice.mute()} testId={noticeIds.mute}>
          {t('buttons.mute')}
        </ActionButton>
      </div>
    </div>
  )
}
