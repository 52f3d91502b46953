import path from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { japaneseTime } from '../../../main/demo-bank/mail/dates.ts'
import { startBank, temporaryFolder, type RunningBank } from '../peers/bank-process.ts'
import { openMailbox } from '../peers/mailbox.ts'
import { holderOf, identityOf, makeRequest, missing, pkcs10, wrapped, yamada } from '../peers/openssl.ts'

const day = 24 * 60 * 60 * 1000

const remind = (bank: RunningBank, now?: number) =>
  bank.control<{ sent: number; failed: number }>('POST', 'reminders', now === undefined ? {} : { now })

describe.skipIf(missing !== undefined)("the bank's e-mail at 30 days", () => {
  it('goes out exactly once, from 30 days before expiry to the millisecond', async () => {
    const smtp = await openMailbox()
    const bank = await startBank({ smtp })
    await holderOf(bank, temporaryFolder(), 'valid')
    const [{ notAfter } = { notAfter: 0 }] = await bank.certificates()
    expect(await remind(bank, notAfter - 30 * day - 1)).toEqual({ sent: 0, failed: 0 })
    expect(await remind(bank, notAfter - 30 * day)).toEqual({ sent: 1, failed: 0 })
    for (const days of [30, 29, 15, 1]) {
      expect(await remind(bank, notAfter - days * day)).toEqual({ sent: 0, failed: 0 })
    }
    expect(smtp.letters).toHaveLength(1)
  })

  it('is in Japanese that decodes rightly, with the expiry in Japanese time and the steps of the manual', async () => {
    const smtp = await openMailbox()
    const bank = await startBank({ smtp })
    await holderOf(bank, temporaryFolder())
    await remind(bank)
    const [letter] = smtp.letters
    const [{ notAfter, serial } = { notAfter: 0, serial: '' }] = await bank.certificates()
    expect(letter?.subject).toBe('【デモ銀行】電子証明書の有効期限のお知らせ')
    expect(letter?.to).toEqual([{ name: '山田 花子', address: yamada.email }])
    expect(letter?.messageId).toBe(`<certificate-${serial}-expiry-30@demo-bank.example>`)
    expect(letter?.text).toContain('更新商事株式会社 経理部\n山田 花子 様')
    expect(letter?.text).toContain(`有効期限: ${japaneseTime(notAfter)}（日本時間、あと20日）`)
    expect(letter?.text).toMatch(/（.）9:00/)
    const windows = [
      '電子証明書更新通知',
      '電子証明書更新前処理中',
      '電子証明書更新開始',
      'Web アクセスの確認',
      '電子証明書発行 発行完了',
    ]
    for (const word of windows) expect(letter?.text).toContain(word)
    expect(letter?.text).not.toMatch(/https?:/)
  })

  it('is not sent twice after a restart or a kill, and is caught up after a downtime', async () => {
    const smtp = await openMailbox()
    const folder = path.join(temporaryFolder(), 'bank')
    const work = temporaryFolder()
    const first = await startBank({ smtp, folder })
    await holderOf(first, work)
    await first.kill()
    // Down while the 30th day passed: the run at the start finds it.
    const second = await startBank({ smtp, folder, reminderInterval: 60 * 60 * 1000 })
    const entered = async () => expect(await second.reminders()).toMatchObject([{ days: 30, state: 'sent' }])
    await vi.waitFor(entered, { timeout: 10_000 })
    expect(smtp.letters).toHaveLength(1)
    await second.kill()
    const third = await startBank({ smtp, folder, reminderInterval: 60 * 60 * 1000 })
    expect(await remind(third)).toEqual({ sent: 0, failed: 0 })
    await third.stop()
    expect(smtp.letters).toHaveLength(1)
  })

  it('is one for each certificate, also when two runs meet', async () => {
    const smtp = await openMailbox()
    const bank = await startBank({ smtp })
    const folder = temporaryFolder()
    await holderOf(bank, folder)
    const { der } = await makeRequest(folder, 'other')
    await bank.startingCertificate('K1000002', der, 'due')
    const outcomes = await Promise.all([remind(bank), remind(bank), remind(bank)])
    expect(outcomes.map(({ sent }) => sent).sort()).toEqual([0, 0, 2])
    const recipients = smtp.letters.map((letter) => letter.to?.[0]?.address)
    expect(recipients.sort()).toEqual([yamada.email, 'ichiro.sato@mihon-bussan.example'])
  })

  it('does not go to whoever has renewed already, nor for what has expired or was revoked', async () => {
    const smtp = await openMailbox()
    const bank = await startBank({ smtp })
    const folder = temporaryFolder()
    await holderOf(bank, folder, 'grace')
    const identity = await holderOf(bank, folder)
    const { der } = await makeRequest(folder, 'next')
    const request = { headers: pkcs10, body: wrapped(der), identity }
    expect((await bank.ask('/.well-known/est/simplereenroll', request)).status).toBe(200)
    const other = await makeRequest(folder, 'other')
    const { certificate } = await bank.startingCertificate('K1000002', other.der, 'due')
    const { thumbprint } = identityOf(folder, 'other', certificate, other.key)
    await bank.control('POST', 'revocations', { thumbprint })
    expect(await remind(bank)).toEqual({ sent: 0, failed: 0 })
    expect(smtp.letters).toEqual([])
  })

  it('goes out again at 10 days where the bank is set up so; once where both fell into a downtime', async () => {
    const smtp = await openMailbox()
    const bank = await startBank({ smtp, reminderDays: [30, 10] })
    const folder = temporaryFolder()
    await holderOf(bank, folder)
    const [{ notAfter } = { notAfter: 0 }] = await bank.certificates()
    expect(await remind(bank, notAfter - 20 * day)).toEqual({ sent: 1, failed: 0 })
    expect(await remind(bank, notAfter - 10 * day - 1)).toEqual({ sent: 0, failed: 0 })
    expect(await remind(bank, notAfter - 10 * day)).toEqual({ sent: 1, failed: 0 })
    expect(await remind(bank, notAfter - day)).toEqual({ sent: 0, failed: 0 })
    const { der } = await makeRequest(folder, 'other')
    await bank.startingCertificate('K1000002', der, 'due')
    expect(await remind(bank, notAfter - 5 * day)).toEqual({ sent: 1, failed: 0 })
    expect(smtp.letters.map(({ subject }) => subject)).toEqual([
      '【デモ銀行】電子証明書の有効期限のお知らせ',
      '【デモ銀行】電子証明書の有効期限のお知らせ（再度のご案内）',
      '【デモ銀行】電子証明書の有効期限のお知らせ（再度のご案内）',
    ])
    expect(new Set(smtp.letters.map(({ messageId }) => messageId)).size).toBe(3)
  })

  it('without an SMTP server is caught by the bank itself, and shown again after a restart', async () => {
    const folder = path.join(temporaryFolder(), 'bank')
    const bank = await startBank({ folder })
    await holderOf(bank, temporaryFolder())
    expect(await remind(bank)).toEqual({ sent: 1, failed: 0 })
    const password = await bank.oneTimePassword('K1000002')
    const mails = await bank.mails()
    expect(mails.map(({ to, subject }) => ({ to, subject }))).toEqual([
      { to: `山田 花子 <${yamada.email}>`, subject: '【デモ銀行】電子証明書の有効期限のお知らせ' },
      {
        to: '佐藤 一郎 <ichiro.sato@mihon-bussan.example>',
        subject: '【デモ銀行】電子証明書取得用パスワードのお知らせ',
      },
    ])
    expect(mails[1]?.text).toContain(`取得用パスワード: ${password}`)
    await bank.kill()
    const after = await startBank({ folder })
    expect(await after.mails()).toEqual(mails)
  })
})
