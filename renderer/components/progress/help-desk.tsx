import { useTranslation } from 'react-i18next'
import { koshin } from '../controls/action.tsx'
import { ActionButton } from '../controls/button.tsx'
import { useHelpDesk } from '../frame/banks/banks.ts'
import { HelpDeskLine } from './help-desk-line.tsx'

/** Whom to call at the bank, and when; nothing where the bank has told nothing. */
export function HelpDesk() {
  const { t } = useTranslation()
  const known = useHelpDesk()
  if (known === undefined) return null
  return (
    <HelpDeskLine {...known}>
      {known.helpDesk.page !== undefined && (
        <ActionButton kind="quiet" action={() => koshin().support.page()} testId="help-desk-page">
          {t('helpDesk.page')}
        </ActionButton>
      )}
    </HelpDeskLine>
  )
}
