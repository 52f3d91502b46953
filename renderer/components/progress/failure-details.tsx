import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { koshin } from '../controls/action.tsx'
import { ActionButton } from '../controls/button.tsx'
import type { Failure } from './safety.ts'
import './failure-details.css'

/** The code and the English cause: for whoever is called for help, out of everybody else's way. */
interface FailureDetailsProps {
  readonly failure: Pick<Failure, 'code' | 'cause'>
  /** The main process, which copies, knows of it. */
  readonly canCopy?: boolean
}

export function FailureDetails({ failure: { code, cause }, canCopy = true }: FailureDetailsProps) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  const copy = () =>
    koshin()
      .failure.copy(code)
      .then(() => setCopied(true))
  return (
    <details className="failure-details">
      <summary data-testid="failure-details">{t('failure.details')}</summary>
      <p className="failure-code">
        {t('failure.code', { code })}
        {cause !== undefined && cause !== '' && <span className="mono"> ({cause})</span>}
      </p>
      {canCopy && (
        <p className="failure-copy">
          <ActionButton kind="quiet" action={copy} testId="failure-copy">
            {t('buttons.copy')}
          </ActionButton>
          <span role="status">{copied && t('copied')}</span>
        </p>
      )}
    </details>
  )
}
