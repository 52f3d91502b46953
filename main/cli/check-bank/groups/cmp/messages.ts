/** CMP's messages (RFC 9810) in the profile of RFC 9483: headers, questions, confirmation, errors. */
import { isMac } from '../../../../x509/cmp/mac.ts'
import type { ReceivedMessage } from '../../../../x509/cmp/message.ts'
import { canonicalGeneralName } from '../../../../x509/names/general-names.ts'
import { canonicalName } from '../../../../x509/names/name-comparison.ts'
import { children, decode } from '../../../../x509/der.ts'
import { parsedOnce } from '../../../../x509/parse.ts'
import { type Check, fail, type Judgement, notApplicable, pass, plain, told, unseen, warn, words } from '../../check.ts'
import { isOfCertificate, unpublished } from '../../seen.ts'
import { appName, inJapanese } from '../../../../renewal/product/product.ts'
import { ofCmp, type Pair, pairsOf } from './talk.ts'

function ofPairs(judge: (pairs: readonly [Pair, ...Pair[]]) => Judgement) {
  return ofCmp((talk) => {
    const [first, ...others] = pairsOf(talk)
    return first && judge([first, ...others])
  })
}

const same = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
  a !== undefined && b !== undefined && Buffer.from(a).equals(b)

/** GeneralName (DER): is it the empty name? */
const isNobody = (name: Uint8Array): boolean => children(children(decode(name))[0]!).length === 0

function signerIsNamed({ header, extraCertificates }: ReceivedMessage): boolean {
  // Whoever shares a secret signs nothing.
  if (header.protectionAlgorithm !== undefined && isMac(header.protectionAlgorithm)) return true
  const subjects = extraCertificates.map(parsedOnce).flatMap((one) => (one === undefined ? [] : [one.subject]))
  const sender = children(decode(header.sender))[0]
  if (sender === undefined || subjects.length === 0) return true
  return subjects.some((subject) => canonicalName(subject) === canonicalName(sender))
}

const waits = ({ answer: { body } }: Pair): boolean =>
  body.kind === 'pollRep' ||
  (body.kind === 'error' && body.status.status === 'waiting') ||
  ('responses' in body && body.responses.some(({ status }) => status.status === 'waiting'))

/** Answers with certificates in them. */
const issuing: ReadonlySet<string> = new Set(['ip', 'cp', 'kup'])

export const messageChecks: readonly Check[] = [
  {
    id: 'cmp.answers',
    title: words('メッセージに、メッセージで応える', 'A message is answered by a message'),
    reference: 'RFC 9811 3; RFC 9483 6.1',
    meaning: words(
      inJapanese`${appName.ja} は、CMP での更新も取得もできません。`,
      `${appName.en} can neither renew nor acquire anything by CMP.`,
    ),
    remedy: words(
      'bank.cmp.url にメッセージの宛先を書きます（ホストだけのときは /.well-known/cmp）。nginx と Apache は application/pkixcmp の POST をそのまま渡し、断るときも、ログイン画面や空の本文ではなく、エラーメッセージを返します。EJBCA: /ejbca/publicweb/cmp/（エイリアス名）',
      'Name in bank.cmp.url where messages go (/.well-known/cmp, where it names a host alone). nginx and Apache pass a POST of application/pkixcmp on as it is. Refuse by an error message, too, and not by a login page or an empty body. EJBCA: /ejbca/publicweb/cmp/ and the name of the alias.',
    ),
    judge(session) {
      if (!session.settings.hasCmp) return unseen.noCmp
      const { greeted } = session
      if (greeted === undefined) return unpublished(session) ?? unseen.unreached
      return greeted.ok ? pass(words('応えました', 'it is')) : fail(told(greeted.failure))
    },
  },
  {
    id: 'cmp.header-names',
    title: words('ヘッダーの名前が、送り手と署名者を指す', 'The names in headers are the sender’s and the signer’s'),
    reference: 'RFC 9483 3.1',
    meaning: words(
      inJapanese`${appName.ja} は名前を照合しません（保護、transactionID、nonce で判断します）。照合するほかのプログラムは使えません。`,
      `${appName.en} does not compare them (protection, transactionID and nonces decide); other programs that do cannot be used.`,
    ),
    remedy: words(
      'recipient を要求の sender の値そのままか空の名前に、sender を署名に使った証明書のサブジェクトにします。',
      'Set recipient to the request’s sender as it came, or to the empty name; sender to the subject of the certificate that signs.',
    ),
    judge: ofPairs((pairs) => {
      const other = pairs.find(
        ({ asked, answer }) =>
          !isNobody(answer.header.recipient) &&
          canonicalOf(answer.header.recipient) !== canonicalOf(asked.header.sender),
      )
      if (other !== undefined)
        return warn(words('recipient が、要求の sender と違います', 'recipient is not the request’s sender'))
      return pairs.every(({ answer }) => signerIsNamed(answer))
        ? pass(words('正しく書かれています', 'as they should be'))
        : warn(
            words(
              'sender が、署名した証明書のサブジェクトと違います',
              'sender is not the subject of the certificate that signs',
            ),
          )
    }),
  },
  {
    id: 'cmp.nonces',
    title: words('transactionID と nonce を正しく返す', 'transactionID and nonces are answered as they should be'),
    reference: 'RFC 9483 3.1; RFC 9810 5.1.1',
    meaning: words(
      inJapanese`古い応答の使い回しを見分けられないため、${appName.ja} は応答を信用しません。`,
      `A replayed answer could not be told from a fresh one: ${appName.en} does not believe it.`,
    ),
    remedy: words(
      '同じ transactionID と、要求の senderNonce を recipNonce に入れて返し、自分の senderNonce（16 オクテット）を毎回新しく作ります。',
      'Answer with the same transactionID, with the request’s senderNonce as recipNonce, and with a fresh senderNonce of 16 octets.',
    ),
    judge: ofPairs((pairs) => {
      const sent = pairs.map(({ asked }) => asked.header.senderNonce)
      const broken = pairs.some(
        ({ asked: { header: ours }, answer: { header } }) =>
          !same(ours.transactionId, header.transactionId) || !sent.some((nonce) => same(nonce, header.recipientNonce)),
      )
      if (broken) return fail(words('要求の値が返っていません', 'not those of the request'))
      const short = pairs.some(
        ({ answer: { header, body } }) => body.kind !== 'pkiconf' && (header.senderNonce?.length ?? 0) < 16,
      )
      return short
        ? warn(words('senderNonce が短いか、ありません', 'senderNonce is short, or missing'))
        : pass(words('正しく返っています', 'they are'))
    }),
  },
  {
    id: 'cmp.implicit-confirm',
    title: words(
      '確認の省略（implicitConfirm）は、求めたときだけ認める',
      'implicitConfirm is granted where it was asked for, and only there',
    ),
    reference: 'RFC 9810 5.1.1.1; RFC 9483 4.1.1',
    meaning: words(
      '求めていないのに省略を認めると、銀行は、お客様に届かなかった電子証明書を届いたものと見なします。',
      'Granted unasked, the bank takes a certificate for delivered that may never have arrived.',
    ),
    remedy: words(
      '要求に implicitConfirm があるときだけ、応答に入れます。省略を認めないなら、設定の bank.cmp.implicitConfirm も外します。',
      'Put it into an answer only where the request has it. Where it is never granted, leave bank.cmp.implicitConfirm out of the settings.',
    ),
    judge: ofCmp((talk, { settings }) => {
      const issued = pairsOf(talk).filter(({ answer: { body } }) => issuing.has(body.kind))
      if (issued.length === 0) return undefined
      const granted = issued.some(({ answer }) => answer.header.implicitConfirm === true)
      if (settings.implicitConfirm) {
        return granted
          ? pass(words('求め、認められました', 'asked for and granted'))
          : warn(words('求めましたが、認められませんでした', 'asked for, not granted'))
      }
      return granted
        ? warn(words('求めていないのに認められました', 'granted unasked'))
        : pass(words('求めず、認められていません', 'neither asked for nor granted'))
    }),
  },
  {
    id: 'cmp.confirmation',
    title: words('受け取りの確認（certConf）に応える', 'A confirmation (certConf) is answered'),
    reference: 'RFC 9810 5.3.18; RFC 9483 4.1.1',
    meaning: words(
      inJapanese`確認が済まないと、電子証明書が銀行の側で取り消されることがあり、${appName.ja} は確認を繰り返します。`,
      `${appName.en} goes on confirming, and the bank may revoke what is never confirmed.`,
    ),
    remedy: words(
      '発行の後も transactionID を、確認の期限（confirmWaitTime）まで覚え、pkiConf を返します。複数台で運用するときは、取引の状態を共有するか、同じサーバーに振り分けます。',
      'Keep the transaction until confirmWaitTime and answer pkiConf. Where several servers work behind one address, share the transactions or send each to the same server.',
    ),
    judge: ofCmp(({ confirmations, enrolment, update }) => {
      const refused = confirmations.find(({ ok }) => !ok)
      if (refused?.ok === false) return fail(told(refused.failure))
      if (confirmations.length > 0) return pass(words('応えました', 'it is'))
      const isIssued = [enrolment?.first, update].some(
        (one) => one?.result.ok === true && one.result.value.kind === 'issued',
      )
      return isIssued ? notApplicable(words('確認は省略されました', 'left out by agreement')) : undefined
    }),
  },
  {
    id: 'cmp.signed-errors',
    title: words('エラーにも署名する', 'Errors are signed as well'),
    reference: 'RFC 9483 3.6.4',
    meaning: words(
      inJapanese`署名のないエラーはだれにでも作れるため、${appName.ja} は信用せず、断られたことが分からないまま待ち続けます。`,
      `Anybody could make an error without a signature: ${appName.en} does not believe it, and waits instead of telling why.`,
    ),
    remedy: words(
      'エラーメッセージにも、ほかの応答と同じ署名を付けます。EJBCA: CMP のエイリアスの Response Protection を signature にします。',
      'Sign error messages as all others. EJBCA: CMP Response Protection: signature, in the alias.',
    ),
    judge: ofCmp(({ strange }) => {
      if (strange === undefined) return undefined
      if (strange.ok)
        return warn(words('知らないはずの取引の確認を受け付けました', 'a confirmation of no transaction was taken'))
      const { cause = '' } = strange.failure
      // The product believed it: only then is its reason told so.
      return cause.startsWith('CMP: no confirmation but')
        ? pass(plain(told(strange.failure).en))
        : fail(told(strange.failure))
    }),
  },
  {
    id: 'cmp.question',
    title: words(
      '認証局の証明書についての質問（genm）に答える',
      'A question (genm) for the CA certificates is answered',
    ),
    reference: 'RFC 9483 4.3, 4.3.1',
    meaning: words(
      inJapanese`${appName.ja} は、新しい電子証明書を銀行が認識したことを、EST がなければこの質問かポータルで確かめます。どちらもないと、更新が終わりません。`,
      `Without EST, ${appName.en} learns by such a question or by the portal that the bank recognises a new certificate. Without either no renewal ends.`,
    ),
    remedy: words(
      '有効な電子証明書で署名した genm（id-it-caCerts）に、署名した genp で答えます。発行認証局の証明書を入れます。',
      'Answer a genm (id-it-caCerts) that is signed with a valid certificate by a signed genp, with the issuing CA in it.',
    ),
    judge: ofCmp(({ question }, { settings }) => {
      if (question === undefined) return undefined
      if (question.ok) return pass(words('答えました', 'it is'))
      // See certificates.accepted.
      if (isOfCertificate(question.failure)) return undefined
      const isNeeded = !settings.hasEst && !settings.hasPortal
      return (isNeeded ? fail : warn)(told(question.failure))
    }),
  },
  {
    id: 'cmp.delay',
    title: words('すぐに応える', 'Answers come at once'),
    reference: 'RFC 9483 4.4',
    meaning: words(
      inJapanese`後から受け取る応答（polling）も ${appName.ja} は扱えます。10 秒を超えると「発行待ち」になり、後で続けます。`,
      `${appName.en} polls for what comes later; beyond 10 s a renewal is pending, and goes on later.`,
    ),
    remedy: words(
      '人の承認が要らない更新は、すぐに発行します。待たせるときは checkAfter に実際の秒数を書きます。',
      'Issue at once where nobody has to approve. Where it takes longer, tell how many seconds in checkAfter.',
    ),
    judge: ofPairs((pairs) => {
      const later = pairs.filter(waits).length
      return later === 0
        ? pass(words('すぐに応えました', 'they do'))
        : warn(words(`${later} 回、後で尋ねるように言われました`, `told ${later} times to ask later`))
    }),
  },
]

function canonicalOf(name: Uint8Array): string | undefined {
  try {
    return canonicalGeneralName(decode(name))
  } catch {
    return undefined
  }
}
