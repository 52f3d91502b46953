/** What a CMP server issues: first certificates with a MAC (RFC 9483, 4.1.1 and 4.1.4), key updates (4.1.3), and the same again. */
import type { Result } from '../../../../renewal/errors.ts'
import type { Proof } from '../../../../renewal/machine/machine.ts'
import { appName, inJapanese } from '../../../../renewal/product/product.ts'
import { type Check, fail, type Judgement, notApplicable, pass, told, warn, words } from '../../check.ts'
import type { Attempt, CmpTalk } from '../../session.ts'
import { outcome, proof as proofOf, sameAgain, usedMeaning } from '../answers.ts'
import { ofCmp } from './talk.ts'

/** With a password of its own a refusal is one; a used password may be refused. */
const usedUp = notApplicable(
  words(
    'EST で使用済みの取得用パスワードのため、断られました。bank.est を除いた設定と新しい取得用パスワードで、もう一度検査してください',
    'the password had been used by EST, and was refused: check again with settings without bank.est, and with a new one',
  ),
)

const ofEnrolment = (judge: (enrolment: NonNullable<CmpTalk['enrolment']>) => Judgement | undefined) =>
  ofCmp(({ enrolment }) => enrolment && judge(enrolment))

/** Of a certificate that is renewed within seconds of its issue. */
function renewed({ result }: Attempt, proof: Result<Proof | void> | undefined): Judgement {
  // See certificates.validity.
  if (!result.ok && result.failure.code === 'issued.not-longer') return warn(told(result.failure))
  if (!result.ok) return fail(told(result.failure))
  if (result.value.kind === 'pending') return warn(words('まだ発行されていません', 'still pending'))
  if (proof?.ok === false) return fail(told(proof.failure))
  return pass(words('更新し、新しい電子証明書を使えました', 'renewed, and the new one is taken'))
}

export const issuingChecks: readonly Check[] = [
  {
    id: 'cmp.repeated-enrolment',
    title: words(
      '同じ取得の要求には、使用済みの取得用パスワードでも同じ電子証明書を返す',
      'The same first request gets the same certificate, also by a one-time password that is used up',
    ),
    reference: 'RFC 9483 4.1.1, 4.1.4',
    meaning: usedMeaning,
    remedy: words(
      '公開鍵ごとに発行済みの電子証明書を覚え、別の transactionID で来た同じ鍵と同じパスワードの要求にも、同じ電子証明書を返します。EJBCA: 登録機関（RA）の側で覚えます。',
      'Remember what was issued for a public key, and answer the same key and password with it, also in another transaction. EJBCA: in the RA in front of it.',
    ),
    judge: ofEnrolment(({ first, firstAgain, spent }) =>
      spent && !first.result.ok ? usedUp : sameAgain(first, firstAgain),
    ),
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
    judge: ofCmp(({ update, updateAgain }) => update && sameAgain(update, updateAgain)),
  },
  {
    id: 'cmp.first-enrolment',
    title: words(
      'お客様 ID と取得用パスワード（MAC）で電子証明書を取得できる',
      'A first certificate is issued for customer ID and one-time password (MAC)',
    ),
    reference: 'RFC 9483 4.1.1, 4.1.4, 4.1.5',
    meaning: words(
      'EST がなければ、初めての取得も、失効や期限切れの後の取得もできません。EST があっても、TLS を検査するプロキシーの後ろからは取得できません。',
      'Without EST nobody can acquire a first certificate, nor one after a lapse; with it, nobody from behind a proxy that inspects TLS.',
    ),
    remedy: words(
      'senderKID のお客様 ID でパスワードを探し、MAC を確かめます。要求の形（p10cr、ir）は bank.cmp.enrolment に、MAC の方式（password-based、pbmac1）は bank.cmp.mac に書きます。応答は、同じパスワードの MAC か署名で保護します。EJBCA: CMP のエイリアスの HMAC 認証モジュール　OpenSSL: openssl cmp -srv_ref -srv_secret は試験用です。',
      'Look the password up by the customer ID in senderKID, and check the MAC. Name the form of the request (p10cr, ir) in bank.cmp.enrolment, and the MAC (password-based, pbmac1) in bank.cmp.mac. Protect the answer by a MAC with the same password, or sign it. EJBCA: the HMAC authentication module of the CMP alias. OpenSSL: openssl cmp -srv_ref -srv_secret is for tests.',
    ),
    judge: ofEnrolment(({ first, spent }) => (spent && !first.result.ok ? usedUp : outcome(first))),
  },
  {
    id: 'cmp.wrong-password',
    title: words(
      '誤った取得用パスワードは badMessageCheck で断る',
      'A wrong one-time password is refused by badMessageCheck',
    ),
    reference: 'RFC 9483 3.5; RFC 9810 5.2.3',
    meaning: words(
      inJapanese`ほかの理由で断ると、${appName.ja} はパスワードの誤りと分からず、入力し直すよう案内できません。`,
      `By another reason ${appName.en} cannot tell that the password is wrong, and cannot ask for it again.`,
    ),
    remedy: words(
      'エラーメッセージの failInfo を badMessageCheck にします（notAuthorized でも分かります）。systemFailure や HTTP の 500 にはしません。',
      'Set failInfo of the error message to badMessageCheck (notAuthorized is understood, too), and not to systemFailure; nor answer by HTTP 500.',
    ),
    judge: ofEnrolment(({ wrongPassword: { result } }) => {
      if (result.ok) return fail(words('誤ったパスワードで受け付けられました', 'a wrong password was taken'))
      return result.failure.code === 'bank.unauthorized' ? pass(told(result.failure)) : warn(told(result.failure))
    }),
  },
  {
    id: 'cmp.key-update',
    title: words('今の鍵で署名した要求（kur）で更新できる', 'A request signed with the present key (kur) renews'),
    reference: 'RFC 9810 5.3.5; RFC 9483 4.1.3',
    meaning: words(
      'EST がなければ、お客様は電子証明書を更新できません。EST があっても、期限切れから 30 日以内の更新と、TLS を検査するプロキシーの後ろからの更新ができません。',
      'Without EST nobody can renew; with it, nobody after expiry (in grace), nor from behind a proxy that inspects TLS.',
    ),
    remedy: words(
      'EJBCA: CMP のエイリアスで EndEntityCertificate 認証モジュールを使い、Automatic Key Update を有効にします。OpenSSL: openssl cmp -port は試験用です。nginx と Apache は application/pkixcmp の POST をそのまま渡します。',
      'EJBCA: the EndEntityCertificate authentication module and Automatic Key Update in the CMP alias. OpenSSL: openssl cmp -port is for tests. nginx and Apache pass a POST of application/pkixcmp on as it is.',
    ),
    judge: ofCmp(({ update, proof }) => update && renewed(update, proof)),
  },
  {
    id: 'cmp.next-update',
    title: words('更新した電子証明書も、また更新できる', 'What was renewed can be renewed again'),
    reference: 'RFC 9483 4.1.3',
    meaning: words('翌年の更新ができません。', 'Next year’s renewal fails.'),
    remedy: words(
      '更新後の電子証明書もお客様の台帳に結び付けます（シリアル番号ではなく、お客様で探します）。',
      'Bind the new certificate to the customer as well: look up by customer, not by the first serial number.',
    ),
    judge: ofCmp(({ next, nextProof }, { settings }) => {
      if (settings.hasEst) return notApplicable(words('EST で調べます（est.next-renewal）', 'see est.next-renewal'))
      return next && renewed(next, nextProof)
    }),
  },
  {
    id: 'cmp.predecessor',
    title: words('更新しても、更新前の電子証明書がしばらく使える', 'The renewed certificate still works for a while'),
    reference: 'RFC 9483 4.1.3',
    meaning: words(
      inJapanese`新しい電子証明書の応答が途中で失われると、お客様にはどちらの電子証明書も残りません。${appName.ja} は、新しい電子証明書が認識されてから、古い電子証明書を退避します。`,
      `If the answer is lost, the customer has neither certificate. ${appName.en} retires the old one only after the new one has been recognised.`,
    ),
    remedy: words(
      '発行とも、受け取りの確認（certConf）とも同時に失効させません。期限切れに任せるか、新しい電子証明書が初めて使われてから数日後に失効させます。',
      'Do not revoke it when the new one is issued or confirmed (certConf): let it expire, or revoke it some days after the new one was first used.',
    ),
    judge: ofCmp(({ predecessorProof }) => proofOf(predecessorProof)),
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
    judge({ settings, expired }) {
      if (expired !== undefined) return outcome(expired)
      return settings.hasCmp
        ? notApplicable(
            words(
              '期限切れの電子証明書がないと調べられません。試験用のお客様の電子証明書が切れた後に、その拇印を --expired で指定してください',
              'only a certificate that has expired shows it: name one of a test customer by --expired and its thumbprint',
            ),
          )
        : warn(words('CMP がないため、期限切れの後は更新できません', 'without CMP nobody renews after expiry'))
    },
  },
]
