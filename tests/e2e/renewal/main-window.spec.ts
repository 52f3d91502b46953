/** メイン, where a login leads to whose certificate is not yet due. */
import { X509Certificate } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, heading, logOut, test } from '../stage/app.ts'
import { saveAs } from '../stage/save-dialog.ts'
import { shareApp } from '../stage/shared-app.ts'

const atLogin = shareApp({ certificate: 'valid' })

async function atMain() {
  const { demo } = await atLogin()
  const window = await demo.logIn()
  await expect(heading(window, 'メイン')).toBeVisible()
  return { demo, window }
}

test('a renewal is not asked for while more than 30 days are left', async () => {
  const { window } = await atMain()
  await logOut(window)
})

test('the public certificate is saved as PEM, nothing is where the user cancels, and what cannot be written is a failure that is seen', async () => {
  const { demo, window } = await atMain()
  const save = window.getByRole('button', { name: '証明書ファイルの書き出し（鍵は含みません）' })
  const cancelled = await saveAs(demo, '')
  await save.click()
  await expect.poll(cancelled).toBe(1)
  const file = path.join(demo.folder, 'certificate.pem')
  await saveAs(demo, file)
  await save.click()
  // Written piece by piece: it may be there before it is whole.
  await expect.poll(() => (existsSync(file) ? readFileSync(file, 'utf8') : '')).toMatch(/-----END CERTIFICATE-----\n$/)
  const pem = readFileSync(file, 'utf8')
  expect(pem.match(/-----BEGIN [^-]*-----/g)).toEqual(['-----BEGIN CERTIFICATE-----'])
  const thumbprint = new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase()
  await expect(window.getByTestId('main-certificate')).toHaveAttribute('data-thumbprint', thumbprint)

  await expect(window.getByTestId('action-failure')).toBeHidden()
  await saveAs(demo, path.join(demo.folder, 'no-such-folder', 'certificate.pem'))
  await save.click()
  await expect(window.getByTestId('action-failure')).toBeVisible()
  await logOut(window)
})

test('the connection test tells whether the certificate works now', async () => {
  const { demo, window } = await atMain()
  const result = window.getByTestId('main-self-test-result')
  await window.getByTestId('main-self-test').click()
  await expect(result).toHaveAttribute('data-state', 'passed')
  await expect(result).toContainText('銀行に接続できました')

  await demo.stopBank()
  await window.getByTestId('main-self-test').click()
  await expect(result).toHaveAttribute('data-state', 'failed')
  await expect(window.getByTestId('main-self-test-failure')).toHaveAttribute('data-code', 'bank.unreachable')
})
