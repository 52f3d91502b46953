import type { Banks } from '../../../preload/contract.ts'
import type { BankConfiguration } from '../../storage/settings/configuration.ts'

type Told = Pick<BankConfiguration, 'bankName' | 'helpDesk' | 'caution'> & { readonly id?: string | undefined }

/** What windows are told of a bank, whatever they show of it. */
export const toldBank = ({ id = '', bankName, helpDesk, caution }: Told): Banks['banks'][number] => ({
  id,
  name: bankName,
  ...(helpDesk && { helpDesk }),
  ...(caution === undefined ? {} : { caution }),
})
