/**
 * Shows the built pages alone: no bank, no key store, no bridge. What a page is to show is put into it by the test, so
 * that states can be looked at which nobody could bring about on purpose.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { app, BrowserWindow, protocol } from 'electron'

const pages = path.resolve(import.meta.dirname, '../../../../out/renderer')
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}
// The product's own policy stands in each page, too; here it comes from the page alone.
protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }])
// Not awaited: Electron becomes ready only after this module has been evaluated.
void app.whenReady().then(() => {
  protocol.handle('app', async (request) => {
    const { pathname } = new URL(request.url)
    const file = path.join(pages, path.normalize(pathname))
    const headers = { 'content-type': types[path.extname(file)] ?? 'application/octet-stream' }
    return new Response(await readFile(file), { headers })
  })
  const window = new BrowserWindow({ width: 900, height: 840, useContentSize: true, webPreferences: { sandbox: true } })
  void window.loadURL('about:blank')
})
