import { useTranslation } from 'react-i18next'
import './automation-banner.css'

/** While the machine's policy lets programs drive the windows: whoever types here has to know. */
export function AutomationBanner() {
  const { t } = useTranslation()
  return (
    <p className="automation-banner" role="status" data-testid="automation-banner">
      {t('automation')}
    </p>
  )
}
