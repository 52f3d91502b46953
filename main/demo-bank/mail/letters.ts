/** What the bank writes. No link: a letter that asks to click and sign in trains people for the next fraud. */
import type { CertificateEntry } from '../ledger/certificates.ts'
import type { Customer } from '../ledger/customers.ts'
import { day, policy } from '../policy.ts'
import { returnAddress } from './bounces.ts'
import { japaneseTime } from './dates.ts'
import { type Block, writeHtml, writeText } from './layout.ts'
import { appName, inJapanese } from '../../renewal/product/product.ts'

export interface Letter {
  readonly to: { readonly name: string; readonly address: string }
  readonly subject: string
  readonly text: string
  readonly html: string
  /** Derived from the occasion, so that a mailbox recognises a double. */
  readonly messageId: string
  /** Where an undeliverable letter is reported to; the sender's address when it is not given. */
  readonly returnPath?: string
}

const domain = 'demo-bank.example'

export const sender = { name: 'デモ銀行 法人インターネットバンキング', address: `no-reply@${domain}` }

const closing: readonly Block[] = [
  {
    kind: 'notes',
    notes: [
      'このメールは送信専用です。当行がメールでログインパスワードをお尋ねすることはありません。',
      'これは練習用のデモ銀行です。実在の銀行・会社・人物とは関係ありません。',
    ],
  },
  { kind: 'lines', lines: ['デモ銀行 法人インターネットバンキング'] },
]

/** The last of a letter's facts; what it is for stands below it, where a fraudster's letter has nothing to say. */
const codeName = 'お知らせコード'
const aboutCode: Block = {
  kind: 'notes',
  notes: [
    inJapanese`このメールが当行からのものかどうかは、${appName.ja} の「電話やメールで更新を頼まれた」で${codeName}を入力すると確かめられます。`,
  ],
}

type Written = Pick<Letter, 'to' | 'subject' | 'text' | 'html'>

function write(customer: Customer, subject: string, blocks: readonly Block[]): Written {
  const { organisation, department, name, email } = customer
  const company = department === undefined ? organisation : `${organisation} ${department}`
  const all: Block[] = [{ kind: 'lines', lines: [company, `${name} 様`] }, ...blocks, ...closing]
  return { to: { name, address: email }, subject, text: writeText(all), html: writeHtml(subject, all) }
}

/** The reminder `days` before expiry, in the manual's words. */
export function reminderLetter(
  customer: Customer,
  { serial, notAfter }: Pick<CertificateEntry, 'serial' | 'notAfter'>,
  { days, now, code }: { readonly days: number; readonly now: number; readonly code: string },
): Letter {
  const again = days < policy.noticeDays ? '（再度のご案内）' : ''
  return {
    messageId: `<certificate-${serial}-expiry-${days}@${domain}>`,
    returnPath: returnAddress(serial, days, domain),
    ...write(customer, `【デモ銀行】電子証明書の有効期限のお知らせ${again}`, [
      { kind: 'lines', lines: ['お使いの電子証明書の有効期限が近づいています。期限までに更新をお願いいたします。'] },
      {
        kind: 'facts',
        facts: [
          ['有効期限', `${japaneseTime(notAfter)}（日本時間、あと${Math.floor((notAfter - now) / day)}日）`],
          ['シリアル番号', serial],
          [codeName, code],
        ],
      },
      aboutCode,
      {
        kind: 'steps',
        title: '更新の手順',
        steps: [
          'ログイン後に表示される「電子証明書更新通知」画面で「証明書更新」を選びます。',
          '「電子証明書更新前処理中」のあと、「電子証明書更新開始」画面で「更新」を選びます。',
          '「Web アクセスの確認」が2度表示されますので、それぞれ「はい」を選びます。',
          '「電子証明書発行 発行完了」画面で「このウィンドウを閉じる」を選びます。',
        ],
      },
      {
        kind: 'lines',
        lines: [
          `有効期限を過ぎても、${policy.graceDays}日以内は「証明書更新」で更新できます。それを過ぎた場合は、ログイン画面の「電子証明書取得」からお手続きください。`,
        ],
      },
    ]),
  }
}

/** The letter that hands out a one-time acquisition password; a real bank would send it on paper. */
export function oneTimePasswordLetter(
  customer: Customer,
  { password, id, code }: { readonly password: string; readonly id: string; readonly code: string },
): Letter {
  return {
    messageId: `<acquisition-${id}@${domain}>`,
    ...write(customer, '【デモ銀行】電子証明書取得用パスワードのお知らせ', [
      { kind: 'lines', lines: ['電子証明書の取得に必要な情報をお知らせします。'] },
      {
        kind: 'facts',
        facts: [
          ['お客様 ID', customer.customerId],
          ['取得用パスワード', password],
          [codeName, code],
        ],
      },
      aboutCode,
      {
        kind: 'lines',
        lines: [
          'ログイン画面の「電子証明書取得」で、お客様 ID と取得用パスワードを入力してください。',
          '取得用パスワードは一度だけ、30日以内に使えます。',
        ],
      },
    ]),
  }
}
