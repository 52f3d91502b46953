import type { FailureTexts } from './texts.ts'
import { appName, inJapanese, product } from '../../main/renewal/product/product.ts'

const unchanged = '銀行の設定は変更していません。'
const askForFile = 'お取引銀行から、銀行ファイルをもう一度受け取ってください。'

/** The file by which a bank tells its settings. */
export const jaBankFileFailures: FailureTexts['bank-file'] = {
  unreadable: {
    what: '銀行ファイルを読み取れません。',
    safe: unchanged,
    next: 'ファイルをこのパソコンに保存し直して、もう一度選んでください。',
  },
  'too-large': {
    what: 'このファイルは大きすぎます。銀行ファイルではありません。',
    safe: unchanged,
    next: `名前が .${product.bankFileEnding} で終わるファイルを選んでください。`,
  },
  invalid: {
    what: 'この銀行ファイルには誤りがあり、使えません。',
    safe: `この銀行には接続していません。${unchanged}`,
    next: askForFile,
  },
  'newer-version': {
    what: inJapanese`この銀行ファイルは、新しい版の ${appName.ja} のためのものです。`,
    safe: unchanged,
    next: inJapanese`${appName.ja} を新しい版にしてから、もう一度選んでください。`,
  },
  'wrong-code': {
    what: '確認コードが違います。',
    safe: `この銀行には接続していません。${unchanged}`,
    next: '銀行から届いた書面の確認コードを、もう一度入力してください。書面のとおりに入力しても違うときは、この銀行ファイルを使わずに、お取引銀行の窓口にお問い合わせください。',
  },
  'too-soon': {
    what: '確認コードの間違いが続いたため、入力を少しの間止めています。',
    safe: `今のコードは確かめていません。${unchanged}`,
    next: '待っている間に、書面の確認コードをお確かめください。',
  },
  forbidden: {
    what: 'このパソコンでは、管理者が銀行ファイルの使用を許可していません。',
    safe: unchanged,
    next: '銀行の設定は、社内の管理者にご依頼ください。',
  },
  managed: {
    what: 'このパソコンの銀行は、管理者が設定しています。',
    safe: unchanged,
    next: '銀行の変更は、社内の管理者にご依頼ください。',
  },
  'named-elsewhere': {
    what: inJapanese`${appName.ja} の起動のしかたで、設定ファイルか銀行が指定されています。`,
    safe: unchanged,
    next: inJapanese`指定なしで ${appName.ja} を起動してから、銀行ファイルをもう一度選んでください。`,
  },
  'under-way': {
    what: '今の銀行の手続きが途中のため、銀行の設定を変更できません。',
    safe: `途中の手続きは失われていません。${unchanged}`,
    next: '途中の手続きを終えるか取りやめてから、銀行ファイルをもう一度選んでください。',
  },
  'not-written': {
    what: '銀行の設定を保存できません。',
    safe: unchanged,
    next: 'ディスクの空き容量を確かめて、もう一度お試しください。',
  },
  'bad-domain': {
    what: '銀行のドメインとして読み取れません。',
    safe: `どこにも接続していません。${unchanged}`,
    next: '銀行から届いた書面にあるドメインを、example.co.jp のように入力してください。',
  },
  'none-there': {
    what: 'このドメインには、銀行ファイルがありません。',
    safe: unchanged,
    next: 'ドメインのつづりを確かめてください。正しいときは、お取引銀行の窓口にお問い合わせください。',
  },
  redirected: {
    what: 'このドメインは、別の場所を案内しました。ほかの場所からは、銀行ファイルを受け取りません。',
    safe: unchanged,
    next: 'ドメインのつづりを確かめてください。正しいときは、お取引銀行の窓口にお問い合わせください。',
  },
}
