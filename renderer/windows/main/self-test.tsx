import { useTranslation } from 'react-i18next'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { FailureNotice } from '../../components/progress/failure-notice.tsx'
import { useDates } from '../../components/certificate/use-dates.ts'
import type { ViewOf } from '../../components/frame/view.ts'
import { mainIds } from './test-ids.ts'

/** Does the certificate open a connection to the bank, right now? */
export function SelfTest({ result }: { result: ViewOf<'main'>['selfTest'] }) {
  const { t } = useTranslation()
  const dates = useDates()
  const outcome =
    result?.state === 'passed' ? t('main.selfTest.passed', { time: dates.instant(result.time) }) : undefined
  const text = outcome ?? t(result?.state === 'running' ? 'main.selfTest.running' : 'main.selfTest.none')
  return (
    <div className="self-test">
      <div aria-live="polite" data-testid={mainIds.selfTestResult} data-state={result?.state ?? 'none'}>
        {result?.state !== 'failed' && <p>{text}</p>}
        {result?.state === 'failed' && <FailureNotice failure={result.failure} testId={mainIds.selfTestFailure} />}
      </div>
      <div>
        <ActionButton
          kind="secondary"
          disabled={result?.state === 'running'}
          action={() => koshin().main.selfTest()}
          testId={mainIds.selfTest}
        >
          {t('buttons.selfTest')}
        </ActionButton>
      </div>
    </div>
  )
}
