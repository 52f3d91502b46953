import { useTranslation } from 'react-i18next'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { useDates } from '../../components/certificate/use-dates.ts'
import type { ViewOf } from '../../components/frame/view.ts'
import { settingsIds } from './test-ids.ts'

type Settings = ViewOf<'settings'>
type Reminder = Settings['reminders'][number]

/** Whether the notifications are silent, and the ways to change that. The notice window asks at each login all the same. */
export function Reminders({ reminders, knowledge }: Pick<Settings, 'reminders' | 'knowledge'>) {
  const { t } = useTranslation()
  return (
    <section className="stack-tight" data-testid={settingsIds.reminders}>
      <h2>{t('settings.reminders')}</h2>
      {reminders.length === 0 && <p role="status">{t(`settings.remindersNone.${knowledge}`)}</p>}
      {reminders.map((reminder) => (
        <ReminderLine key={reminder.thumbprint} {...reminder} />
      ))}
    </section>
  )
}

function ReminderLine({ thumbprint, holder, begun, canBeSilenced, silentUntil, from }: Reminder) {
  const { t } = useTranslation()
  const dates = useDates()
  const silent = silentUntil !== undefined
  const set = (silence: 'none' | 'snooze' | 'mute') => () => koshin().settings.reminders({ thumbprint, silence })
  return (
    <div className="settings-reminder">
      <p role="status">
        {!canBeSilenced
          ? t('settings.remindersInsistent', { holder })
          : silent
            ? t('settings.remindersSilent', { holder, time: dates.instant(silentUntil) })
            : t('settings.remindersOn', { holder, from: String(from) })}
      </p>
      {canBeSilenced && silent && (
        <ActionButton action={set('none')} testId={settingsIds.resume}>
          {t('buttons.resume')}
        </ActionButton>
      )}
      {begun && canBeSilenced && !silent && (
        <div className="button-beside">
          <ActionButton kind="quiet" action={set('snooze')} testId={settingsIds.snooze}>
            {t('buttons.snooze')}
          </ActionButton>
          <ActionButton kind="quiet" action={set('mute')} testId={settingsIds.mute}>
            {t('buttons.mute')}
          </ActionButton>
        </div>
      )}
    </div>
  )
}
