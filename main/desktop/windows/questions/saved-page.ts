import { performance } from 'node:perf_hooks'
import { type BrowserWindow, dialog } from 'electron'
import { words } from '../../words/words.ts'
import { openInBrowser } from '../browser.ts'

/** ms in which nobody has read it: a page that was taken over has its user click where the button will be. */
const unread = 500

let asking = false

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
  // Nor may it bury its user under such windows.
  if (asking) return
  const { renewalPage, openPage, cancel } = words()
  const { host, href } = new URL(address)
  asking = true
  const begun = performance.now()
  const asked = dialog.showMessageBox(parent, {
    type: 'question',
    message: renewalPage[by](host),
    buttons: [openPage, cancel],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  })
  const { response } = await asked.finally(() => (asking = false))
  if (response === 0 && performance.now() - begun >= unread) await openInBrowser(href)
}
