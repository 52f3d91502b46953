import { useTranslation } from 'react-i18next'
import type { CertificateCard } from '../../../preload/contract.ts'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { FailureNotice } from '../../components/progress/failure-notice.tsx'
import { PageFrame } from '../../components/frame/page-frame.tsx'
import type { ViewOf } from '../../components/frame/view.ts'
import { Explanation } from './explanation.tsx'
import { endedIds } from './test-ids.ts'

interface EndedPageProps {
  readonly view: ViewOf<'ended'>
  /** The certificate that was to be renewed, if this window has seen it. */
  readonly current: CertificateCard | undefined
}

/** A renewal that ended before its completion says plainly how things stand. */
export function EndedPage({ view, current }: EndedPageProps) {
  const { t } = useTranslation()
  const { outcome, purpose, retry, again, leadsTo } = view
  const canRetry = retry !== 'none'
  const failure = view.failure ?? (outcome === 'failed' ? ({ code: 'internal', retry: 'never' } as const) : undefined)
  return (
    <PageFrame
      title={t(`titles.ended.${purpose}.${retry === 'automatic' ? 'waiting' : outcome}`)}
      testId={endedIds.page}
    >
      {failure !== undefined && (
        <FailureNotice
          failure={failure}
          testId={endedIds.failure}
          phase={view.phase}
          automatic={retry === 'automatic'}
        />
      )}
      {outcome !== 'failed' && <Explanation outcome={outcome} purpose={purpose} current={current} />}
      <div className="actions">
        {view.canGiveUp === true && (
          <ActionButton kind="quiet" action={() => koshin().ended.giveUp()} testId={endedIds.giveUp}>
            {t('buttons.giveUp')}
          </ActionButton>
        )}
        <ActionButton
          kind={canRetry || again !== undefined ? 'secondary' : 'primary'}
          action={() => koshin().ended.continue()}
          testId={endedIds.continue}
        >
          {t(leadsTo === 'main' ? 'buttons.toMain' : 'buttons.backToLogin')}
        </ActionButton>
        {again !== undefined && (
          <ActionButton kind="primary" action={() => koshin().ended.again()} testId={endedIds.again}>
            {t(`buttons.again.${again}`)}
          </ActionButton>
        )}
        {canRetry && (
          <ActionButton kind="primary" action={() => koshin().ended.retry()} testId={endedIds.retry}>
            {t('buttons.retry')}
          </ActionButton>
        )}
      </div>
    </PageFrame>
  )
}
