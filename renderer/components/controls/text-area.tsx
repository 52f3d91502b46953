import { useId } from 'react'
import { FieldError } from './text-field.tsx'
import './text-field.css'

interface TextAreaProps {
  readonly label: string
  readonly hint: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly maxLength: number
  readonly error?: string | undefined
  readonly testId: string
}

/** A few lines of text, which may stay empty. */
export function TextArea({ label, hint, value, onChange, maxLength, error, testId }: TextAreaProps) {
  const id = useId()
  return (
    <div className="text-field text-area">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        rows={3}
        value={value}
        maxLength={maxLength}
        spellCheck={false}
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? `${id}-hint` : `${id}-error ${id}-hint`}
        data-testid={testId}
        onChange={(event) => onChange(event.target.value)}
      />
      <p className="text-field-hint" id={`${id}-hint`}>
        {hint}
      </p>
      {error !== undefined && <FieldError id={`${id}-error`} text={error} />}
    </div>
  )
}
