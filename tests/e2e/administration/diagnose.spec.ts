/** `koshin --diagnose` on a demo's key store. */
import { readdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '../stage/app.ts'
import { runWindowless, settingsOf } from '../stage/windowless.ts'

const options = (folder: string): string[] => ['--diagnose', '--config', settingsOf(folder)]

test.describe('a diagnosis', () => {
  test('tells as JSON what the key store holds, retired certificates and key protection included', async ({
    openBank,
    folder,
  }) => {
    const bank = await openBank()
    const renewal = ['--unattended', 'renew', '--yes', '--config', settingsOf(folder)]
    expect((await runWindowless(folder, renewal)).code).toBe(0)

    const run = await runWindowless(folder, [...options(folder), '--json'])
    const diagnosis = JSON.parse(run.output) as { certificates: { thumbprint: string }[] }
    const [now] = bank.storedCertificates()
    const key = { own: true, protection: 'nss-software', exportable: true, issuer: 'デモ銀行 法人認証局' }
    expect(diagnosis).toMatchObject({
      schema: 1,
      keyProvider: 'tpm-preferred',
      certificates: [
        { thumbprint: now!.thumbprint, status: 'valid', ...key },
        { status: 'retired', ...key },
      ],
    })
    expect(diagnosis).not.toHaveProperty('failure')
    expect(run.code).toBe(0)
  })

  test('tells the same as text, in Japanese, while the app is running, and writes nothing into the key store', async ({
    start,
    folder,
  }) => {
    const demo = await start({ certificate: 'grace' })
    // Once the app has looked into it.
    await expect((await demo.window()).getByText('有効期限が切れています')).toBeVisible()
    const database = path.join(folder, 'home/.pki/nssdb')
    const lastWritten = () =>
      ['.', ...readdirSync(database)].map((name) => statSync(path.join(database, name), { bigint: true }).mtimeNs)
    const before = lastWritten()
    const run = await runWindowless(folder, ['--lang=ja', ...options(folder)])
    expect(lastWritten()).toEqual(before)
    for (const line of [
      /^銀行: .+$/m,
      /^鍵ストア: 読み書きできます$/m,
      /^この銀行の電子証明書の数: 1$/m,
      /^状態: 期限切れ（更新できます）$/m,
      /^拇印（SHA-256）: [0-9a-f]{64}$/m,
      /^鍵の保護: NSS データベース（ソフトウェア）$/m,
      /^鍵の書き出し: はい$/m,
    ]) {
      expect(run.output).toMatch(line)
    }
    expect(run.code).toBe(0)
  })

  test('names a key store that cannot be used and ends with 12', async ({ layOut, folder }) => {
    await layOut()
    writeFileSync(path.join(folder, 'home/.pki/nssdb/cert9.db'), 'this is not SQLite')
    const run = await runWindowless(folder, [...options(folder), '--json'])
    expect(JSON.parse(run.output)).toMatchObject({ failure: { code: 'keystore.unavailable' }, certificates: [] })
    expect(run.code).toBe(12)
  })
})
