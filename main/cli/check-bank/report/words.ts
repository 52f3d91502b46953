/** What a report tells beside its findings, in both languages. */
import { type Verdict, verdicts, type Words, words } from '../check.ts'
import type { Finding } from '../checks.ts'
import { product } from '../../../renewal/product/product.ts'

/** What a run was about. */
export interface Subject {
  readonly bankName: string
  /** Origins that were asked: EST, and CMP and portal where they are. */
  readonly origins: readonly string[]
  /** ms since the epoch */
  readonly at: number
  /** Of the app. */
  readonly version: string
  /** How many certificates it had the bank issue, as far as their answers came. */
  readonly issued: number
  /** How many keys could not be taken away again. */
  readonly left: number
}

export const verdictWords: Readonly<Record<Verdict, Words>> = {
  pass: words('合格', 'pass'),
  warn: words('注意', 'warn'),
  fail: words('不合格', 'fail'),
  'not-applicable': words('対象外', 'n/a'),
}

export const reportWords = {
  title: words('銀行の接続検査', 'Check of a bank'),
  meaning: words('お客様への影響', 'For customers'),
  remedy: words('直し方', 'What to change'),
  reference: words('根拠', 'Reference'),
  check: words('検査', 'Check'),
  result: words('結果', 'Result'),
  seen: words('確認した内容', 'Seen'),
  troubles: words('直すところ', 'To be changed'),
  all: words('すべての検査', 'All checks'),
  none: words('ありません。', 'None.'),
  left: (count: number) =>
    words(
      `鍵ストアから片付けられなかった鍵が ${count} 個あります（名前は ${product.keyPrefix}check- で始まります）。`,
      `${count} keys of this run are still in the key store (their names begin with ${product.keyPrefix}check-).`,
    ),
  issued: (count: number) =>
    words(
      `この検査のために、銀行は電子証明書を少なくとも ${count} 枚発行しました。この検査は失効させないため、銀行で失効させてください。`,
      `The bank issued at least ${count} certificates for this check, which revokes none: that is left to the bank.`,
    ),
}

export type Counts = Readonly<Record<Verdict, number>>

export const countsOf = (findings: readonly Finding[]): Counts =>
  Object.fromEntries(
    verdicts.map((verdict) => [verdict, findings.filter((one) => one.verdict === verdict).length]),
  ) as Counts

/** What decides whether a lost answer costs anything. */
const repeated = [
  ['est.repeated-enrolment', 'est.repeated-renewal'],
  ['cmp.repeated-enrolment', 'cmp.repeated-update'],
]

/** The first that a report says. */
export function leadOf(findings: readonly Finding[]): Words {
  const decisive = repeated.map((ids) => findings.filter(({ check }) => ids.includes(check.id)))
  if (decisive.flat().some(isTroubled)) {
    return words(
      '応答が途中で失われると、電子証明書か取得用パスワードが無駄になります。同じ要求には、同じ電子証明書を返してください。',
      'An answer that is lost costs a certificate or a one-time password. The same request has to get the same certificate.',
    )
  }
  // By EST, or by CMP where that is all that there is.
  if (decisive.some((ofOne) => ofOne.every(({ verdict }) => verdict === 'pass'))) {
    return words(
      '同じ要求を送り直すと、同じ電子証明書が返りました。応答が途中で失われても、何も無駄になりません。',
      'A request that is sent again gets the same certificate: an answer that is lost costs nothing.',
    )
  }
  return words(
    '同じ要求を送り直したときに同じ電子証明書が返るかどうかは、まだ調べていません。応答が失われたときの費用を決める検査です。--issue を付けて、試験用のお客様で調べてください。',
    'Whether a repeated request gets the same certificate was not checked. It decides what a lost answer costs: check it with --issue and a test customer.',
  )
}

export const isTroubled = ({ verdict }: Finding): boolean => verdict === 'fail' || verdict === 'warn'
