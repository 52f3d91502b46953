import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { HelpDesk } from '../../../preload/contract.ts'
import { helpDeskIn } from '../../../preload/help-desk.ts'
import './help-desk.css'

interface HelpDeskLineProps {
  readonly bank: string
  readonly helpDesk: HelpDesk
  /** What stands behind it. */
  readonly children?: ReactNode
}

/** Whom to call at a bank, and when. */
export function HelpDeskLine({ bank, helpDesk, children }: HelpDeskLineProps) {
  const { t, i18n } = useTranslation()
  const { phone, hours, address } = helpDeskIn(helpDesk, i18n.language)
  return (
    <div className="help-desk" data-testid="help-desk">
      <div className="help-desk-line">
        <span>{bank}</span>
        {phone !== undefined && <strong className="help-desk-phone">{t('helpDesk.phone', { phone })}</strong>}
        {hours !== undefined && <span>{t('helpDesk.hours', { hours })}</span>}
        {address !== undefined && <span>{address}</span>}
        {children}
      </div>
    </div>
  )
}
