/** What a user takes out of the app: fields, the certificate as a file, the completion page as PDF. */
import { X509Certificate } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { type Demo, expect, heading, test } from '../stage/app.ts'

/** Answers each save dialog, in the user's place. @returns how often it has answered */
async function saveAs(demo: Demo, filePath: string): Promise<() => Promise<number>> {
  const answered = await demo.app.evaluateHandle(({ dialog }, chosen) => {
    const count = { answers: 0 }
    dialog.showSaveDialog = () => {
      count.answers += 1
      return Promise.resolve({ canceled: chosen === '', filePath: chosen })
    }
    return count
  }, filePath)
  return () => answered.evaluate(({ answers }) => answers)
}

test('the public certificate is saved as PEM, nothing is where the user cancels, and what cannot be written is a failure that is seen', async ({
  start,
  folder,
}) => {
  const demo = await start({ certificate: 'valid' })
  const window = await demo.logIn()
  await expect(heading(window, 'メイン')).toBeVisible()
  const save = window.getByRole('button', { name: '証明書ファイルの書き出し（鍵は含みません）' })
  const cancelled = await saveAs(demo, '')
  await save.click()
  await expect.poll(cancelled).toBe(1)
  const file = path.join(folder, 'certificate.pem')
  await saveAs(demo, file)
  await save.click()
  // Written piece by piece: it may be there before it is whole.
  await expect.poll(() => (existsSync(file) ? readFileSync(file, 'utf8') : '')).toMatch(/-----END CERTIFICATE-----\n$/)
  const pem = readFileSync(file, 'utf8')
  expect(pem.match(/-----BEGIN [^-]*-----/g)).toEqual(['-----BEGIN CERTIFICATE-----'])
  const thumbprint = new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase()
  await expect(window.getByTestId('main-certificate')).toHaveAttribute('data-thumbprint', thumbprint)

  await expect(window.getByTestId('action-failure')).toBeHidden()
  await saveAs(demo, path.join(folder, 'no-such-folder', 'certificate.pem'))
  await save.click()
  await expect(window.getByTestId('action-failure')).toBeVisible()
})

test('each field is copied by itself, and the completion page is saved as PDF', async ({ start, folder }) => {
  const demo = await start()
  const window = await demo.logIn()
  await demo.begin(window)
  await demo.complete(window)
  const clipboard = () => demo.app.evaluate(({ clipboard: board }) => board.readText())
  for (const field of ['holder', 'issuer', 'serial'] as const) {
    await window.getByTestId(`copy-${field}`).click()
    await expect.poll(clipboard).toBe(await window.getByTestId(`completion-${field}`).textContent())
  }
  await window.getByRole('button', { name: '拇印（SHA-256）をコピー' }).click()
  await expect.poll(clipboard).toMatch(/^[0-9a-f]{64}$/)
  await expect(window.getByRole('status').filter({ hasText: 'コピーしました' })).toBeVisible()

  const file = path.join(folder, 'completion.pdf')
  await saveAs(demo, file)
  await window.getByRole('button', { name: 'PDF で保存' }).click()
  // As above.
  const saved = () => (existsSync(file) ? readFileSync(file, 'latin1') : '')
  await expect.poll(saved).toMatch(/^%PDF-.*%%EOF\s*$/s)
  expect(saved().length).toBeGreaterThan(5_000)
})
