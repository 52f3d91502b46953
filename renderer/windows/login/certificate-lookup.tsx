import { useTranslation } from 'react-i18next'
import { loginIds } from './test-ids.ts'

/** In the place of the certificate, and of its size, while the key store has yet to tell what it holds. */
export function CertificateLookup() {
  const { t } = useTranslation()
  return (
    <section className="stack-tight" data-testid={loginIds.lookup}>
      <p role="status">{t('login.looking')}</p>
      <div className="certificate-card login-lookup" />
    </section>
  )
}
