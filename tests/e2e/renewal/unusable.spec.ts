/** Certificates of the bank that are on this computer and can open nothing. */
import { execFileSync } from 'node:child_process'
import { userInfo } from 'node:os'
import path from 'node:path'
import { type Demo, expect, heading, launch, logOut, test } from '../stage/app.ts'
import { shareBank } from '../stage/banks/shared-bank.ts'

/** Takes the key away from the demo's certificate, as when only the certificate was taken over from another computer. */
function takeKeyAway(folder: string): void {
  const database = ['-d', `sql:${path.join(folder, 'home/.pki/nssdb')}`]
  const listing = execFileSync('certutil', ['-L', ...database], { encoding: 'utf8' })
  const nickname = listing.split('\n').flatMap((line) => /^(.*?)\s+u,u,u\s*$/.exec(line)?.[1] ?? [])[0]!
  const certificate = execFileSync('certutil', ['-L', ...database, '-a', '-n', nickname])
  execFileSync('certutil', ['-F', ...database, '-n', nickname])
  execFileSync('certutil', ['-A', ...database, '-a', '-n', nickname, '-t', ',,'], { input: certificate })
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

test.describe('at a bank that revokes', () => {
  const standing = shareBank()

  const revoke = (thumbprint: string) => standing().bank.control('POST', 'revocations', { thumbprint })

  let demo: Demo
  test.beforeAll(async () => {
    demo = await launch(standing())
  })
  test.afterAll(() => demo.close())

  test('a new certificate that the bank revokes before it was proven is taken out of sight, and the old one is renewed anew', async () => {
    const window = await demo.logIn()
    await demo.begin(window)
    await demo.answer('はい')
    await expect((await demo.page('consent.html')).getByTestId('consent-no')).toBeVisible()
    const [old] = demo.storedCertificates()
    await demo.answer('いいえ')
    await expect(heading(window, '新しい電子証明書は保管されています')).toBeVisible()
    await window.getByRole('button', { name: 'メインへ' }).click()
    await logOut(window)
    const issued = await standing().bank.certificates()
    await revoke(issued.find(({ thumbprint }) => thumbprint !== old!.thumbprint)!.thumbprint)

    await demo.logIn()
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
    await demo.closeCompleted(window)
  })

  // The last one: nothing can log in afterwards.
  test('a certificate that the bank has revoked is shown as revoked after the login that said so', async () => {
    await expect(heading(await demo.window(), 'ログイン')).toBeVisible()
    const [stored] = demo.storedCertificates()
    await revoke(stored!.thumbprint)

    const window = await demo.logIn()
    await expect(window.getByTestId('login-failure')).toHaveAttribute('data-code', 'certificate.revoked')
    await expect(window.getByTestId('login-status')).toHaveAttribute('data-status', 'revoked')
    await expect(window.getByTestId('login-unusable-certificate')).toContainText('失効')
    await expect(window.getByRole('button', { name: '電子証明書取得' })).toBeEnabled()
  })
})
