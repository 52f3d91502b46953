import { useTranslation } from 'react-i18next'
import { Mark } from '../frame/mark.tsx'
import { FailureDetails } from './failure-details.tsx'
import { type Failure, type Phase, safetyOf } from './safety.ts'
import './failure-notice.css'

interface FailureNoticeProps {
  readonly failure: Failure
  readonly testId: string
  /** How far the renewal has come in which it happened. */
  readonly phase?: Phase | undefined
  /** It will be tried again without the user: a delay, not an end. */
  readonly automatic?: boolean
  /** Stands above a page instead of within it. */
  readonly banner?: boolean
}

/** What happened, what is safe, what to do next; and the code that a help desk asks for. */
export function FailureNotice({ failure, testId, phase, automatic = false, banner = false }: FailureNoticeProps) {
  const { t } = useTranslation()
  const { code, retryAfter } = failure
  return (
    <div
      className={`failure${banner ? ' failure-banner' : ''}${automatic ? ' failure-automatic' : ''}`}
      role="alert"
      data-testid={testId}
      data-code={code}
    >
      <Mark state={automatic ? 'running' : 'failed'} />
      <p className="failure-what">
        <span className="visually-hidden">{t('failure.label')}: </span>
        {t(`failures.${code}.what`)}
      </p>
      <dl className="failure-facts">
        <div>
          <dt>{t('failure.safe')}</dt>
          <dd>{t(safetyOf(code, phase))}</dd>
        </div>
        <div>
          <dt>{t('failure.next')}</dt>
          <dd>
            {automatic ? t('failure.automatic') : t(`failures.${code}.next`)}
            {retryAfter !== undefined && <> {t('failure.retryAfter', { seconds: String(retryAfter) })}</>}
          </dd>
        </div>
      </dl>
      {/* A banner's is the page's own: the main process, which copies, knows of none. */}
      <FailureDetails failure={failure} canCopy={!banner} />
    </div>
  )
}
