import { useTranslation } from 'react-i18next'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { PageFrame } from '../../components/frame/page-frame.tsx'
import { useLeave } from '../../components/frame/use-leave.ts'
import type { ViewOf } from '../../components/frame/view.ts'
import { FailureNotice } from '../../components/progress/failure-notice.tsx'
import { Bank } from './bank.tsx'
import { Lock } from './lock.tsx'
import { genuineIds } from './test-ids.ts'
import './genuine.css'

const back = (): Promise<void> => koshin().genuine.back()

/** 本物確認: what is true here, whom to call, and a lock, for who was asked by phone or mail to renew. */
export function GenuinePage({ view: { banks, lock, check, failure } }: { view: ViewOf<'genuine'> }) {
  const { t } = useTranslation()
  useLeave(back)
  return (
    <PageFrame title={t('titles.genuine')} testId={genuineIds.page}>
      {failure !== undefined && <FailureNotice failure={failure} testId={genuineIds.failure} />}
      <p className="lead">{t('genuine.lead')}</p>
      {banks.map((bank) => (
        <Bank key={bank.id} bank={bank} check={check?.bank === bank.id ? check : undefined} />
      ))}
      <Lock lock={lock} />
      <div className="actions">
        <ActionButton action={back} testId={genuineIds.back}>
          {t('buttons.back')}
        </ActionButton>
      </div>
    </PageFrame>
  )
}
