import { describe, expect, it } from 'vitest'
import { reminderLetter } from '../../../../main/demo-bank/mail/letters.ts'
import { day, policy } from '../../../../main/demo-bank/policy.ts'

const customer = {
  customerId: 'AB1234567',
  organisation: '更新商事株式会社',
  name: '山田花子',
  email: 'hanako.yamada@koshin-shoji.example',
} as Parameters<typeof reminderLetter>[0]
const now = Date.UTC(2026, 11, 26)
const letter = reminderLetter(customer, { serial: '4a5f', notAfter: now + 30 * day }, { days: 30, now, code: '1234' })

describe('the demo bank’s reminder', () => {
  it('says until when an expired certificate can still be renewed, and that only later ones have to be acquired', () => {
    const [renewable, acquired] = [
      letter.text.indexOf(`${policy.graceDays}日以内は「証明書更新」`),
      letter.text.indexOf('それを過ぎた場合は'),
    ]
    expect(renewable).toBeGreaterThan(0)
    expect(acquired).toBeGreaterThan(renewable)
    expect(letter.text.indexOf('「電子証明書取得」')).toBeGreaterThan(acquired)
  })

  it('names the windows and their buttons as they are, and asks for no click', () => {
    for (const word of [
      '電子証明書更新通知',
      '証明書更新',
      '電子証明書更新開始',
      'Web アクセスの確認',
      'このウィンドウを閉じる',
    ])
      expect(letter.text).toContain(`「${word}」`)
    expect(`${letter.text}${letter.html}`).not.toMatch(/https?:|href/)
  })
})
