import { useContext } from 'react'
import { useTranslation } from 'react-i18next'
import { BanksContext } from './banks/banks.ts'
import { GenuineLink } from './genuine-link.tsx'
import './caution.css'

/** What no bank does, in the bank's own words if it has any, and where to check who does. @param own of a bank that is not set */
export function Caution({ own: told }: { own?: string | undefined }) {
  const { t } = useTranslation()
  const banks = useContext(BanksContext)
  const own = told ?? banks?.banks.find(({ id }) => id === banks.shown)?.caution
  return (
    <div className="caution" data-testid="caution">
      <p>{own ?? t('genuine.caution')}</p>
      <GenuineLink />
    </div>
  )
}
