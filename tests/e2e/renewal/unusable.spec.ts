/** Certificates of the bank that are on this computer and can open nothing. */
import { execFileSync } from 'node:child_process'
import { userInfo } from 'node:os'
import path from 'node:path'
import { openDatabase } from '../../../main/demo-bank/ledger/database.ts'
import { expect, heading, test } from '../stage/app.ts'
import { bankEnded } from '../stage/starting-point.ts'

/** Takes the key away from the demo's certificate, as when only the certificate was taken over from another computer. */
function takeKeyAway(folder: string): void {
  const database = ['-d', `sql:${path.join(folder, 'home/.pki/nssdb')}`]
  const listing = execFileSync('certutil', ['-L', ...database], { encoding: 'utf8' })
  const nickname = listing.split('\n').flatMap((line) => /^(.*?)\s+u,u,u\s*$/.exec(line)?.[1] ?? [])[0]!
  const certificate = execFileSync('certutil', ['-L', ...database, '-a', '-n', nickname])
  execFileSync('certutil', ['-F', ...database, '-n', nickname])
  execFileSync('certutil', ['-A', ...database, '-a', '-n', nickname, '-t', ',,'], { input: certificate })
}

/** Revokes certificates in the ledger of the demo bank, which must have been closed. */
async function revoke(folder: string, which: 'all' | 'newest'): Promise<void> {
  await bankEnded(folder)
  const ledger = openDatabase(path.join(folder, 'bank'))
  const newest = 'where not_after = (select max(not_after) from certificates)'
  ledger.run(`update certificates set revoked_at = ? ${which === 'newest' ? newest : ''}`, [Date.now()])
  ledger.close()
}

test('a certificate without its key is shown, with why it opens nothing, whose computer user looks, and the way on', async ({
  start,
  layOut,
  folder,
}) => {
  await layOut()
  takeKeyAway(folder)

  const demo = await start()
  const window = await demo.window()
  await expect(window.getByTestId('login-status')).toHaveAttribute('data-status', 'unusable')
  await expect(window.getByTestId('login-status')).toContainText('秘密鍵を、このパソコンで使えません')
  await expect(window.getByTestId('login-user')).toContainText(`「${userInfo().username}」`)
  const [customer] = await demo.customers()
  await expect(window.getByTestId('login-unusable-certificate')).toContainText(customer!.name)
  await expect(window.getByTestId('login-unusable-certificate')).toContainText('使用不可')
  await expect(window.getByRole('button', { name: '電子証明書取得' })).toBeEnabled()
})

test('a certificate that the bank has revoked is shown as revoked after the login that said so', async ({
  start,
  layOut,
  folder,
}) => {
  await layOut()
  await revoke(folder, 'all')

  const demo = await start()
  const window = await demo.logIn()
  await expect(window.getByTestId('login-failure')).toHaveAttribute('data-code', 'certificate.revoked')
  await expect(window.getByTestId('login-status')).toHaveAttribute('data-status', 'revoked')
  await expect(window.getByTestId('login-unusable-certificate')).toContainText('失効')
  await expect(window.getByRole('button', { name: '電子証明書取得' })).toBeEnabled()
})

test('a new certificate that the bank revokes before it was proven is taken out of sight, and the old one is renewed anew', async ({
  start,
  folder,
}) => {
  const first = await start()
  await first.begin(await first.logIn())
  await first.answer('はい')
  await expect((await first.page('consent.html')).getByTestId('consent-no')).toBeVisible()
  const [old] = first.storedCertificates()
  await first.answer('いいえ')
  await expect(heading(await first.window(), '新しい電子証明書は保管されています')).toBeVisible()
  await first.close()
  await first.stopBank()
  await revoke(folder, 'newest')

  const demo = await start()
  const window = await demo.logIn()
  await window.getByRole('button', { name: '証明書更新' }).click()
  await demo.answer('はい')
  await expect(window.getByTestId('ended-failure')).toHaveAttribute('data-code', 'certificate.revoked')
  expect(demo.storedCertificates()).toHaveLength(2)
  await window.getByTestId('ended-continue').click()

  await demo.begin(window)
  await demo.complete(window)
  const [renewed, ...others] = demo.storedCertificates()
  expect(others).toEqual([])
  expect(renewed!.notAfter).toBeGreaterThan(old!.notAfter)
  await expect(window.getByTestId('completion-serial')).toContainText(renewed!.serial)
})
