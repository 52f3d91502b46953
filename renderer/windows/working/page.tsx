import { useTranslation } from 'react-i18next'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { FailureNotice } from '../../components/progress/failure-notice.tsx'
import { useOriginal } from '../../components/certificate/original.ts'
import { PageFrame } from '../../components/frame/page-frame.tsx'
import { useDates } from '../../components/certificate/use-dates.ts'
import { ProgressList } from '../../components/progress/progress-list.tsx'
import type { ViewOf } from '../../components/frame/view.ts'
import { formatTime } from '../../../preload/dates.ts'
import { stageOf, stagesOf } from './stage.ts'
import { workingIds } from './test-ids.ts'

/** The renewal under way, step by step. */
export function WorkingPage({ view }: { view: ViewOf<'working'> }) {
  const { t } = useTranslation()
  const original = useOriginal()
  const { language, instant } = useDates()
  const steps = stagesOf(view.purpose)
  const reached = steps.indexOf(stageOf(view.step))
  return (
    <PageFrame
      title={t('titles.working')}
      {...original('working')}
      testId={workingIds.page}
      {...(view.purpose === 'renewal' ? { stage: 'working' as const } : {})}
    >
      <p>{t('working.lead')}</p>
      {view.failure !== undefined && (
        <FailureNotice failure={view.failure} testId={workingIds.failure} phase={view.phase} automatic />
      )}
      <ProgressList
        label={t('working.list')}
        testId={workingIds.step}
        items={steps.map((step, index) => ({
          id: step,
          text: t(`working.steps.${step}`),
          state: index < reached ? 'passed' : index === reached ? 'running' : 'waiting',
          more: index === reached ? more(view) : undefined,
        }))}
      />
      {view.canLeave === true && (
        <div className="actions">
          <ActionButton action={() => koshin().working.leave()} testId={workingIds.leave}>
            {t('buttons.leave')}
          </ActionButton>
        </div>
      )}
    </PageFrame>
  )

  function more({ step, retryAt, failure }: ViewOf<'working'>): string | undefined {
    if (step === 'confirming-request' || step === 'confirming-installation') return t('working.answer')
    // What a bank tells as a date may be another day's.
    const at = (time: number) => (failure?.until === undefined ? formatTime(time, language) : instant(time))
    const again = retryAt === undefined ? undefined : t('working.askAgain', { time: at(retryAt) })
    // A bank that is busy issues nothing.
    if (step !== 'waiting-for-bank' || failure !== undefined) return again
    return [t('working.bankIssuing'), again].filter((text) => text !== undefined).join(' ')
  }
}
