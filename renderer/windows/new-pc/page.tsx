import { useTranslation } from 'react-i18next'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { CertificateCard } from '../../components/certificate/certificate-card.tsx'
import { useOriginal } from '../../components/certificate/original.ts'
import { PageFrame } from '../../components/frame/page-frame.tsx'
import { StepsList } from '../../components/progress/steps-list.tsx'
import type { ViewOf } from '../../components/frame/view.ts'
import { newPcIds } from './test-ids.ts'

/** What to do before the old computer goes, and on the new one: a key cannot move, so nothing here exports one. */
export function NewPcPage({ view }: { view: ViewOf<'new-pc'> }) {
  const { t } = useTranslation()
  const original = useOriginal()
  return (
    <PageFrame title={t('titles.newPc')} {...original('newPc')} testId={newPcIds.page}>
      <p className="lead">{t('newPc.lead')}</p>
      {view.unfinished && (
        <p className="panel" role="note" data-testid={newPcIds.unfinished}>
          {t('newPc.unfinished')}
        </p>
      )}
      <section className="stack-tight">
        <h2>{t('newPc.before')}</h2>
        <StepsList
          steps={[t('newPc.beforeSteps.finish'), t('newPc.beforeSteps.password'), t('newPc.beforeSteps.keep')]}
        />
      </section>
      <section className="stack-tight">
        <h2>{t('newPc.then')}</h2>
        <StepsList steps={[t('newPc.thenSteps.acquire'), t('newPc.thenSteps.login')]} />
      </section>
      <section className="stack-tight">
        <h2>{t('newPc.after')}</h2>
        <StepsList steps={[t('newPc.afterSteps.revoke'), t('newPc.afterSteps.erase')]} />
      </section>
      <section className="stack-tight">
        <h2>{t('newPc.here')}</h2>
        {view.certificates.length === 0 && <p>{t('newPc.none')}</p>}
        {view.certificates.map((certificate) => (
          <CertificateCard key={certificate.thumbprint} certificate={certificate} testId={newPcIds.certificate} />
        ))}
      </section>
      <div className="actions">
        <ActionButton kind="secondary" action={() => koshin().newPc.back()} testId={newPcIds.back}>
          {t('buttons.back')}
        </ActionButton>
      </div>
    </PageFrame>
  )
}
