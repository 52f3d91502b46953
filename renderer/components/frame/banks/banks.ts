import { createContext, useContext } from 'react'
import type { Banks, HelpDesk } from '../../../../preload/contract.ts'

/** The user's banks, once they are known. */
export const BanksContext = createContext<Banks | undefined>(undefined)

/** Of the bank that is shown, if it has told one. */
export function useHelpDesk(): { readonly bank: string; readonly helpDesk: HelpDesk } | undefined {
  const banks = useContext(BanksContext)
  const shown = banks?.banks.find(({ id }) => id === banks.shown)
  const helpDesk = shown?.helpDesk
  return helpDesk === undefined || Object.keys(helpDesk).length === 0 ? undefined : { bank: shown!.name, helpDesk }
}
