/** What was issued in the run, certificate by certificate. */
import { checkChain } from '../../../x509/chain/chain.ts'
import { nameComparison } from '../../../x509/names/name-difference.ts'
import { allowsPurpose, extensionIds } from '../../../x509/extensions.ts'
import { parsedOnce } from '../../../x509/parse.ts'
import { readCertificate } from '../../../x509/read.ts'
import { judgedAt } from '../../../renewal/effects/issued.ts'
import type { CertificateFacts } from '../../../renewal/certificates/certificate.ts'
import { type Check, fail, type Judgement, pass, plain, told, unseen, type Verdict, warn, words } from '../check.ts'
import { isOfCertificate, publishedBy, unissued } from '../seen.ts'
import type { IssuedCertificate, Session } from '../session.ts'
import { appName, inJapanese } from '../../../renewal/product/product.ts'

interface Issued extends IssuedCertificate {
  readonly facts: CertificateFacts
  readonly before: CertificateFacts | undefined
}

/** The worst of what is said of each. */
function ofIssued(session: Session, judge: (one: Issued) => Judgement | undefined): Judgement {
  const unable = unissued(session)
  if (unable !== undefined) return unable
  const found = (session.issuing?.issued ?? []).flatMap((one) => {
    const facts = readCertificate(one.der)
    const before = one.renews && readCertificate(one.renews)
    return facts.ok ? [{ ...one, facts: facts.value, before: before?.ok === true ? before.value : undefined }] : []
  })
  const judged = found.map(judge).filter((one) => one !== undefined)
  return worst(judged) ?? unseen.unreached
}

const order: readonly Verdict[] = ['fail', 'warn', 'pass', 'not-applicable']
const worst = (judged: readonly Judgement[]): Judgement | undefined =>
  judged.toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))[0]

const day = 24 * 60 * 60 * 1000
/** Of a year, with what banks add to its end. */
const yearly = { least: 360, most: 400 }
const ofFront: ReadonlySet<string> = new Set(['bank.certificate-not-asked', 'bank.issuer-not-named'])

/** A year to the end of the day, or the end of the old one: a run of seconds cannot tell them apart. */
const sameEnd = words(
  '更新前と同時に終わります。同じ日に更新したためかどうか、発行から数日たった電子証明書でも確かめてください',
  'it ends with the one that it renews: see with a certificate some days old whether that is because both are of one day',
)

export const certificateChecks: readonly Check[] = [
  {
    id: 'certificates.accepted',
    title: words(
      '発行された電子証明書を、銀行がすぐに受け付ける',
      'The bank takes a certificate as soon as it is issued',
    ),
    reference: 'RFC 7030 4.2.3; RFC 5280 6.3',
    meaning: words(
      inJapanese`${appName.ja} は新しい電子証明書で接続できるまで更新を終えません。失効した電子証明書が配られていると、お客様はログインできません。`,
      `${appName.en} does not finish before the new certificate has opened a connection. One that is revoked opens nothing.`,
    ),
    remedy: words(
      '発行した電子証明書を、ポータルと手前のサーバーがすぐに知るようにします（台帳の複製の遅れ、CRL と OCSP の誤り、承認待ちの状態を確かめます）。',
      'Have portal and front know it at once: look for a ledger that is copied late, a wrong CRL or OCSP answer, a certificate that waits for approval.',
    ),
    judge(session) {
      const unable = unissued(session)
      if (unable !== undefined) return unable
      const { firstProof } = session.issuing!
      if (firstProof === undefined) return unseen.unreached
      if (firstProof.ok) return pass(words('受け付けられました', 'it does'))
      const { failure } = firstProof
      // What the front did not even ask for, or a question that is not answered (cmp.question), says nothing about it.
      const { hasEst, hasPortal } = session.settings
      const isUnsaid = ofFront.has(failure.code) || (!hasEst && !hasPortal && !isOfCertificate(failure))
      return isUnsaid ? unseen.unreached : fail(told(failure))
    },
  },
  {
    id: 'certificates.begins',
    title: words('有効期間が、発行の少し前に始まる', 'The validity begins a little before the issue'),
    reference: 'RFC 5280 4.1.2.5',
    meaning: words(
      '時計が少し遅れているパソコンでは、発行直後の電子証明書が「まだ有効でない」ものになり、使えるまで待つことになります。',
      'On a computer whose clock is a little slow a fresh certificate is not valid yet, and has to be waited for.',
    ),
    remedy: words(
      'notBefore を発行の 5～10 分前にします。EJBCA: 証明書プロファイルの「Validity Offset」を -10m にします。OpenSSL: openssl ca -startdate',
      'Set notBefore 5 to 10 minutes before the issue. EJBCA: Validity Offset -10m in the certificate profile; OpenSSL: openssl ca -startdate.',
    ),
    judge: (session) =>
      ofIssued(session, ({ facts: { notBefore }, issuedAt }) => {
        const seconds = Math.round((issuedAt - notBefore) / 1000)
        if (seconds < 0) {
          const seen = words(`発行の ${-seconds} 秒後に始まります`, `${-seconds} s after the issue`)
          return -seconds * 1000 > session.settings.maximumClockSkew ? fail(seen) : warn(seen)
        }
        const seen = words(`発行の ${seconds} 秒前に始まります`, `${seconds} s before the issue`)
        return seconds < 60 ? warn(seen) : pass(seen)
      }),
  },
  {
    id: 'certificates.validity',
    title: words(
      '有効期間が約 1 年で、更新前より後に終わる',
      'It lasts about a year, and longer than the one that it renews',
    ),
    reference: 'RFC 5280 4.1.2.5',
    meaning: words(
      inJapanese`更新前より後に終わらない電子証明書を、${appName.ja} は保存しません。`,
      `${appName.en} does not install a certificate that does not last longer than the old one.`,
    ),
    remedy: words(
      '更新の日から 1 年にします。EJBCA: 証明書プロファイルの Validity を 1y にし、認証局の期限で短くならないようにします。OpenSSL: openssl ca -days 365',
      'A year from the day of renewal. EJBCA: Validity 1y in the certificate profile, not cut short by the CA’s own end; OpenSSL: openssl ca -days 365.',
    ),
    judge: (session) =>
      ofIssued(session, ({ facts: { notBefore, notAfter }, before }) => {
        const days = Math.round((notAfter - notBefore) / day)
        const seen = words(`${days} 日間`, `${days} days`)
        if (before !== undefined && notAfter < before.notAfter) return fail(seen)
        if (before !== undefined && notAfter === before.notAfter) return warn(sameEnd)
        return days < yearly.least || days > yearly.most ? warn(seen) : pass(seen)
      }),
  },
  {
    id: 'certificates.subject',
    title: words('更新しても、名義（サブジェクト）が同じ', 'A renewal has the same subject'),
    reference: 'RFC 7030 4.2.2; RFC 5280 7.1',
    meaning: words(
      inJapanese`名義が変わると、${appName.ja} は保存しません。意味は同じでも書き方が変わると、名義を文字列で照合する仕組みでは別人になります。`,
      `${appName.en} does not install one of another subject. The same name in other octets is somebody else to whatever compares octets.`,
    ),
    remedy: words(
      '要求のサブジェクトを DER のまま使います。EJBCA: 「Allow Subject DN Override by CSR」を有効にするか、エンドエンティティの DN と文字列型をそろえます。OpenSSL: openssl ca -preserveDN',
      'Take the subject of the request byte for byte. EJBCA: Allow Subject DN Override by CSR, or keep DN and string types in the end entity; OpenSSL: openssl ca -preserveDN.',
    ),
    judge: (session) =>
      ofIssued(session, ({ facts, before }) => {
        if (before === undefined) return undefined
        const difference = nameComparison.subjectDifference(before.subject, facts.subject)
        if (difference !== undefined) return fail(plain(difference))
        return facts.subject === before.subject
          ? pass(words('同じです', 'the same'))
          : warn(
              words(
                '意味は同じですが、書き方（文字列型、大文字と小文字、順序）が違います',
                'the same in meaning, in other octets (string type, case, order)',
              ),
            )
      }),
  },
  {
    id: 'certificates.alternative-names',
    title: words('更新しても、別名（subjectAltName）が同じ', 'A renewal has the same subjectAltName'),
    reference: 'RFC 7030 4.2.2; RFC 5280 4.2.1.6',
    meaning: words(
      inJapanese`別名が変わると、${appName.ja} は保存しません。`,
      `${appName.en} does not install one with other names.`,
    ),
    remedy: words(
      '要求の subjectAltName をそのまま使うか、台帳の同じ値を入れます。EJBCA: 「Allow Extension Override」　OpenSSL: copy_extensions = copy',
      'Take it from the request, or write the same from the books. EJBCA: Allow Extension Override; OpenSSL: copy_extensions = copy.',
    ),
    judge: (session) =>
      ofIssued(session, ({ facts, before }) => {
        if (before === undefined) return undefined
        const { subjectAltName: wanted } = before
        const difference = nameComparison.alternativeNameDifference(wanted, facts.subjectAltName)
        if (difference !== undefined) return fail(plain(difference))
        return pass(wanted === undefined ? words('別名はありません', 'there is none') : words('同じです', 'the same'))
      }),
  },
  {
    id: 'certificates.usage',
    title: words('クライアント認証だけに使える', 'It is for client authentication, and for nothing else'),
    reference: 'RFC 5280 4.2.1.3, 4.2.1.12',
    meaning: words(
      inJapanese`clientAuth と digitalSignature がないと、ブラウザーも ${appName.ja} も使えません。用途を限らないと、漏れたときの被害が広がります。`,
      `Without clientAuth and digitalSignature neither browsers nor ${appName.en} can use it. Without limits one that is lost is good for more.`,
    ),
    remedy: words(
      'keyUsage = critical, digitalSignature と extendedKeyUsage = clientAuth にします（EJBCA: 証明書プロファイルの Key Usage と Extended Key Usage。OpenSSL: 拡張の設定）。',
      'keyUsage = critical, digitalSignature; extendedKeyUsage = clientAuth (EJBCA: the certificate profile; OpenSSL: its extensions section).',
    ),
    judge: (session) =>
      ofIssued(session, ({ facts, der }) => {
        if (!facts.clientAuth || facts.authority)
          return fail(words('クライアント認証に使えません', 'not for client authentication'))
        const extensions = parsedOnce(der)?.extensions
        const limited = extensions?.has(extensionIds.extendedKeyUsage) === true
        if (!limited) return warn(words('extendedKeyUsage がありません', 'there is no extendedKeyUsage'))
        return allowsPurpose(extensions, 'serverAuth')
          ? warn(words('サーバー認証にも使えます', 'for server authentication, too'))
          : pass(plain('clientAuth, digitalSignature'))
      }),
  },
  {
    id: 'certificates.chain',
    title: words('発行された電子証明書が、トラストアンカーまでつながる', 'What is issued chains to the trust anchors'),
    reference: 'RFC 5280 6',
    meaning: words(
      inJapanese`つながらない電子証明書を、${appName.ja} は保存しません。`,
      `${appName.en} does not install what does not chain.`,
    ),
    remedy: words(
      '発行認証局の証明書を応答か /cacerts に含め、そのルートを bank.trustAnchors に書きます。',
      'Send the issuing CA with the answer or in /cacerts, and name its root in bank.trustAnchors.',
    ),
    judge: (session) =>
      ofIssued(session, ({ der, intermediates, facts }) => {
        const around = [...intermediates, ...publishedBy(session)]
        const now = judgedAt(facts, session.at)
        const chained = checkChain(der, around, session.settings.trustAnchors, { now, purpose: 'clientAuth' })
        return chained.ok ? pass(words('つながります', 'it does')) : fail(told(chained.failure))
      }),
  },
]
