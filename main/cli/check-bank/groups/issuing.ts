/** What an EST server issues, and what it says of the same request once more (RFC 7030, 4.2). */
import { type Check, fail, type Judgement, notApplicable, pass, plain, told, unseen, warn, words } from '../check.ts'
import { unissued } from '../seen.ts'
import type { Issuing, Session } from '../session.ts'
import { outcome, proof, repeatedMeaning, sameAgain, usedMeaning } from './answers.ts'
import { appName, inJapanese } from '../../../renewal/product/product.ts'

/** For what needs this part of the run. */
const ofIssuing =
  (judge: (issuing: Issuing, session: Session) => Judgement | undefined) =>
  (session: Session): Judgement => {
    if (!session.settings.hasEst) return unseen.noEst
    return unissued(session) ?? judge(session.issuing!, session) ?? unseen.unreached
  }

export const issuingChecks: readonly Check[] = [
  {
    id: 'est.repeated-enrolment',
    title: words(
      '同じ取得の要求には、使用済みの取得用パスワードでも同じ電子証明書を返す',
      'The same first request gets the same certificate, also by a one-time password that is used up',
    ),
    reference: 'RFC 7030 4.2.1, 4.2.3',
    meaning: usedMeaning,
    remedy: words(
      '公開鍵（CSR の SubjectPublicKeyInfo のハッシュ）ごとに発行済みの電子証明書を覚え、同じ鍵と同じパスワードには同じ電子証明書を返します。EJBCA: 登録機関（RA）の側で覚えるか、CMP を使います。libest: est_set_ca_enroll_cb のコールバックの中で調べます。',
      'Remember what was issued for a public key (the hash of the SubjectPublicKeyInfo), and answer the same key and password with it. EJBCA: in the RA in front of it, or use CMP; libest: in the callback of est_set_ca_enroll_cb.',
    ),
    judge: ofIssuing(({ first, firstAgain }) => sameAgain(first, firstAgain)),
  },
  {
    id: 'est.repeated-renewal',
    title: words('同じ更新の要求には、同じ電子証明書を返す', 'The same renewal request gets the same certificate'),
    reference: 'RFC 7030 4.2.2, 4.2.3',
    meaning: repeatedMeaning,
    remedy: words(
      '公開鍵ごとに発行済みの電子証明書を覚え、同じ鍵の要求には同じ電子証明書を返します。更新前の電子証明書は、新しい電子証明書が使われるまで失効させません。EJBCA: 同じ鍵の要求を拒否する設定（Enforce unique public keys）は、発行済みの電子証明書を返す RA を手前に置くときだけ有効にします。',
      'Remember what was issued for a public key, and answer the same key with it. Do not revoke the old certificate before the new one is used. EJBCA: enforce unique public keys only where an RA in front answers with what was issued.',
    ),
    judge: ofIssuing(({ renewal, renewalAgain }) => renewal && sameAgain(renewal, renewalAgain)),
  },
  {
    id: 'est.first-enrolment',
    title: words(
      'お客様 ID と取得用パスワードで電子証明書を取得できる',
      'A first certificate is issued for customer ID and one-time password',
    ),
    reference: 'RFC 7030 4.2.1, 3.2.3',
    meaning: words(
      '初めての取得も、失効や期限切れの後の取得もできません。',
      'Nobody can acquire a first certificate, nor one after a lapse.',
    ),
    remedy: words(
      'HTTP Basic 認証で受け付けます。nginx と Apache は Authorization ヘッダーをそのまま渡します（proxy_pass_request_headers、CGIPassAuth On）。libest: est_set_http_auth_cb　EJBCA: EST のエイリアスで「Authentication by username and password」',
      'Take HTTP Basic. nginx and Apache have to pass the Authorization header on (proxy_pass_request_headers; CGIPassAuth On). libest: est_set_http_auth_cb; EJBCA: username and password in the EST alias.',
    ),
    judge: ofIssuing(({ first }) => outcome(first)),
  },
  {
    id: 'est.wrong-password',
    title: words('誤った取得用パスワードは 401 で断る', 'A wrong one-time password is refused by 401'),
    reference: 'RFC 7030 3.2.3; RFC 9110 15.5.2',
    meaning: words(
      inJapanese`401 以外で断ると、${appName.ja} はパスワードの誤りと分からず、入力し直すよう案内できません。`,
      `By another status ${appName.en} cannot tell that the password is wrong, and cannot ask for it again.`,
    ),
    remedy: words(
      '401 と WWW-Authenticate: Basic を返します。403 や 500、ログイン画面への転送にはしません。',
      'Answer 401 with WWW-Authenticate: Basic, and not 403, 500 or a redirect to a login page.',
    ),
    judge: ofIssuing(({ wrongPassword: { result } }) => {
      if (result.ok) return fail(words('誤ったパスワードで受け付けられました', 'a wrong password was taken'))
      return result.failure.code === 'bank.unauthorized' ? pass(told(result.failure)) : warn(told(result.failure))
    }),
  },
  {
    id: 'est.delay',
    title: words(
      '発行を待たせるときは、202 と Retry-After を返す',
      'Who has to wait is told how long: 202 with Retry-After',
    ),
    reference: 'RFC 7030 4.2.3; RFC 9110 10.2.3',
    meaning: words(
      inJapanese`いつ問い合わせ直せばよいか分からないため、${appName.ja} は 1 分ごとに問い合わせます。`,
      `Without it ${appName.en} asks again once a minute.`,
    ),
    remedy: words(
      '承認に要する時間を秒数か HTTP の日時で Retry-After に書きます。同じ要求を受けたら、発行済みであればその電子証明書を返します。libest: est_server_set_retry_period',
      'Put the time that approval takes into Retry-After (seconds or an HTTP date), and answer the same request with the certificate once it is there. libest: est_server_set_retry_period.',
    ),
    judge: ofIssuing((issuing) => {
      const { first, renewal, next } = issuing
      const waits = [first, renewal, next].flatMap((one) =>
        (one?.exchanges ?? []).flatMap(({ answer }) =>
          answer.ok && answer.value.status === 202 ? [answer.value] : [],
        ),
      )
      if (waits.length === 0) return notApplicable(words('待たされませんでした', 'nothing was delayed'))
      const told = waits.map(({ headers }) => headers['retry-after'])
      const lacking = told.filter((value) => value === undefined).length
      return lacking === 0
        ? pass(plain(`Retry-After: ${told[0]!.slice(0, 40)}`))
        : warn(words('Retry-After がありません', 'there is no Retry-After'))
    }),
  },
  {
    id: 'est.renewal',
    title: words(
      '電子証明書で更新でき、新しい電子証明書を使える',
      'A certificate renews itself, and the new one opens a connection',
    ),
    reference: 'RFC 7030 4.2.2',
    meaning: words('お客様は電子証明書を更新できません。', 'Customers cannot renew.'),
    remedy: words(
      '/simplereenroll は TLS のクライアント認証だけで受け付けます。nginx: $ssl_client_escaped_cert を渡します。Apache: SSLOptions +ExportCertData　サブジェクトは、今の電子証明書と同じ DER のまま送られます。',
      'Take /simplereenroll by TLS client authentication alone. nginx: pass $ssl_client_escaped_cert on; Apache: SSLOptions +ExportCertData. The subject comes with the very DER of the present certificate.',
    ),
    judge: ofIssuing(({ renewal, renewalProof }) => {
      if (renewal === undefined) return undefined
      const issued = outcome(renewal)
      return issued.verdict === 'pass' ? (proof(renewalProof) ?? issued) : issued
    }),
  },
  {
    id: 'est.next-renewal',
    title: words('更新した電子証明書も、また更新できる', 'What was renewed can be renewed again'),
    reference: 'RFC 7030 4.2.2',
    meaning: words('翌年の更新ができません。', 'Next year’s renewal fails.'),
    remedy: words(
      '更新後の電子証明書もお客様の台帳に結び付けます（シリアル番号ではなく、お客様で探します）。',
      'Bind the new certificate to the customer as well: look up by customer, not by the first serial number.',
    ),
    judge: ofIssuing(({ next, nextProof }) => {
      if (next === undefined) return undefined
      const issued = outcome(next)
      return issued.verdict === 'pass' ? (proof(nextProof) ?? issued) : issued
    }),
  },
  {
    id: 'est.predecessor',
    title: words('更新しても、更新前の電子証明書がしばらく使える', 'The renewed certificate still works for a while'),
    reference: 'RFC 7030 4.2.2',
    meaning: words(
      inJapanese`新しい電子証明書の応答が途中で失われると、お客様にはどちらの電子証明書も残りません。${appName.ja} は、新しい電子証明書で接続できてから、古い電子証明書を退避します。`,
      `If the answer is lost, the customer has neither certificate. ${appName.en} retires the old one only after the new one has opened a connection.`,
    ),
    remedy: words(
      '発行と同時に失効させません。期限切れに任せるか、新しい電子証明書で初めて接続されてから数日後に失効させます。EJBCA: 更新と同時に失効させる設定を無効にします。',
      'Do not revoke it when the new one is issued: let it expire, or revoke it some days after the new one was first used. EJBCA: leave revocation at renewal off.',
    ),
    judge: ofIssuing(({ predecessorProof }) => proof(predecessorProof)),
  },
]
