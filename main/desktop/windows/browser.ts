/** The user's browser, for pages of the bank's and of its help desk. */
import { performance } from 'node:perf_hooks'
import { dialog, shell } from 'electron'
import { words } from '../words/words.ts'

/** So many pages in a minute (ms): more is nobody's wish, but a page of ours that was taken over, and buries its user under them. */
const most = 5
const minute = 60_000

/** When the last ones were opened. */
let opened: readonly number[] = []

/**
 * @param address https
 * @param now ms of a clock that nobody sets
 */
export async function openInBrowser(address: string, now = performance.now()): Promise<void> {
  const lately = opened.filter((time) => now - time < minute)
  if (lately.length >= most) return
  opened = [...lately, now]
  try {
    await shell.openExternal(address)
  } catch {
    // Windows and macOS say so where there is none; Linux does not. Left alone, it would count as a fault of ours and end the app.
    await dialog.showMessageBox({ type: 'warning', message: words().noBrowser(address), noLink: true })
  }
}
