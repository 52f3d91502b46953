/** What the buttons for bank files do, and the system's own window in which one is chosen. */
import { type BrowserWindow, dialog } from 'electron'
import path from 'node:path'
import { type BankFileChannels, bankFileChannels, type View } from '../../../../preload/contract.ts'
import type { BankFiles } from '../../setup/bank-files.ts'
import { menuWords } from '../../words/menu-words.ts'
import { language } from '../../words/words.ts'
import { handleChannels, type Handlers } from '../ipc.ts'
import { isOnOwnDrive } from './dropped-file.ts'
import { product } from '../../../renewal/product/product.ts'

interface Ports {
  readonly bankFiles: BankFiles
  /** What the window shows. */
  readonly view: () => View
  readonly window: () => BrowserWindow | undefined
}

/** A page that was taken over brings no bank file up where no window is about one. */
const takesFiles = (view: View): boolean =>
  view.window === 'bank-file' || (view.window === 'setup' && view.bankFiles === 'offered')

export function handleBankFileChannels({ bankFiles, view, window }: Ports, origin: string): void {
  let asking = false

  async function choose(): Promise<void> {
    const parent = window()
    if (parent === undefined || asking) return
    asking = true
    const { bankFileTitle: title, bankFileType: name } = menuWords[language()]
    const filters = [{ name, extensions: [product.bankFileEnding] }]
    const chosen = dialog.showOpenDialog(parent, { title, filters, properties: ['openFile'] })
    const { canceled, filePaths } = await chosen.finally(() => (asking = false))
    if (!canceled && filePaths[0] !== undefined) await bankFiles.open(filePaths[0])
  }

  /** The answer does not wait for the work: the page follows by the view that is pushed to it. */
  const where = (open: () => void): undefined => {
    if (takesFiles(view())) open()
  }
  handleChannels<BankFileChannels>('app', origin, bankFileChannels, {
    'bank-file:choose': () => where(() => void choose()),
    // What was dropped and is no file has no path. A file of another computer is chosen in the system's own window.
    'bank-file:drop': (file) =>
      where(() => {
        if (path.isAbsolute(file)) void (isOnOwnDrive(file, process.platform) ? bankFiles.open(file) : choose())
      }),
    'bank-file:domain': (entered) => where(() => void bankFiles.fetch(entered)),
    'bank-file:code': (code) => where(() => void bankFiles.enter(code)),
    'bank-file:back': () => where(() => bankFiles.back()),
  } satisfies Handlers<BankFileChannels>)
}
