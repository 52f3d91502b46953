/** CMP (RFC 9810) in the profile of RFC 9483: key update, headers, confirmation, errors. */
import { readMessage, type ReceivedMessage } from '../../../x509/cmp/message.ts'
import { canonicalGeneralName } from '../../../x509/names/general-names.ts'
import { canonicalName } from '../../../x509/names/name-comparison.ts'
import { children, decode } from '../../../x509/der.ts'
import { parsedOnce } from '../../../x509/parse.ts'
import { type Check, fail, type Judgement, notApplicable, pass, plain, told, unseen, warn, words } from '../check.ts'
import { unissued } from '../seen.ts'
import type { CmpTalk, Exchange, Session } from '../session.ts'
import { sameAgain } from './issuing.ts'
import { appName, inJapanese } from '../../../renewal/product/product.ts'

/** For what needs a CMP server and a certificate to speak with. */
const ofCmp =
  (judge: (talk: CmpTalk, session: Session) => Judgement | undefined) =>
  (session: Session): Judgement => {
    if (!session.settings.hasCmp) return unseen.noCmp
    const unable = unissued(session)
    if (unable !== undefined) return unable
    return (session.cmp && judge(session.cmp, session)) ?? unseen.unreached
  }

interface Pair {
  readonly asked: ReceivedMessage
  readonly answer: ReceivedMessage
}

/** Our messages and the bank's, as far as both can be read. */
function pairsOf({ exchanges }: CmpTalk): readonly Pair[] {
  return exchanges.flatMap(({ request, answer }: Exchange) => {
    const asked = request.body && readMessage(request.body)
    const answered = answer.ok ? readMessage(answer.value.body) : undefined
    return asked?.ok === true && answered?.ok === true ? [{ asked: asked.value, answer: answered.value }] : []
  })
}

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
  const subjects = extraCertificates.map(parsedOnce).flatMap((one) => (one === undefined ? [] : [one.subject]))
  const sender = children(decode(header.sender))[0]
  if (sender === undefined || subjects.length === 0) return true
  return subjects.some((subject) => canonicalName(subject) === canonicalName(sender))
}

const waits = ({ answer: { body } }: Pair): boolean =>
  body.kind === 'pollRep' ||
  (body.kind === 'error' && body.status.status === 'waiting') ||
  ('responses' in body && body.responses.some(({ status }) => status.status === 'waiting'))

export const cmpChecks: readonly Check[] = [
  {
    id: 'cmp.key-update',
    title: words('今の鍵で署名した要求（kur）で更新できる', 'A request signed with the present key (kur) renews'),
    reference: 'RFC 9810 5.3.5; RFC 9483 4.1.3',
    meaning: words(
      '期限切れから 30 日以内の更新と、TLS を検査するプロキシーの後ろからの更新ができません。',
      'No renewal after expiry (in grace), and none from behind a proxy that inspects TLS.',
    ),
    remedy: words(
      'EJBCA: CMP のエイリアスで EndEntityCertificate 認証モジュールを使い、Automatic Key Update を有効にします。OpenSSL: openssl cmp -port は試験用です。nginx と Apache は application/pkixcmp の POST をそのまま渡します。',
      'EJBCA: the EndEntityCertificate authentication module and Automatic Key Update in the CMP alias. OpenSSL: openssl cmp -port is for tests. nginx and Apache pass a POST of application/pkixcmp on as it is.',
    ),
    judge: ofCmp(({ update: { result }, proof }) => {
      // Of a certificate that is seconds old: see certificates.validity.
      if (!result.ok && result.failure.code === 'issued.not-longer') return warn(told(result.failure))
      if (!result.ok) return fail(told(result.failure))
      if (result.value.kind === 'pending') return warn(words('まだ発行されていません', 'still pending'))
      if (proof?.ok === false) return fail(told(proof.failure))
      return pass(words('更新し、新しい電子証明書で接続できました', 'renewed, and the new one opens a connection'))
    }),
  },
  {
    id: 'cmp.repeated-update',
    title: words('同じ更新の要求には、同じ電子証明書を返す', 'The same request gets the same certificate'),
    reference: 'RFC 9483 4.1.3',
    meaning: words(
      '応答が途中で失われるたびに、新しい電子証明書が発行されます。',
      'Each answer that is lost costs another certificate.',
    ),
    remedy: words(
      '公開鍵ごとに発行済みの電子証明書を覚え、別の transactionID で来た同じ鍵の要求にも同じ電子証明書を返します。',
      'Remember what was issued for a public key, and answer the same key with it, also in another transaction.',
    ),
    judge: ofCmp(({ update, updateAgain }) => sameAgain(update, updateAgain)),
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
      const issued = pairsOf(talk).filter(({ answer: { body } }) => body.kind === 'kup')
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
    judge: ofCmp(({ confirmation, update }) => {
      if (confirmation !== undefined)
        return confirmation.ok ? pass(words('応えました', 'it is')) : fail(told(confirmation.failure))
      return update.result.ok ? notApplicable(words('確認は省略されました', 'left out by agreement')) : undefined
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
  {
    id: 'cmp.grace',
    title: words(
      '期限切れの電子証明書でも、猶予の間は更新できる',
      'A certificate that has expired renews while grace lasts',
    ),
    reference: 'RFC 9483 4.1.3',
    meaning: words(
      '期限を過ぎたお客様は、取得用パスワードを郵送で受け取り、取得し直すことになります。',
      'Who is late has to be sent a one-time password, and acquires anew.',
    ),
    remedy: words(
      'CMP サーバーを設け、期限切れから 30 日以内の電子証明書の署名を受け付けます。認証局が期限切れを断るときは、手前の登録機関（RA）で受け付けます。',
      'Offer CMP, and take signatures of certificates that expired 30 days ago or less; in an RA in front, where the CA itself refuses them.',
    ),
    judge({ settings }) {
      return settings.hasCmp
        ? notApplicable(
            words(
              '期限切れの電子証明書がないと調べられません。試験用のお客様の電子証明書が切れた後に、更新を試してください',
              'only a certificate that has expired shows it: try a renewal once one of a test customer has',
            ),
          )
        : warn(words('CMP がないため、期限切れの後は更新できません', 'without CMP nobody renews after expiry'))
    },
  },
]

function canonicalOf(name: Uint8Array): string | undefined {
  try {
    return canonicalGeneralName(decode(name))
  } catch {
    return undefined
  }
}
