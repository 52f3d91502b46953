import { type BrowserWindow, dialog, shell } from 'electron'
import { words } from '../../words/words.ts'

/**
 * Opens a page that the user saved, or an organisation or the bank gave, once it is confirmed in a window of the system's: a page of
 * ours that was taken over could have saved another one, and cannot press anything there.
 *
 * @param address https
 */
export async function openSavedPage(
  address: string,
  by: 'user' | 'organisation' | 'bank',
  parent: BrowserWindow,
): Promise<void> {
  const { renewalPage, openPage, cancel } = words()
  const { host, href } = new URL(address)
  const { response } = await dialog.showMessageBox(parent, {
    type: 'question',
    message: renewalPage[by](host),
    buttons: [openPage, cancel],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  })
  if (response === 0) await shell.openExternal(href)
}
