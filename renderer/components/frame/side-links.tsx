import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { koshin } from '../controls/action.tsx'
import { ActionButton } from '../controls/button.tsx'
import './side-links.css'

/** At the foot of a page: what lies beside the flow. */
export function SideLinks({ children }: { children?: ReactNode }) {
  const { t } = useTranslation()
  return (
    <nav className="side-links" aria-label={t('sideLinks')}>
      {children}
      <ActionButton kind="quiet" action={() => koshin().side.open('settings')} testId="side-settings">
        {t('buttons.settings')}
      </ActionButton>
    </nav>
  )
}
