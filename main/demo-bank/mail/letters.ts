/** What the bank writes. No link: a letter that asks to click and sign in trains people for the next fraud. */
import type { CertificateEntry } from '../ledger/certificates.ts'
import type { Customer } from '../ledger/customers.ts'
import { day } from '../policy.ts'
import { japaneseTime } from './dates.ts'

export interface Letter {
  readonly to: { readonly name: string; readonly address: string }
  readonly subject: string
  readonly text: string
  /** Derived from the occasion, so that a mailbox recognises a double. */
  readonly messageId: string
}

const domain = 'demo-bank.example'

export const sender = { name: 'デモ銀行 法人インターネットバンキング', address: `no-reply@${domain}` }

const closing = [
  '',
  '※このメールは送信専用です。当行がメールでログインパスワードをお尋ねすることはありません。',
  '※これは練習用のデモ銀行です。実在の銀行・会社・人物とは関係ありません。',
  '',
  'デモ銀行 法人インターネットバンキング',
]

function addressed({ organisation, department, name, email }: Customer): { to: Letter['to']; greeting: string[] } {
  const company = department === undefined ? organisation : `${organisation} ${department}`
  return { to: { name, address: email }, greeting: [company, `${name} 様`, ''] }
}

/** The reminder at 30 days, in the manual's words. */
export function reminderLetter(customer: Customer, { serial, notAfter }: CertificateEntry, now: number): Letter {
  const { to, greeting } = addressed(customer)
  return {
    to,
    subject: '【デモ銀行】電子証明書の有効期限のお知らせ',
    messageId: `<certificate-${serial}-expiry@${domain}>`,
    text: [
      ...greeting,
      'お使いの電子証明書の有効期限が近づいています。期限までに更新をお願いいたします。',
      '',
      `　有効期限: ${japaneseTime(notAfter)}(あと${Math.floor((notAfter - now) / day)}日)`,
      `　シリアル番号: ${serial}`,
      '',
      '更新の手順',
      '1. ログイン後に表示される「電子証明書更新通知」画面で「証明書更新」を選びます。',
      '2. 「電子証明書更新前処理中」のあと、「電子証明書更新開始」画面で「更新」を選びます。',
      '3. 「Web アクセスの確認」が2度表示されますので、それぞれ「はい」を選びます。',
      '4. 「電子証明書発行 発行完了」画面で「このウィンドウを閉じる」を選びます。',
      '',
      '有効期限を過ぎた場合は、ログイン画面の「電子証明書取得」からお手続きください。',
      ...closing,
    ].join('\n'),
  }
}

/** The letter that hands out a one-time acquisition password; a real bank would send it on paper. */
export function oneTimePasswordLetter(customer: Customer, password: string, id: string): Letter {
  const { to, greeting } = addressed(customer)
  return {
    to,
    subject: '【デモ銀行】電子証明書取得用パスワードのお知らせ',
    messageId: `<acquisition-${id}@${domain}>`,
    text: [
      ...greeting,
      '電子証明書の取得に必要な情報をお知らせします。',
      '',
      `　お客様ID: ${customer.customerId}`,
      `　取得用パスワード: ${password}`,
      '',
      'ログイン画面の「電子証明書取得」で、お客様IDと取得用パスワードを入力してください。',
      '取得用パスワードは一度だけ、30日以内に使えます。',
      ...closing,
    ].join('\n'),
  }
}
