import { createContext, type ReactNode, useContext, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { RenewalStages, type Stage } from './renewal-stages.tsx'
import './page-frame.css'

/** The bank's name, once a view has told it; the windows of a renewal carry on with the last one. */
export const BankNameContext = createContext<string | undefined>(undefined)

interface PageFrameProps {
  readonly title: string
  /** The manual's own word for this window, shown beside a translation. */
  readonly original?: string
  readonly testId: string
  readonly stage?: Stage
  /** At the end of the top line, where no renewal is under way. */
  readonly aside?: ReactNode
  readonly children: ReactNode
}

export function PageFrame({ title, original, testId, stage, aside, children }: PageFrameProps) {
  const { t } = useTranslation()
  const bankName = useContext(BankNameContext)
  const heading = useRef<HTMLHeadingElement>(null)

  // A new window: its title, its top, and a screen reader's place in it.
  useEffect(() => {
    document.title = title
    window.scrollTo(0, 0)
    heading.current?.focus({ preventScroll: true })
  }, [title])

  return (
    <div className="frame" data-testid={testId}>
      <header className="frame-top">
        <p className="frame-bank">
          <Seal />
          {bankName ?? t('product')}
        </p>
        {stage !== undefined && <RenewalStages current={stage} />}
        {aside}
      </header>
      <main className="frame-page">
        <div className="frame-title">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {original !== undefined && original !== title && (
            <p className="frame-original" lang="ja">
              {original}
            </p>
          )}
        </div>
        <div className="stack">{children}</div>
      </main>
    </div>
  )
}

/** A ring that begins anew: 更新. */
function Seal() {
  return (
    <svg className="frame-seal" viewBox="0 0 22 22" aria-hidden="true">
      <path d="M17.6 6.2A8.2 8.2 0 1 0 19.2 11" />
      <path d="M18.4 2.6v4h-4" />
      <circle cx="11" cy="11" r="2.2" />
    </svg>
  )
}
