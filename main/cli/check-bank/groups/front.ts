/** What stands in front of the bank: TLS, the question for a certificate, the clock, pages. */
import { canonicalName } from '../../../x509/names/name-comparison.ts'
import { displayName } from '../../../x509/names/names.ts'
import { decode } from '../../../x509/der.ts'
import { parsedOnce } from '../../../x509/parse.ts'
import { printable } from '../../../renewal/plain-text.ts'
import type { Result } from '../../../renewal/errors.ts'
import { type Check, fail, type Judgement, notApplicable, pass, plain, told, unseen, warn, words } from '../check.ts'
import type { Session } from '../session.ts'
import { type Page, pageIn, publishedBy, trouble } from '../seen.ts'
import { appName, inJapanese } from '../../../renewal/product/product.ts'

const proxied = notApplicable(
  words(
    'プロキシー経由のため、手前のサーバーを直接調べられません',
    'reached through a proxy, past which nothing was looked at',
  ),
)
const only13 = notApplicable(
  words('TLS 1.3 だけのサーバーでは、この内容は暗号化されています', 'a server of TLS 1.3 alone tells this encrypted'),
)

const unneeded = notApplicable(
  words(
    'CMP はメッセージに署名し、ポータルもないため、接続で電子証明書を要求する必要がありません',
    'CMP signs its messages, and there is no portal: no connection needs a certificate',
  ),
)

/** For what the unencrypted part of TLS 1.2 tells of the server that asks for certificates. */
function hello(session: Session, judge: (named: readonly Uint8Array[] | undefined) => Judgement): Judgement {
  const { asking, settings } = session
  if (!settings.hasEst && !settings.hasPortal) return unneeded
  if (pageIn(session) !== undefined) return unseen.maintenance
  if (asking === 'proxied') return proxied
  if (asking === undefined) return unseen.unreached
  return asking.hello === undefined ? only13 : judge(asking.hello.named)
}

/** What came of the first connection that a certificate was to open. */
const opened = ({ settings, issuing, portal }: Session): Result<unknown> | undefined =>
  settings.hasEst ? issuing?.firstProof : portal?.whoAmI

/** Nothing is said in TLS to a client before the server has shown who it is. */
const turnsAway: ReadonlySet<string> = new Set(['bank.certificate-demanded', 'bank.certificate-refused'])

const asked = pass(words('要求しています', 'it asks for one'))
const silent = fail(words('要求していません', 'it asks for none'))

const pageWords: Readonly<Record<Page['kind'], (page: Page) => Judgement>> = {
  told: () =>
    warn(
      words(
        'HTTP 503 と Retry-After で、メンテナンス中と正しく伝えています。終わってから、もう一度検査してください',
        'maintenance, told as it should be by HTTP 503 with Retry-After; check again when it is over',
      ),
    ),
  endless: ({ status }) =>
    warn(
      words(
        `メンテナンス中です（HTTP ${status}）。いつ終わるかを伝えていません`,
        `maintenance (HTTP ${status}), without a word about how long`,
      ),
    ),
  disguised: ({ status }) =>
    fail(
      words(
        `電子証明書のサービスの代わりに、HTTP ${status} で案内のページを返しています`,
        `a page with HTTP ${status} in the place of the service`,
      ),
    ),
}

export const frontChecks: readonly Check[] = [
  {
    id: 'front.server',
    title: words('銀行のサーバーであることを確かめられる', 'The server shows that it is the bank’s'),
    reference: 'RFC 7030 3.3.1; RFC 9525',
    meaning: words(
      inJapanese`お客様の ${appName.ja} はサーバーを信用せず、何も始められません。`,
      `${appName.en} does not believe the server, and nothing can be begun.`,
    ),
    remedy: words(
      'サーバー証明書に中間認証局の証明書を付けます（nginx は ssl_certificate に連結したファイル、Apache は SSLCertificateFile）。そのルートを bank.trustAnchors に書くか、bank.serverTrust を system にします。',
      'Send the intermediates with the server’s certificate (nginx: a concatenated ssl_certificate; Apache: SSLCertificateFile). Name its root in bank.trustAnchors, or set bank.serverTrust to system.',
    ),
    judge({ reached, published }) {
      if (published.some(({ answer }) => answer.ok)) return pass(words('確かめられました', 'it does'))
      // Who asks for a certificate has shown its own.
      const shown = reached.ok || turnsAway.has(reached.failure.code)
      return shown ? pass(words('確かめられました', 'it does')) : fail(told(reached.failure))
    },
  },
  {
    id: 'front.tls-versions',
    title: words('TLS 1.2 と 1.3 だけを使う', 'TLS 1.2 and 1.3, and nothing older'),
    reference: 'RFC 8996; RFC 9325 3.1.1',
    meaning: words(
      'TLS 1.0 と 1.1 には既知の弱点があります。1.3 がないと、電子証明書の名義が通信路に平文で流れます。',
      'TLS 1.0 and 1.1 have known weaknesses. Without 1.3 the holder’s name in the certificate travels in the clear.',
    ),
    remedy: words(
      'nginx: ssl_protocols TLSv1.2 TLSv1.3;　Apache: SSLProtocol -all +TLSv1.2 +TLSv1.3　OpenSSL: MinProtocol = TLSv1.2',
      'nginx: ssl_protocols TLSv1.2 TLSv1.3; Apache: SSLProtocol -all +TLSv1.2 +TLSv1.3; OpenSSL: MinProtocol = TLSv1.2',
    ),
    judge({ front }) {
      if (front === 'proxied') return proxied
      if (front === undefined) return unseen.unreached
      const seen = plain(front.versions.join(', '))
      const old = front.versions.includes('TLSv1') || front.versions.includes('TLSv1.1')
      return old ? fail(seen) : front.versions.includes('TLSv1.3') ? pass(seen) : warn(seen)
    },
  },
  {
    id: 'front.http-version',
    title: words('HTTP/1.1 で応答する', 'It answers by HTTP/1.1'),
    reference: 'RFC 7301; RFC 9112',
    meaning: words(
      'お客様のアプリは HTTP/1.1 だけを使います。h2 では、サーバーが同じ要求をもう一度送らせることができるためです。',
      'The customers’ app speaks HTTP/1.1 alone, because by h2 a server can have a request sent a second time.',
    ),
    remedy: words(
      'h2 と並べて HTTP/1.1 も有効にします（nginx では常に有効。Apache では Protocols h2 http/1.1）。',
      'Have HTTP/1.1 beside h2: nginx always has; Apache by Protocols h2 http/1.1.',
    ),
    judge({ front }) {
      if (front === 'proxied') return proxied
      if (front === undefined) return unseen.unreached
      const { protocol = 'http/1.1', http1 } = front
      if (!http1) return fail(plain('h2'))
      return ['h2', 'http/1.1'].includes(protocol) ? pass(plain(protocol)) : warn(plain(printable(protocol)))
    },
  },
  {
    id: 'front.certificate-asked',
    title: words('接続の始めに電子証明書を要求する', 'A client certificate is asked for when the connection begins'),
    reference: 'RFC 7030 3.3.2; RFC 8446 4.3.2',
    meaning: words(
      '電子証明書でのログインも更新もできません。Chromium は、TLS 1.3 の接続の後からの要求に応じません。',
      'Neither login nor renewal with the certificate is possible. Chromium does not answer a question that comes later in TLS 1.3.',
    ),
    remedy: words(
      'nginx: ssl_verify_client optional;（server に書きます）　Apache: SSLVerifyClient optional（<Location> の外に書きます）　EJBCA: WildFly の https リスナーで verify-client="REQUESTED"',
      'nginx: ssl_verify_client optional; (in server). Apache: SSLVerifyClient optional (outside every <Location>). EJBCA: verify-client="REQUESTED" at WildFly’s https listener.',
    ),
    judge(session) {
      const proof = opened(session)
      if (proof?.ok === false && proof.failure.code === 'bank.certificate-not-asked') return fail(told(proof.failure))
      if (session.asksCertificate === true) return asked
      return hello(session, (named) => (named === undefined ? silent : asked))
    },
  },
  {
    id: 'front.named-issuers',
    title: words(
      '要求する電子証明書の発行者として、銀行の認証局を挙げる',
      'It names the bank’s CAs as those whose certificates it takes',
    ),
    reference: 'RFC 5246 7.4.4; RFC 8446 4.2.4',
    meaning: words(
      'ほかの発行者だけが挙がっていると、ブラウザーは銀行の電子証明書を選択画面に出しません。',
      'Where only others are named, browsers do not offer the bank’s certificates.',
    ),
    remedy: words(
      'ルートまたは発行認証局を挙げます。nginx: ssl_client_certificate　Apache: SSLCADNRequestFile　旧認証局も、その電子証明書が有効な間は残します。',
      'Name the root or the issuing CA: nginx ssl_client_certificate; Apache SSLCADNRequestFile. Keep the former CA for as long as its certificates are valid.',
    ),
    judge(session) {
      const proof = opened(session)
      if (proof?.ok === false && proof.failure.code === 'bank.issuer-not-named') return fail(told(proof.failure))
      return hello(session, (named) => {
        if (named === undefined) return unseen.unreached
        if (named.length === 0) {
          return pass(
            words(
              '発行者を挙げず、どの電子証明書でも受け付けています',
              'it names none: certificates of every issuer are offered',
            ),
          )
        }
        const own = [...session.settings.trustAnchors, ...publishedBy(session)].flatMap((der) => {
          const subject = parsedOnce(der)?.subject
          return subject === undefined ? [] : [canonicalName(subject)]
        })
        const names = named.map((der) => read(der))
        const seen = plain(printable(names.map(({ text }) => text).join(' / ')))
        return names.some(({ canonical }) => own.includes(canonical)) ? pass(seen) : fail(seen)
      })
    },
  },
  {
    id: 'front.certificate-optional',
    title: words('電子証明書を持たない人にも応答する', 'Who has no certificate yet is answered'),
    reference: 'RFC 7030 4.1.1, 4.2.1',
    meaning: words(
      '初めての取得ができません。電子証明書を失ったお客様も、取得し直せません。',
      'Nobody can acquire a first certificate, nor another one after the first was lost.',
    ),
    remedy: words(
      '/cacerts、/csrattrs、/simpleenroll では必須にしません。nginx: ssl_verify_client optional;　Apache: SSLVerifyClient optional　EJBCA: verify-client="REQUESTED"　OpenSSL（s_server）: -Verify ではなく -verify',
      'Demand none for /cacerts, /csrattrs and /simpleenroll. nginx: ssl_verify_client optional; Apache: SSLVerifyClient optional; EJBCA: verify-client="REQUESTED"; OpenSSL (s_server): -verify, not -Verify.',
    ),
    judge(session) {
      const { reached } = session
      if (pageIn(session) !== undefined) return unseen.maintenance
      if (reached.ok) return pass(words('応答しています', 'they are'))
      return reached.failure.code === 'bank.certificate-demanded' ? fail(told(reached.failure)) : unseen.unreached
    },
  },
  {
    id: 'front.clock',
    title: words('時刻が合っている', 'Its clock is right'),
    reference: 'RFC 9110 6.6.1',
    meaning: words(
      inJapanese`時刻の差が大きいと、${appName.ja} は更新を始めません。Date がないと、お客様のパソコンの時刻の誤りに気付けません。`,
      `${appName.en} begins no renewal where clocks differ much. Without Date it cannot tell that a customer’s clock is wrong.`,
    ),
    remedy: words(
      'サーバーの時刻を NTP（chrony、systemd-timesyncd）で合わせ、すべての応答に Date ヘッダーを付けます。',
      'Set the server’s clock by NTP (chrony, systemd-timesyncd), and send Date with every answer.',
    ),
    judge({ published, settings }) {
      const answered = published.findLast(({ answer }) => answer.ok)
      if (answered?.answer.ok !== true) return unseen.unreached
      const { date } = answered.answer.value
      if (date === undefined) return warn(words('応答に Date ヘッダーがありません', 'answers have no Date'))
      const seconds = Math.round((date - answered.at) / 1000)
      const seen = words(`このパソコンとの差は ${seconds} 秒です`, `${seconds} s from this computer’s`)
      if (Math.abs(seconds) * 1000 > settings.maximumClockSkew) return fail(seen)
      return Math.abs(seconds) > 60 ? warn(seen) : pass(seen)
    },
  },
  {
    id: 'front.maintenance',
    title: words(
      'メンテナンス中であることを、プログラムにも分かるように伝える',
      'Maintenance is told so that programs understand it',
    ),
    reference: 'RFC 9110 15.6.4, 10.2.3',
    meaning: words(
      inJapanese`${appName.ja} は後で自動的にやり直します。200 や 302 で返すと、ほかのプログラムは異常な応答として扱い、処理を中止することがあります。`,
      `${appName.en} tries again by itself. By 200 or 302 other programs take the page for a broken answer, and give up.`,
    ),
    remedy: words(
      '503 と Retry-After を返します。nginx: return 503; と add_header Retry-After 3600 always;　Apache: RewriteRule ^ - [R=503] と Header always set Retry-After 3600',
      'Answer 503 with Retry-After. nginx: return 503; and add_header Retry-After 3600 always; Apache: RewriteRule ^ - [R=503] and Header always set Retry-After 3600.',
    ),
    judge(session) {
      const page = pageIn(session)
      if (page !== undefined) return pageWords[page.kind](page)
      return trouble(session)
        ? unseen.unreached
        : notApplicable(words('メンテナンス中ではありません', 'there is none now'))
    },
  },
]

/** A Name as the server sent it. */
function read(der: Uint8Array): { readonly canonical: string; readonly text: string } {
  try {
    const name = decode(der)
    return { canonical: canonicalName(name), text: displayName(name) }
  } catch {
    return { canonical: '', text: '?' }
  }
}
