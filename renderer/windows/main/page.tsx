import { useTranslation } from 'react-i18next'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { CertificateCard } from '../../components/certificate/certificate-card.tsx'
import { DetailsList } from '../../components/certificate/details-list.tsx'
import { FailureNotice } from '../../components/progress/failure-notice.tsx'
import { LifeLine } from '../../components/certificate/life-line.tsx'
import { useOriginal } from '../../components/certificate/original.ts'
import { WaitingCertificate } from '../../components/certificate/waiting-certificate.tsx'
import { BankWords } from '../../components/frame/banks/bank-words.tsx'
import { PageFrame } from '../../components/frame/page-frame.tsx'
import { SideLinks } from '../../components/frame/side-links.tsx'
import { useDates } from '../../components/certificate/use-dates.ts'
import type { ViewOf } from '../../components/frame/view.ts'
import { History } from './history.tsx'
import { Notes } from './notes.tsx'
import { RetiredCertificates } from './retired-certificates.tsx'
import { SelfTest } from './self-test.tsx'
import { mainIds } from './test-ids.ts'
import './main.css'

/** メイン: the certificate, its life, and what can be done. */
export function MainPage({ view }: { view: ViewOf<'main'> }) {
  const { t } = useTranslation()
  const original = useOriginal()
  const dates = useDates()
  const { certificate, waiting } = view
  const due = certificate.status === 'due' && waiting === undefined
  const time = view.nextNotice === undefined ? undefined : dates.instant(view.nextNotice)
  const next =
    view.automatic === true && time !== undefined
      ? { name: t('main.nextRenewal'), value: t('main.nextRenewalFrom', { time }) }
      : { name: t('main.nextNotice'), value: time ?? t('main.nextNoticeNone') }
  return (
    <PageFrame
      title={t('titles.main')}
      {...original('main')}
      testId={mainIds.page}
      aside={
        <div className="main-customer">
          {view.customerName !== undefined && <p>{t('main.greeting', { name: view.customerName })}</p>}
          <ActionButton kind="quiet" action={() => koshin().main.logOut()} testId={mainIds.logOut}>
            {t('buttons.logOut')}
          </ActionButton>
        </div>
      }
      actions={
        <>
          {view.canOpenBanking && (
            <ActionButton
              kind={due || waiting !== undefined ? 'secondary' : 'primary'}
              action={() => koshin().main.openBanking()}
              testId={mainIds.openBanking}
            >
              {t('buttons.openBanking')}
            </ActionButton>
          )}
          {due && (
            <ActionButton kind="primary" action={() => koshin().main.renew()} testId={mainIds.renew}>
              {t('buttons.renew')}
            </ActionButton>
          )}
        </>
      }
    >
      {view.failure !== undefined && <FailureNotice failure={view.failure} testId={mainIds.failure} />}
      {view.message !== undefined && (
        <section className="panel stack-tight" data-testid={mainIds.message}>
          <h2>{t('bankWords')}</h2>
          <BankWords message={view.message} />
        </section>
      )}
      {waiting !== undefined && (
        <WaitingCertificate
          waiting={waiting}
          primary
          action={() => koshin().main.installWaiting()}
          giveUp={() => koshin().main.giveUp()}
          testId={mainIds.waiting}
          buttonTestId={mainIds.installWaiting}
          giveUpTestId={mainIds.giveUp}
        />
      )}
      <section className="stack" aria-label={t('main.certificate')}>
        <CertificateCard certificate={certificate} testId={mainIds.certificate} copied />
        <LifeLine certificate={certificate} />
      </section>
      <section className="panel">
        <DetailsList
          details={[
            { ...next, testId: mainIds.nextNotice },
            { name: t('main.email'), value: view.email ?? t('main.emailNone'), testId: mainIds.email },
            { name: t('main.selfTest.name'), value: <SelfTest result={view.selfTest} /> },
          ]}
        />
      </section>
      {view.retired.length > 0 && <RetiredCertificates retired={view.retired} />}
      {view.notes !== undefined && <Notes notes={view.notes} />}
      <div className="main-folded">
        <History entries={view.history} />
        <details className="main-more">
          <summary>{t('failure.details')}</summary>
          <DetailsList
            details={[
              {
                name: t('certificate.storedIn'),
                value: (
                  <>
                    <p>{t(`places.${certificate.protection}`)}</p>
                    <p className="soft small">{t(`protections.${certificate.protection}`)}</p>
                  </>
                ),
              },
            ]}
          />
        </details>
      </div>
      <SideLinks>
        <ActionButton kind="quiet" action={() => koshin().certificate.export()} testId={mainIds.exportCertificate}>
          {t('buttons.exportCertificate')}
        </ActionButton>
        <ActionButton kind="quiet" action={() => koshin().main.newPc()} testId={mainIds.newPc}>
          {t('buttons.newPc')}
        </ActionButton>
      </SideLinks>
    </PageFrame>
  )
}
