/** The portal's doors (build/docs/bank/portal.md). */
import { type Check, fail, type Judgement, notApplicable, pass, plain, told, unseen, warn, words } from '../check.ts'
import { unissued } from '../seen.ts'
import type { PortalTalk, Session } from '../session.ts'
import { appName, inJapanese } from '../../../renewal/product/product.ts'

const ofPortal =
  (judge: (talk: PortalTalk, session: Session) => Judgement) =>
  (session: Session): Judgement => {
    if (!session.settings.hasPortal) return unseen.noPortal
    const unable = unissued(session)
    return unable ?? (session.portal === undefined ? unseen.unreached : judge(session.portal, session))
  }

const contract = 'build/docs/bank/portal.md'

export const portalChecks: readonly Check[] = [
  {
    id: 'portal.who-am-i',
    title: words('電子証明書からお客様が分かる（who-am-i）', 'It tells whose a certificate is (who-am-i)'),
    reference: contract,
    meaning: words(
      'ログインと、更新の最後の確認（銀行が新しい電子証明書を認識したこと）ができません。',
      'Neither login nor the last step of a renewal, that the bank recognises the new certificate, is possible.',
    ),
    remedy: words(
      'TLS のクライアント証明書の SHA-256 拇印、お客様 ID、名前、状態を JSON で返します。nginx: proxy_set_header X-Client-Cert $ssl_client_escaped_cert　Apache: RequestHeader set X-Client-Cert "%{SSL_CLIENT_CERT}s"（お客様の側から届いた同名のヘッダーは捨てます）',
      'Answer SHA-256 thumbprint, customer ID, name and status as JSON. nginx: proxy_set_header X-Client-Cert $ssl_client_escaped_cert; Apache: RequestHeader set X-Client-Cert "%{SSL_CLIENT_CERT}s" (drop a header of that name that a client sent).',
    ),
    judge: ofPortal(({ whoAmI }, { settings: { customerId } }) => {
      if (!whoAmI.ok) return fail(told(whoAmI.failure))
      const known = fold(whoAmI.value.customerId)
      return customerId === undefined || known === fold(customerId)
        ? pass(words('お客様が分かりました', 'it does'))
        : fail(words('別のお客様 ID が返りました', 'another customer ID'))
    }),
  },
  {
    id: 'portal.without-certificate',
    title: words('電子証明書のない人には、お客様のことを何も返さない', 'Who has no certificate is told of no customer'),
    reference: `${contract}; RFC 9110 15.5.4`,
    meaning: words(
      '電子証明書のない人に、お客様の情報が漏れます。',
      'Customers’ data goes to people without a certificate.',
    ),
    remedy: words(
      '403 と {"code":"certificate-needed"} を返します。手前のサーバーが渡すヘッダーだけを信用し、直接の接続は受け付けません。',
      'Answer 403 and {"code":"certificate-needed"}. Believe headers of the front alone, and take no direct connections.',
    ),
    judge: ofPortal(({ anonymous: { answer } }) => {
      if (!answer.ok) {
        return answer.failure.code === 'bank.certificate-refused' || answer.failure.code === 'bank.connection-closed'
          ? pass(told(answer.failure))
          : warn(told(answer.failure))
      }
      const { status } = answer.value
      const seen = plain(`HTTP ${status}`)
      if (status >= 200 && status < 300) return fail(seen)
      return [400, 401, 403].includes(status) ? pass(seen) : warn(seen)
    }),
  },
  {
    id: 'portal.policy',
    title: words('通知と猶予の日数を返す（policy）', 'It tells the days of notice and grace (policy)'),
    reference: contract,
    meaning: words(
      inJapanese`${appName.ja} は既定の日数（通知 30 日前、猶予 30 日）を使います。銀行の規定と違うと、案内が誤ります。`,
      `${appName.en} takes its own numbers (30 days each); where the bank’s differ, it tells its users wrongly.`,
    ),
    remedy: words(
      '{"noticeDays":30,"graceDays":30} の形の JSON を返します。',
      'Answer JSON of the form {"noticeDays":30,"graceDays":30}.',
    ),
    judge: ofPortal(({ policy }) => {
      if (policy.ok) return pass(words('返りました', 'it does'))
      // Half of one helps nobody; a bank that has none has decided so.
      return policy.failure.code === 'bank.policy-unusable' ? fail(told(policy.failure)) : warn(told(policy.failure))
    }),
  },
  {
    id: 'portal.sign-in',
    title: words(
      '誤ったお客様 ID とパスワードは 401 で断る（login）',
      'A wrong ID and password are refused by 401 (login)',
    ),
    reference: `${contract}; RFC 9110 15.5.2`,
    meaning: words(
      '401 以外で断ると、お客様は、電子証明書と銀行のどちらに問題があるのか分かりません。',
      'By another status users cannot tell whether certificate, bank or password is the trouble.',
    ),
    remedy: words(
      '401 と {"code":"login-refused"} を返し、ログイン画面へ転送しません。失敗は電子証明書のお客様ごとに数えます。',
      'Answer 401 and {"code":"login-refused"}, and redirect to no login page. Count failures by the customer of the certificate.',
    ),
    judge: ofPortal(({ signIn }) => {
      if (signIn.ok) return fail(words('だれのものでもない ID でログインできました', 'nobody’s ID was let in'))
      // Whoever checked before has used up the attempts.
      if (signIn.failure.code === 'bank.busy') return notApplicable(told(signIn.failure))
      return signIn.failure.code === 'bank.login-refused' ? pass(told(signIn.failure)) : warn(told(signIn.failure))
    }),
  },
  {
    id: 'portal.revoked',
    title: words('失効した電子証明書には、失効していることを伝える', 'The holder of a revoked certificate is told so'),
    reference: contract,
    meaning: words(
      '失効と伝えずに接続を切ると、お客様には通信の障害に見え、取得し直すことに気付けません。',
      'Where the connection is cut instead, it looks like a fault of the network, and nobody knows to acquire anew.',
    ),
    remedy: words(
      '失効の判定は手前のサーバー（CRL、ssl_crl、SSLCARevocationFile）ではなくポータルで行い、403 と {"code":"revoked"} を返します。',
      'Judge revocation in the portal and not in the front (ssl_crl, SSLCARevocationFile): 403 and {"code":"revoked"}.',
    ),
    judge(session) {
      if (!session.settings.hasPortal) return unseen.noPortal
      const { revoked } = session
      if (revoked?.ok === true) {
        return fail(words('失効した電子証明書が受け付けられました', 'the revoked certificate was let in'))
      }
      if (revoked !== undefined) {
        return revoked.failure.code === 'certificate.revoked'
          ? pass(told(revoked.failure))
          : fail(told(revoked.failure))
      }
      const proof = session.issuing?.firstProof
      if (proof?.ok === false && proof.failure.code === 'certificate.revoked') return pass(told(proof.failure))
      return notApplicable(
        words(
          'この検査は何も失効させません。試験用の電子証明書を失効させた後に、その拇印を --revoked で指定してください',
          'nothing is revoked by a check: revoke a test certificate, and name it by --revoked and its thumbprint',
        ),
      )
    },
  },
]

const fold = (id: string): string => id.normalize('NFKC').trim().toUpperCase()
