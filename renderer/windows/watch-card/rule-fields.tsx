import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { TextField } from '../../components/controls/text-field.tsx'
import type { Written } from './read-card.ts'
import { watchCardIds } from './test-ids.ts'

interface RuleFieldsProps {
  readonly written: Written
  readonly write: (field: keyof Written) => (value: string) => void
  /** Decided by the organisation. */
  readonly fixed: boolean
  readonly told: (field: keyof Written) => string | undefined
}

const hours = Array.from({ length: 24 }, (_, index) => String(index + 1))

/** When the bank renews: reminders follow it. */
export function RuleFields({ written, write, fixed, told }: RuleFieldsProps) {
  const { t } = useTranslation()
  const id = useId()
  if (fixed) {
    const { from, until } = written
    return <p className="soft">{t('watchCard.ruleFixed', { from, until })}</p>
  }
  const days = (field: 'from' | 'until') => (
    <TextField
      label={t(`watchCard.${field}`)}
      value={written[field]}
      onChange={write(field)}
      autoComplete="off"
      maxLength={3}
      error={told(field)}
      testId={watchCardIds[field]}
    />
  )
  return (
    <fieldset className="watch-card-rule">
      <legend>{t('watchCard.rule')}</legend>
      {days('from')}
      {days('until')}
      <div className="text-field">
        <label htmlFor={id}>{t('watchCard.hour')}</label>
        <select
          id={id}
          value={written.hour}
          data-testid={watchCardIds.hour}
          onChange={({ target }) => write('hour')(target.value)}
        >
          <option value="">{t('watchCard.ownHour')}</option>
          {hours.map((hour) => (
            <option key={hour} value={hour}>
              {t('watchCard.hourAt', { hour })}
            </option>
          ))}
        </select>
      </div>
      <p className="text-field-hint">{t('watchCard.ruleHint')}</p>
    </fieldset>
  )
}
