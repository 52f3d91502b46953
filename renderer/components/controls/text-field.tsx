import { type Ref, useId } from 'react'
import { Mark } from '../frame/mark.tsx'
import './text-field.css'

interface TextFieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly testId: string
  readonly type?: 'text' | 'password'
  readonly autoComplete: 'off' | 'current-password'
  readonly error?: string | undefined
  readonly maxLength: number
  readonly ref?: Ref<HTMLInputElement>
}

export function TextField(props: TextFieldProps) {
  const { label, value, onChange, testId, type = 'text', autoComplete, error, maxLength, ref } = props
  const id = useId()
  return (
    <div className="text-field">
      <label htmlFor={id}>{label}</label>
      <input
        ref={ref}
        id={id}
        type={type}
        value={value}
        maxLength={maxLength}
        autoComplete={autoComplete}
        autoCapitalize="none"
        spellCheck={false}
        required
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : `${id}-error`}
        data-testid={testId}
        onChange={(event) => onChange(event.target.value)}
      />
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
