/** What an answer comes to, whichever protocol it came by. */
import { sha256 } from '../../../x509/read.ts'
import type { Proof } from '../../../renewal/machine/machine.ts'
import type { Result } from '../../../renewal/errors.ts'
import { appName, inJapanese } from '../../../renewal/product/product.ts'
import { fail, type Judgement, pass, told, warn, words } from '../check.ts'
import type { Attempt } from '../session.ts'

const issuedWords = words('発行されました', 'issued')
const laterWords = words('まだ発行されていません', 'still pending')

/** Was it issued? */
export function outcome({ result }: Attempt): Judgement {
  if (!result.ok) return fail(told(result.failure))
  return result.value.kind === 'issued' ? pass(issuedWords) : warn(laterWords)
}

const thumbprintOf = ({ result }: Attempt): string | undefined =>
  result.ok && result.value.kind === 'issued' ? sha256(result.value.certificate) : undefined

/** Of the same request once more. */
export function sameAgain(first: Attempt, again: Attempt | undefined): Judgement | undefined {
  if (again === undefined || thumbprintOf(first) === undefined) return undefined
  if (!again.result.ok) return fail(told(again.result.failure))
  if (again.result.value.kind === 'pending') return warn(laterWords)
  return thumbprintOf(first) === thumbprintOf(again)
    ? pass(words('同じ電子証明書が返りました', 'the same certificate'))
    : fail(words('別の電子証明書が発行されました', 'another certificate was issued'))
}

/** Of a certificate that the bank was shown. */
export function proof(result: Result<Proof | void> | undefined): Judgement | undefined {
  if (result === undefined) return undefined
  if (!result.ok) return fail(told(result.failure))
  return pass(words('新しい接続で使えました', 'it opens a new connection'))
}

export const repeatedMeaning = words(
  inJapanese`応答が途中で失われたとき（通信の切断、スリープ、停電）、${appName.ja} は同じ要求を送り直します。そのたびに新しい電子証明書が発行されると、手数料や枚数の制限を無駄にし、台帳に使われない電子証明書が残ります。`,
  `When an answer is lost on its way (network, sleep, power), ${appName.en} sends the same request again. If another certificate is issued each time, a lost answer costs a certificate, and the books hold certificates that nobody has.`,
)

export const usedMeaning = words(
  `${repeatedMeaning.ja}使用済みのパスワードで断ると、お客様は取得をやり直せず、窓口への問い合わせになります。`,
  `${repeatedMeaning.en} If the used password is refused, the customer cannot go on, and has to call.`,
)
