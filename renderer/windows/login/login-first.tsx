import { useTranslation } from 'react-i18next'
import { loginIds } from './test-ids.ts'

/** Why 証明書更新 has led here: nothing has failed, but the bank wants its customer logged in before that. */
export function LoginFirst() {
  const { t } = useTranslation()
  return (
    <section className="panel stack-tight" role="status" data-testid={loginIds.first}>
      <h2>{t('failures.renewal.login-needed.what')}</h2>
      <p>{t('failures.renewal.login-needed.next')}</p>
    </section>
  )
}
