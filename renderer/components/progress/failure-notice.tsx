import { useTranslation } from 'react-i18next'
import { koshin } from '../controls/action.tsx'
import { ActionButton } from '../controls/button.tsx'
import { BankWords } from '../frame/banks/bank-words.tsx'
import { useHelpDesk } from '../frame/banks/banks.ts'
import { Mark } from '../frame/mark.tsx'
import { useDates } from '../certificate/use-dates.ts'
import { FailureDetails } from './failure-details.tsx'
import { sayWait } from '../../locales/wait.ts'
import { HelpDesk } from './help-desk.tsx'
import { type Failure, type Phase, safetyOf } from './safety.ts'
import './failure-notice.css'

interface FailureNoticeProps {
  readonly failure: Failure
  readonly testId: string
  /** How far the renewal has come in which it happened. */
  readonly phase?: Phase | undefined
  /** It will be tried again without the user: a delay, not an end. */
  readonly automatic?: boolean
  /** What else to do. */
  readonly more?: string | undefined
  /** Stands above a page instead of within it. */
  readonly banner?: boolean
}

/** What happened, what is safe, what to do next; and the code that a help desk asks for. */
export function FailureNotice(props: FailureNoticeProps) {
  const { failure, testId, phase, automatic = false, more, banner = false } = props
  const { t } = useTranslation()
  const { code } = failure
  const helpDesk = useHelpDesk()
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
            <NextStep failure={failure} automatic={automatic} more={more} />
            {(code === 'keystore.password-protected' || code === 'keystore.pin-needed') && (
              <div className="failure-unlock">
                <ActionButton kind="primary" action={() => koshin().keyStore.unlock()} testId="failure-unlock">
                  {t(code === 'keystore.pin-needed' ? 'buttons.enterPin' : 'buttons.enterPassword')}
                </ActionButton>
              </div>
            )}
          </dd>
        </div>
        {failure.message !== undefined && (
          <div>
            <dt>{t('bankWords')}</dt>
            <dd>
              <BankWords message={failure.message} />
            </dd>
          </div>
        )}
        {helpDesk !== undefined && (
          <div>
            <dt>{t('helpDesk.title')}</dt>
            <dd>
              <HelpDesk />
            </dd>
          </div>
        )}
      </dl>
      {/* A banner's is the page's own: the main process, which copies, knows of none. */}
      <FailureDetails failure={failure} canCopy={!banner} />
    </div>
  )
}

/** What to do next, not before when, and what else. */
function NextStep({ failure, automatic, more }: Pick<FailureNoticeProps, 'failure' | 'automatic' | 'more'>) {
  const { t } = useTranslation()
  const { instant, language } = useDates()
  const { code, retryAfter, until } = failure
  const said = retryAfter === undefined ? undefined : sayWait(retryAfter)
  const wait = said && t(`waits.${said.unit}`, { amount: String(said.count) })
  const sentences = (): readonly (string | undefined)[] => {
    if (until !== undefined) {
      return [t(automatic === true ? 'failure.automaticAfter' : 'failure.tryAfter', { time: instant(until) })]
    }
    if (automatic === true) return [wait === undefined ? t('failure.automatic') : t('failure.automaticIn', { wait })]
    return [t(`failures.${code}.next`), wait && t('failure.waitFirst', { wait })]
  }
  return [...sentences(), more].filter((one) => one !== undefined).join(language === 'ja' ? '' : ' ')
}
