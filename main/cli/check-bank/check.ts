/** A check: what it is about, and what it makes of what was seen. To add one is to add it to its group's list. */
import type { Failure } from '../../renewal/errors.ts'
import { printable, visible } from '../../renewal/plain-text.ts'
import type { Session } from './session.ts'

export const verdicts = ['pass', 'warn', 'fail', 'not-applicable'] as const
export type Verdict = (typeof verdicts)[number]

/** In both languages; whatever a server said stands in it as one short printable line. */
export interface Words {
  readonly ja: string
  readonly en: string
}

export interface Judgement {
  readonly verdict: Verdict
  /** What was seen, or why nothing could be. */
  readonly seen: Words
}

export interface Check {
  /** `group.name`; stable: reports, tickets and papers name a check by it. */
  readonly id: string
  /** What holds where it passes. */
  readonly title: Words
  /** Where it is written, e.g. `RFC 7030 4.1.2`. */
  readonly reference: string
  /** What it means for customers where it does not hold. */
  readonly meaning: Words
  /** What to change, by the names of the programs where they are known. */
  readonly remedy: Words
  readonly judge: (session: Session) => Judgement
}

export const words = (ja: string, en: string): Words => ({ ja, en })
/** The same in both languages: names, numbers, codes, also as a server wrote them. */
export const plain = (text: string): Words => words(visible(text), visible(text))

export const pass = (seen: Words): Judgement => ({ verdict: 'pass', seen })
export const warn = (seen: Words): Judgement => ({ verdict: 'warn', seen })
export const fail = (seen: Words): Judgement => ({ verdict: 'fail', seen })
export const notApplicable = (seen: Words): Judgement => ({ verdict: 'not-applicable', seen })

/** A failure by its code, with its detail. */
export const told = ({ code, cause }: Failure): Words =>
  plain(cause === undefined ? code : `${code}: ${printable(cause)}`)

/** Why nothing was seen. */
export const unseen = {
  notAsked: notApplicable(
    words(
      '電子証明書を発行させる検査は指定されていません（--issue）',
      'not asked for (--issue): it costs a certificate',
    ),
  ),
  maintenance: notApplicable(
    words('銀行の手前に案内のページが出ているため、調べられません', 'a page stands in the place of the bank'),
  ),
  demanded: notApplicable(
    words(
      '電子証明書を持たない人には何も応答しないため、調べられません',
      'the bank answers nobody who has no certificate yet',
    ),
  ),
  unreached: notApplicable(
    words('前の段階が終わらなかったため、調べられません', 'an earlier step did not come so far'),
  ),
  noEst: notApplicable(words('設定に EST サーバーがありません', 'the settings name no EST server')),
  noCmp: notApplicable(words('設定に CMP サーバーがありません', 'the settings name no CMP server')),
  noPortal: notApplicable(words('設定にポータルがありません', 'the settings name no portal')),
} as const
