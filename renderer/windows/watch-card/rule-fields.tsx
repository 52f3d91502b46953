import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { TextField } from '../../components/controls/text-field.tsx'
import type { Fixed } from '../../../preload/contract.ts'
import type { Written } from './read-card.ts'
import { watchCardIds } from './test-ids.ts'

interface RuleFieldsProps {
  readonly written: Written
  readonly write: (field: keyof Written) => (value: string) => void
  /** Decided by the organisation. */
  readonly fixed: Fixed
  readonly told: (field: keyof Written) => string | undefined
}

const hours = Array.from({ length: 24 }, (_, index) => String(index + 1))

/** When the bank renews: reminders follow it. */
export function RuleFields({ written, write, fixed, told }: RuleFieldsProps) {
  const { t } = useTranslation()
  const id = useId()
  const days = (field: 'from' | 'until') => (
    <TextField
      label={t(`watchCard.${field}`)}
      {...(fixed.includes(field) && { hint: t('watchCard.fixed') })}
      value={written[field]}
      onChange={write(field)}
      autoComplete="off"
      maxLength={3}
      disabled={fixed.includes(field)}
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
          disabled={fixed.includes('hour')}
          aria-describedby={fixed.includes('hour') ? `${id}-hint` : undefined}
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
        {fixed.includes('hour') && (
          <p className="text-field-hint" id={`${id}-hint`}>
            {t('watchCard.fixed')}
          </p>
        )}
      </div>
      <p className="text-field-hint">{t('watchCard.ruleHint')}</p>
    </fieldset>
  )
}
