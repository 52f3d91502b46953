import { useTranslation } from 'react-i18next'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { FailureNotice } from '../../components/progress/failure-notice.tsx'
import { useOriginal } from '../../components/certificate/original.ts'
import { PageFrame } from '../../components/frame/page-frame.tsx'
import { ProgressList } from '../../components/progress/progress-list.tsx'
import type { ViewOf } from '../../components/frame/view.ts'
import { preparingIds } from './test-ids.ts'

/** 電子証明書更新前処理中: everything that could fail later, looked at while nothing has been begun. */
export function PreparingPage({ view: { checks, failure } }: { view: ViewOf<'preparing'> }) {
  const { t } = useTranslation()
  const original = useOriginal()
  const duration = (took: number) => (took < 10 ? t('tookNone') : t('took', { seconds: (took / 1000).toFixed(2) }))
  // What has failed and what to do come first: below the list they would be out of sight on a small screen.
  const buttons = (
    <div className="actions">
      <ActionButton action={() => koshin().preparing.cancel()} testId={preparingIds.cancel}>
        {t('buttons.cancel')}
      </ActionButton>
      {failure !== undefined && (
        <ActionButton kind="primary" action={() => koshin().preparing.retry()} testId={preparingIds.retry}>
          {t('buttons.retry')}
        </ActionButton>
      )}
    </div>
  )
  return (
    <PageFrame title={t('titles.preparing')} {...original('preparing')} testId={preparingIds.page} stage="preparing">
      <p>{t(failure === undefined ? 'preparing.lead' : 'preparing.leadFailed')}</p>
      {failure !== undefined && <FailureNotice failure={failure} testId={preparingIds.failure} />}
      {failure !== undefined && buttons}
      <ProgressList
        label={t('preparing.list')}
        testId={preparingIds.check}
        items={checks.map(({ check, state, took }) => ({
          id: check,
          state,
          text: t(`preparing.checks.${check}`),
          ...(took === undefined ? {} : { aside: duration(took) }),
        }))}
      />
      {failure === undefined && buttons}
    </PageFrame>
  )
}
