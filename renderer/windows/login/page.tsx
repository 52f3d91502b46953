import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { CertificateCard } from '../../components/certificate/certificate-card.tsx'
import { FailureNotice } from '../../components/progress/failure-notice.tsx'
import { WaitingCertificate } from '../../components/certificate/waiting-certificate.tsx'
import { GenuineLink } from '../../components/frame/genuine-link.tsx'
import { PageFrame } from '../../components/frame/page-frame.tsx'
import { SideLinks } from '../../components/frame/side-links.tsx'
import { useOriginal } from '../../components/certificate/original.ts'
import type { ViewOf } from '../../components/frame/view.ts'
import { AcquireButton } from './acquire-button.tsx'
import { CertificateChoice } from './certificate-choice.tsx'
import { CertificateLookup } from './certificate-lookup.tsx'
import { Interrupted } from './interrupted.tsx'
import { NoLogin } from './no-login.tsx'
import { SignInForm } from './sign-in-form.tsx'
import { LoginFirst } from './login-first.tsx'
import { loginIds } from './test-ids.ts'
import './login.css'

/** ログイン: the certificate, the customer's ID and password, and the way to a first certificate. */
export function LoginPage({ view }: { view: ViewOf<'login'> }) {
  const { t } = useTranslation()
  const original = useOriginal()
  // Until the main process has heard of it, the user's own click counts.
  const [clicked, setClicked] = useState<string>()
  const usable = view.certificates.filter(({ status }) => status === 'valid' || status === 'due')
  const others = view.certificates.filter((certificate) => !usable.includes(certificate))
  const only = usable.length === 1 ? usable[0]?.thumbprint : undefined
  const isUsable = (thumbprint: string | undefined) => usable.some((one) => one.thumbprint === thumbprint)
  const chosen = only ?? [clicked, view.selected].find(isUsable)

  // The bank could not be asked which certificates are its own: that there is none would be a guess.
  const unknown = view.failure !== undefined && view.certificates.length === 0

  return (
    <PageFrame title={t('titles.login')} {...original('login')} testId={loginIds.page}>
      {view.failure?.code === 'renewal.login-needed' && <LoginFirst />}
      {view.failure !== undefined && view.failure.code !== 'renewal.login-needed' && (
        <FailureNotice
          failure={view.failure}
          testId={loginIds.failure}
          {...(view.failure.code === 'bank.login-refused' && usable.length > 1
            ? { more: t('login.checkCertificate') }
            : {})}
        />
      )}
      {view.unfinished !== undefined && <Interrupted unfinished={view.unfinished} busy={view.busy} />}
      {view.waiting !== undefined && (
        <WaitingCertificate
          waiting={view.waiting}
          primary={usable.length === 0}
          disabled={view.busy}
          action={() => koshin().login.installWaiting()}
          giveUp={() => koshin().login.giveUp()}
          testId={loginIds.waiting}
          buttonTestId={loginIds.installWaiting}
          giveUpTestId={loginIds.giveUp}
        />
      )}
      {unknown && (
        <div className="actions">
          <ActionButton
            kind={view.failure?.code === 'keystore.password-protected' ? 'secondary' : 'primary'}
            disabled={view.busy}
            action={() => koshin().login.retry()}
            testId={loginIds.retry}
          >
            {t('buttons.retry')}
          </ActionButton>
        </div>
      )}
      {usable.length === 0 && !unknown && !view.looking && <NoLogin view={view} />}
      {(usable.length > 0 || view.looking) && (
        <>
          {view.looking && usable.length === 0 && <CertificateLookup />}
          {usable.length === 1 && (
            <section className="stack-tight">
              {view.looking ? <p role="status">{t('login.lastKnown')}</p> : <p>{t('login.chosen')}</p>}
              {usable.map((certificate) => (
                <CertificateCard key={certificate.thumbprint} certificate={certificate} testId={loginIds.certificate} />
              ))}
            </section>
          )}
          {usable.length > 1 && view.looking && <p role="status">{t('login.lastKnown')}</p>}
          {usable.length > 1 && <CertificateChoice certificates={usable} chosen={chosen} onChoose={setClicked} />}
          <SignInForm
            hasPortal={view.hasPortal}
            busy={view.busy}
            looking={view.looking}
            thumbprint={chosen}
            refused={view.failure?.code === 'bank.login-refused'}
          />
        </>
      )}
      {others.length > 0 && (
        <section className="stack-tight">
          <h2>{t('login.others')}</h2>
          {others.map((certificate) => (
            <CertificateCard key={certificate.thumbprint} certificate={certificate} testId={loginIds.unusable} />
          ))}
        </section>
      )}
      {view.canAcquire && (usable.length > 0 || unknown || view.looking) && (
        <section className="login-acquire">
          <p>{t('login.acquireLead')}</p>
          <AcquireButton busy={view.busy} />
        </section>
      )}
      <section className="login-acquire">
        <p>{t('newPc.loginLead')}</p>
        <ActionButton kind="quiet" disabled={view.busy} action={() => koshin().login.newPc()} testId={loginIds.newPc}>
          {t('buttons.newPc')}
        </ActionButton>
      </section>
      <section className="login-acquire">
        <p>{t('genuine.openLead')}</p>
        <GenuineLink />
      </section>
      <SideLinks>
        <ActionButton kind="quiet" action={() => koshin().side.open('watch')} testId={loginIds.watched}>
          {t('titles.watch')}
        </ActionButton>
      </SideLinks>
    </PageFrame>
  )
}
