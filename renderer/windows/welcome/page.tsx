import { useTranslation } from 'react-i18next'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { PageFrame } from '../../components/frame/page-frame.tsx'
import { welcomeIds } from './test-ids.ts'

/** What the app does, for who opens it for the first time. */
export function WelcomePage() {
  const { t } = useTranslation()
  return (
    <PageFrame title={t('titles.welcome')} testId={welcomeIds.page} help={false}>
      <div className="panel stack">
        <p className="lead">{t('welcome.what')}</p>
        <p className="lead">{t('welcome.how')}</p>
        <p className="lead">{t('welcome.safe')}</p>
      </div>
      <div className="actions">
        <ActionButton kind="primary" action={() => koshin().side.back()} testId={welcomeIds.begin}>
          {t('buttons.welcomed')}
        </ActionButton>
      </div>
    </PageFrame>
  )
}
