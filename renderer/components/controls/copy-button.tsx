import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CopyField } from '../../../preload/contract.ts'
import { koshin, useAction } from './action.tsx'
import './copy-button.css'

/** Copies one field of the certificate that the window is about, and says so until the pointer or the focus leaves. */
export function CopyButton({ name, field }: { name: string; field: CopyField }) {
  const { t } = useTranslation()
  const { run } = useAction()
  const [copied, setCopied] = useState(false)
  const copy = () =>
    koshin()
      .certificate.copy(field)
      .then(() => setCopied(true))
  return (
    <span className="copy" onMouseLeave={() => setCopied(false)} onBlur={() => setCopied(false)}>
      <span className="copy-done" role="status">
        {copied && t('copied')}
      </span>
      <button
        type="button"
        aria-label={t('copy', { name })}
        title={t('copy', { name })}
        data-testid={`copy-${field}`}
        onClick={() => void run(copy)}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
          <path d="M10.5 5.5V4A1.5 1.5 0 0 0 9 2.5H4A1.5 1.5 0 0 0 2.5 4v5A1.5 1.5 0 0 0 4 10.5h1.5" />
        </svg>
      </button>
    </span>
  )
}
