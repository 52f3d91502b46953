import { type KeyboardEvent, type Ref, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Mark } from '../frame/mark.tsx'
import './text-field.css'

interface TextFieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly testId: string
  readonly type?: 'text' | 'password'
  /** A bank prints it in half width, and it is sent so, however it is typed. */
  readonly halfWidth?: boolean
  /** What to type, where nothing about it is wrong. */
  readonly hint?: string
  readonly autoComplete: 'off' | 'current-password'
  readonly error?: string | undefined
  readonly maxLength: number
  /** Its value is not the user's to choose; the hint says why. */
  readonly disabled?: boolean
  readonly ref?: Ref<HTMLInputElement>
}

export function TextField(props: TextFieldProps) {
  const { label, value, onChange, testId, type = 'text', halfWidth = false, hint: ownHint } = props
  const { autoComplete, error, maxLength, disabled = false, ref } = props
  const { t } = useTranslation()
  const id = useId()
  const [isShown, setShown] = useState(false)
  const [capsLock, setCapsLock] = useState(false)
  const isSecret = type === 'password'
  const watch = (event: KeyboardEvent): void => setCapsLock(isSecret && event.getModifierState('CapsLock'))
  const isFull = /[^\x20-\x7e]/.test(value)
  // Of a password nothing is changed: whoever typed it with the input method on has to know.
  const hint = capsLock
    ? t('fields.capsLock')
    : isFull && (isSecret || halfWidth)
      ? t(halfWidth ? 'fields.folded' : 'fields.fullWidth')
      : halfWidth
        ? t('fields.halfWidth')
        : ownHint
  const told = [error !== undefined && `${id}-error`, hint !== undefined && `${id}-hint`].filter(Boolean).join(' ')
  return (
    <div className="text-field">
      <label htmlFor={id}>{label}</label>
      <div className="text-field-line">
        <input
          ref={ref}
          id={id}
          type={isSecret && !isShown ? 'password' : 'text'}
          value={value}
          maxLength={maxLength}
          autoComplete={autoComplete}
          autoCapitalize="none"
          spellCheck={false}
          required
          disabled={disabled}
          aria-invalid={error !== undefined}
          aria-describedby={told === '' ? undefined : told}
          data-testid={testId}
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={watch}
          onKeyUp={watch}
          onBlur={() => setCapsLock(false)}
        />
        {isSecret && (
          <button
            type="button"
            className="text-field-show"
            aria-pressed={isShown}
            aria-label={t('fields.show')}
            onClick={() => setShown(!isShown)}
          >
            {t(isShown ? 'fields.hideShort' : 'fields.showShort')}
          </button>
        )}
      </div>
      {hint !== undefined && (
        <p className="text-field-hint" id={`${id}-hint`} role={capsLock || isFull ? 'status' : undefined}>
          {hint}
        </p>
      )}
      {error !== undefined && <FieldError id={`${id}-error`} text={error} />}
    </div>
  )
}

/** `id` ties it to its field; without one, it is read out when it appears. */
export function FieldError({ id, text }: { id?: string; text: string }) {
  return (
    <p className="text-field-error" {...(id === undefined ? { role: 'alert' } : { id })}>
      <Mark state="failed" />
      {text}
    </p>
  )
}
