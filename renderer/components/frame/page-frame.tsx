import { type ReactNode, useContext, useEffect, useLayoutEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { koshin } from '../controls/action.tsx'
import { ActionButton } from '../controls/button.tsx'
import { BanksContext } from './banks/banks.ts'
import { BankSwitch } from './banks/bank-switch.tsx'
import { LockBanner } from './lock-banner.tsx'
import { RenewalStages, type Stage } from '../progress/renewal-stages.tsx'
import { Seal } from '../window/seal.tsx'
import { useTitle } from '../window/use-title.ts'
import './page-frame.css'

interface PageFrameProps {
  readonly title: string
  /** The manual's own word for this window, shown beside a translation. */
  readonly original?: string
  readonly testId: string
  readonly stage?: Stage
  /** At the end of the top line, where no renewal is under way. */
  readonly aside?: ReactNode
  /** Leads to what the help says of this page. */
  readonly help?: boolean
  /** What the page leads to, beside its title: in sight however much there is to tell below. */
  readonly actions?: ReactNode
  readonly children: ReactNode
}

export function PageFrame({ title, original, testId, stage, aside, help = true, actions, children }: PageFrameProps) {
  const { t } = useTranslation()
  const banks = useContext(BanksContext)
  const heading = useRef<HTMLHeadingElement>(null)

  useTitle(title)

  // A new window: its top, before it is drawn.
  useLayoutEffect(() => window.scrollTo(0, 0), [testId])
  // And a screen reader's place in it. A change of language alone is none.
  useEffect(() => heading.current?.focus({ preventScroll: true }), [testId])

  return (
    <div className="frame" data-testid={testId}>
      <header className="frame-top">
        <div className="frame-bank">
          <Seal />
          {banks !== undefined && banks.banks.length > 1 ? (
            <BankSwitch banks={banks} />
          ) : (
            (banks?.banks[0]?.name ?? t('product'))
          )}
        </div>
        <div className="frame-end">
          {stage !== undefined && <RenewalStages current={stage} />}
          {aside}
          {help && (
            <ActionButton kind="quiet" action={() => koshin().side.open('help')} testId="frame-help">
              {t('buttons.help')}
            </ActionButton>
          )}
        </div>
      </header>
      <LockBanner />
      <main className="frame-page">
        <div className="frame-title">
          <div>
            <h1 ref={heading} tabIndex={-1}>
              {title}
            </h1>
            {original !== undefined && original !== title && (
              <p className="frame-original" lang="ja">
                {original}
              </p>
            )}
          </div>
          {actions !== undefined && <div className="actions">{actions}</div>}
        </div>
        <div className="stack">{children}</div>
      </main>
    </div>
  )
}
