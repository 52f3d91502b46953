/** The page on which a made-up bank renews its certificates: a server of the test's own, over TLS on loopback. */
import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import { derToPem } from '../../../main/x509/pem.ts'
import { day, digitalSignature, extension, issue, makeKeys } from '../../unit/x509/authority.ts'
import { expect, type Demo } from './app.ts'

/** It leads nowhere: the app lets no page of its own leave for another. */
const page = (bank: string): string => `<!doctype html><html lang="ja"><meta charset="utf-8"><title>${bank}</title>
<body style="font-family: sans-serif; margin: 3rem"><h1>${bank} 電子証明書の更新</h1>
<p><button onclick="renew()">更新する</button></p>
<script>
  async function renew() {
    await fetch(location.href, { method: 'POST' })
    document.querySelector('p').textContent = '新しい電子証明書をこのパソコンに保存しました。'
  }
</script></body></html>`

/** @param renew what the bank does when its customer presses 更新する */
export async function openRenewalPage(bank: string, renew: () => void) {
  const keys = makeKeys()
  const certificate = issue({
    ...{ subject: 'localhost', keys, notBefore: Date.now() - day, notAfter: Date.now() + day },
    extensions: [digitalSignature, extension.extendedKeyUsage('serverAuth'), extension.dnsNames('localhost')],
  })
  const server = createServer(
    { cert: derToPem(certificate), key: keys.privateKey.export({ format: 'pem', type: 'pkcs8' }) },
    (request, response) => {
      if (request.method === 'POST') renew()
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.end(page(bank))
    },
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = `https://localhost:${(server.address() as AddressInfo).port}/renewal`
  return { address, close: () => server.close() }
}

/**
 * In place of the user's browser, a window that takes the server for genuine; the system's own question whether to open it is
 * answered with yes.
 */
export async function openInWindow({ app }: Demo): Promise<void> {
  await app.evaluate(({ BrowserWindow, dialog, shell }) => {
    // Quicker than anybody reads, it would be no answer.
    dialog.showMessageBox = () =>
      new Promise((resolve) => setTimeout(resolve, 600, { response: 0, checkboxChecked: false }))
    shell.openExternal = (address) => {
      const browser = new BrowserWindow({ width: 720, height: 480, webPreferences: { partition: 'browser' } })
      browser.webContents.session.setCertificateVerifyProc((_request, answer) => answer(0))
      return browser.loadURL(address)
    }
  })
}

/** The window that was opened so. */
export async function openedIn({ app }: Demo, address: string): Promise<Page> {
  const find = () => app.windows().find((one) => !one.isClosed() && one.url() === address)
  await expect.poll(() => find() !== undefined).toBe(true)
  return find()!
}
