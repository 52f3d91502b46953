import { useTranslation } from 'react-i18next'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { DetailsList } from '../../components/certificate/details-list.tsx'
import { useOriginal } from '../../components/certificate/original.ts'
import { PageFrame } from '../../components/frame/page-frame.tsx'
import { StepsList } from '../../components/progress/steps-list.tsx'
import { useDates } from '../../components/certificate/use-dates.ts'
import type { ViewOf } from '../../components/frame/view.ts'
import { startIds } from './test-ids.ts'

/** 電子証明書更新開始: what will happen, before anything does. */
export function StartPage({ view: { certificate, bankHost, busy } }: { view: ViewOf<'start'> }) {
  const { t } = useTranslation()
  const original = useOriginal()
  const dates = useDates()
  return (
    <PageFrame title={t('titles.start')} {...original('start')} testId={startIds.page} stage="start">
      <p className="lead">{t('start.lead')}</p>
      <StepsList
        steps={[
          t('start.steps.twice'),
          t('start.steps.first', { host: bankHost }),
          t('start.steps.second'),
          t('start.steps.old'),
        ]}
      />
      <section className="panel">
        <DetailsList
          details={[
            { name: t('start.current'), value: certificate.holder },
            { name: t('certificate.notAfter'), value: dates.instant(certificate.notAfter) },
            { name: t('certificate.serial'), value: <span className="mono">{certificate.serial}</span> },
            { name: t('start.bank'), value: <span className="mono">{bankHost}</span> },
          ]}
        />
      </section>
      <div className="actions">
        <ActionButton kind="quiet" action={() => koshin().start.cancel()} testId={startIds.cancel}>
          {t('buttons.back')}
        </ActionButton>
        <ActionButton
          kind="primary"
          disabled={busy === true}
          action={() => koshin().start.begin()}
          testId={startIds.begin}
        >
          {t('buttons.begin')}
        </ActionButton>
      </div>
    </PageFrame>
  )
}
