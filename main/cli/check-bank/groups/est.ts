/** What an EST server publishes (RFC 7030, 4.1 and 4.5). */
import { findSuccessions } from '../../../x509/chain/rollover.ts'
import { isSelfIssued } from '../../../x509/chain/constraints.ts'
import { sameNames } from '../../../x509/names/name-comparison.ts'
import { authorityKeyIdOf, subjectKeyIdOf } from '../../../x509/extensions.ts'
import { type ParsedCertificate, parsedOnce } from '../../../x509/parse.ts'
import { printable } from '../../../renewal/plain-text.ts'
import { type Check, fail, notApplicable, pass, plain, told, warn, words } from '../check.ts'
import { lastAnswer, publishedBy, unpublishedByEst } from '../seen.ts'
import type { Session } from '../session.ts'
import { appName, inJapanese } from '../../../renewal/product/product.ts'

const parsed = (ders: readonly Uint8Array[]) => ders.map(parsedOnce).filter((one) => one !== undefined)
const parsedPublished = (session: Session) => parsed(publishedBy(session))

/** Of one name, with another key: as on both sides of a CA's new key. */
const isNamesake = (one: ParsedCertificate, other: ParsedCertificate): boolean =>
  sameNames(one.subject, other.subject) && !Buffer.from(one.publicKey).equals(other.publicKey)

/** RFC 8951, 3.1: base64, whatever its lines; nothing in front of it and nothing behind. */
const base64 = /^[A-Za-z0-9+/\s]+(={1,2}\s*)?$/

export const estChecks: readonly Check[] = [
  {
    id: 'est.cacerts',
    title: words('/cacerts が銀行の認証局の証明書を配布する', '/cacerts hands out the bank’s CA certificates'),
    reference: 'RFC 7030 4.1.3; RFC 8951 3',
    meaning: words(
      inJapanese`${appName.ja} はほかの書き方も読みますが、読めないプログラムもあります。読めないときや、トラストアンカーにつながらないときは、何も始められません。`,
      `${appName.en} reads other forms, too; other programs may not. Where it cannot be read, or belongs to no trust anchor, nothing can be begun.`,
    ),
    remedy: words(
      'Content-Type: application/pkcs7-mime で、PKCS#7（certs-only）の DER を base64 にした本文だけを、200 で返します。libest: est_server_init に渡した CA 証明書から作られます。OpenSSL: openssl crl2pkcs7 -nocrl -outform DER | openssl base64',
      'Answer 200 with Content-Type: application/pkcs7-mime and nothing but the base64 of a certs-only PKCS#7. OpenSSL: openssl crl2pkcs7 -nocrl -outform DER | openssl base64. libest makes it from the CA certificates that est_server_init is given.',
    ),
    judge(session) {
      const { reached, published, settings } = session
      const unable = unpublishedByEst(session)
      if (unable !== undefined && settings.hasEst && !reached.ok) {
        const answered = reached.failure.code === 'bank.bad-answer' || /^no published/.test(reached.failure.cause ?? '')
        return answered ? fail(told(reached.failure)) : unable
      }
      const answer = lastAnswer(published, '/cacerts')
      if (answer === undefined) return unable ?? fail(plain('?'))
      const type = (answer.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()
      const odd = [
        ...(answer.status === 200 ? [] : [`HTTP ${answer.status}`]),
        ...(type === 'application/pkcs7-mime' ? [] : [`Content-Type: ${type === '' ? '-' : printable(type)}`]),
        ...(base64.test(Buffer.from(answer.body).toString('latin1')) ? [] : ['≠ base64']),
        ...(published.filter(({ request }) => request.url.includes('/cacerts')).length > 1 ? ['redirect'] : []),
      ]
      return odd.length === 0 ? pass(words('RFC のとおりです', 'as the RFC has it')) : warn(plain(odd.join(', ')))
    },
  },
  {
    id: 'est.chain',
    title: words(
      '/cacerts に、発行認証局からルートまでがそろっている',
      '/cacerts has every CA from the issuing one to the root',
    ),
    reference: 'RFC 7030 4.1.3',
    meaning: words(
      '新しいパソコンでは、電子証明書が銀行のものかどうか分からず、「なし」と表示されることがあります。',
      'On a new computer a certificate may not be recognised as the bank’s, and is shown as absent.',
    ),
    remedy: words(
      'ルートと、有効な電子証明書を発行したすべての発行認証局を含めます。libest: CA 証明書のファイルに連結します。EJBCA: 認証局のチェーンを EST のエイリアスで使います。',
      'Include the root and every issuing CA whose certificates are valid. libest: concatenate them in the file of CA certificates; EJBCA: use the CA with its whole chain in the EST alias.',
    ),
    judge(session) {
      const unable = unpublishedByEst(session)
      if (unable !== undefined) return unable
      const published = parsedPublished(session)
      const issued = parsed((session.issuing?.issued ?? []).map(({ der }) => der))
      const lacking = issued.filter(({ issuer }) => !published.some(({ subject }) => sameNames(issuer, subject)))
      if (lacking.length > 0) return warn(words('発行認証局の証明書がありません', 'the issuing CA is missing'))
      const root = published.some(isSelfIssued)
      const below = published.some((one) => !isSelfIssued(one))
      const seen = words(`${published.length} 枚`, `${published.length} certificates`)
      if (!root) return warn(words('ルートの証明書がありません', 'the root is missing'))
      return below || issued.length > 0
        ? pass(seen)
        : warn(
            words(
              'ルートの証明書だけです。発行認証局があれば不足しています',
              'the root alone: an issuing CA, if there is one, is missing',
            ),
          )
    },
  },
  {
    id: 'est.rollover',
    title: words(
      '新しいルートが、今のルートの後継であることを示している',
      'A new root is shown to be the successor of the present one',
    ),
    reference: 'RFC 7030 4.1.3; RFC 4210 4.4',
    meaning: words(
      '後継であることが分からないルートは信頼されず、切り替えた日から更新できません。',
      'A root that is nobody’s successor is not trusted: from the day of the switch nobody can renew.',
    ),
    remedy: words(
      '新しい自己署名証明書、旧ルートが署名した新しい鍵の証明書（NewWithNew、NewWithOld）を、名前を変えずに /cacerts に含めます。EJBCA: 認証局の更新で「リンク証明書」を作ります。OpenSSL: openssl x509 -CA 旧ルート',
      'Publish NewWithNew and NewWithOld, of the same name, in /cacerts. EJBCA: create the link certificate when the CA is renewed. OpenSSL: openssl x509 -CA with the old root.',
    ),
    judge(session) {
      const unable = unpublishedByEst(session)
      if (unable !== undefined) return unable
      const { settings, at } = session
      const anchors = settings.trustAnchors
      const others = parsedPublished(session).filter(
        (one) => isSelfIssued(one) && !anchors.some((anchor) => Buffer.from(anchor).equals(one.der)),
      )
      if (others.length === 0)
        return notApplicable(words('新しいルートは公開されていません', 'no new root is published'))
      const followed = findSuccessions(publishedBy(session), anchors, at)
      return followed.length > 0
        ? pass(words('後継であることを確かめられました', 'it is the successor'))
        : fail(words('トラストアンカーの後継ではないルートがあります', 'a root that follows no trust anchor'))
    },
  },
  {
    id: 'est.key-identifiers',
    title: words('同じ名前の認証局を、鍵識別子で見分けられる', 'CAs of one name are told apart by key identifiers'),
    reference: 'RFC 5280 4.2.1.1, 4.2.1.2',
    meaning: words(
      '同じ名前で鍵の違う認証局があると、サーバーが別の鍵で署名を確かめ、有効な電子証明書を断ることがあります（OpenSSL など。どの順に読み込まれたかで変わります）。',
      'A server may check a signature with the other key, and refuse a valid certificate: OpenSSL does, depending on which it has loaded first.',
    ),
    remedy: words(
      '認証局の証明書に subjectKeyIdentifier、発行する電子証明書に authorityKeyIdentifier（keyid）を入れます。EJBCA: 証明書プロファイルの Subject Key ID と Authority Key ID　OpenSSL: subjectKeyIdentifier = hash、authorityKeyIdentifier = keyid',
      'Put subjectKeyIdentifier into CA certificates and authorityKeyIdentifier (keyid) into what they issue. EJBCA: Subject Key ID and Authority Key ID in the certificate profiles; OpenSSL: subjectKeyIdentifier = hash, authorityKeyIdentifier = keyid.',
    ),
    judge(session) {
      const unable = unpublishedByEst(session)
      if (unable !== undefined) return unable
      const authorities = parsed([...session.settings.trustAnchors, ...publishedBy(session)])
      const alike = authorities.filter((one) => authorities.some((other) => isNamesake(one, other)))
      if (alike.length === 0) return notApplicable(words('名前はすべて違います', 'no two have one name'))
      const issued = parsed((session.issuing?.issued ?? []).map(({ der }) => der)).filter(({ issuer }) =>
        alike.some(({ subject }) => sameNames(issuer, subject)),
      )
      const nameless = [
        ...alike.filter(({ extensions }) => subjectKeyIdOf(extensions) === undefined),
        ...issued.filter(({ extensions }) => authorityKeyIdOf(extensions) === undefined),
      ]
      return nameless.length === 0
        ? pass(words('見分けられます', 'they are'))
        : fail(words(`鍵識別子のない証明書が ${nameless.length} 枚`, `${nameless.length} certificates without one`))
    },
  },
  {
    id: 'est.csrattrs',
    title: words('/csrattrs の求めに応えられる', 'What /csrattrs asks for can be given'),
    reference: 'RFC 7030 4.5.2; RFC 9908',
    meaning: words(
      '必須の求めに応えられないと、更新は準備の段階で止まります。',
      'Where a demand cannot be met, renewals stop while they are being prepared.',
    ),
    remedy: words(
      '求めることがなければ 204 を返します。求めるのは、RSA 2048～4096 ビットか P-256、P-384 の鍵と、SHA-256 か SHA-384 の署名にします。libest: est_server_init_csrattrs',
      'Answer 204 where nothing is wanted. Ask for keys of RSA (2,048 to 4,096 bits), P-256 or P-384, and signatures with SHA-256 or SHA-384. libest: est_server_init_csrattrs.',
    ),
    judge(session) {
      const unable = unpublishedByEst(session)
      if (unable !== undefined) return unable
      const { reached, published } = session
      const requested = reached.ok ? reached.value.requested : undefined
      if (requested?.ok === false) return fail(told(requested.failure))
      const unmet = requested?.value.unmet ?? []
      if (unmet.length > 0) {
        const list = printable(unmet.join(', '))
        return warn(words(`応えられない希望: ${list}`, `wishes that cannot be met: ${list}`))
      }
      const status = lastAnswer(published, '/csrattrs')?.status
      return status === undefined || [200, 204, 404].includes(status)
        ? pass(plain(status === undefined ? '-' : `HTTP ${status}`))
        : warn(plain(`HTTP ${status}`))
    },
  },
]
