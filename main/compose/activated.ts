import type { Desktop } from '../desktop/lifecycle/activation.ts'
import type { BankFiles } from '../desktop/setup/bank-files.ts'
import type { AppWindow } from './window/app-window.ts'
import type { BankDesks } from './banks/bank-desks.ts'

/** What a second start, an address, a bank file or the dock leads to. */
export function activated(
  window: AppWindow,
  desks: BankDesks,
  bankFiles: BankFiles | undefined,
  looked: Promise<unknown>,
): Desktop {
  function openNotice(): void {
    const { desk, status, certificate } = desks.mostUrgent()
    const asksForIt = certificate !== undefined && (status === 'due' || status === 'grace')
    if (asksForIt) desk.openNotice(certificate.thumbprint)
  }

  return {
    open: () => void window.open(),
    visit(page) {
      window.open()
      // Right after the start nothing is known yet of what is due.
      if (page === 'notice') void looked.then(openNotice)
    },
    openBankFile(file) {
      window.open()
      void bankFiles?.open(file)
    },
  }
}
