import { useTranslation } from 'react-i18next'
import { helpDeskIn } from '../../../preload/help-desk.ts'
import { koshin } from '../controls/action.tsx'
import { ActionButton } from '../controls/button.tsx'
import { useHelpDesk } from '../frame/banks.ts'
import './help-desk.css'

/** Whom to call at the bank, and when; nothing where the bank has told nothing. */
export function HelpDesk() {
  const { t, i18n } = useTranslation()
  const known = useHelpDesk()
  if (known === undefined) return null
  const { phone, hours, address, page } = helpDeskIn(known.helpDesk, i18n.language)
  return (
    <div className="help-desk" data-testid="help-desk">
      <div className="help-desk-line">
        <span>{known.bank}</span>
        {phone !== undefined && <strong className="help-desk-phone">{t('helpDesk.phone', { phone })}</strong>}
        {hours !== undefined && <span>{t('helpDesk.hours', { hours })}</span>}
        {address !== undefined && <span>{address}</span>}
        {page !== undefined && (
          <ActionButton kind="quiet" action={() => koshin().support.page()} testId="help-desk-page">
            {t('helpDesk.page')}
          </ActionButton>
        )}
      </div>
    </div>
  )
}
