/** The certificates themselves: those that were issued in the run, and every other that was seen. */
import { createHash } from 'node:crypto'
import { checkChain } from '../../../x509/chain/chain.ts'
import { displayName } from '../../../x509/names/names.ts'
import { nameComparison } from '../../../x509/names/name-difference.ts'
import { allowsPurpose, extensionIds } from '../../../x509/extensions.ts'
import { parsedOnce } from '../../../x509/parse.ts'
import { readCertificate } from '../../../x509/read.ts'
import { judgedAt } from '../../../renewal/effects/issued.ts'
import type { CertificateFacts } from '../../../renewal/certificates/certificate.ts'
import { algorithmsOf, isBroken, quantumSafe, unevenlyKnown } from '../algorithms.ts'
import {
  type Check,
  fail,
  type Judgement,
  pass,
  plain,
  told,
  unseen,
  type Verdict,
  warn,
  type Words,
  words,
} from '../check.ts'
import { publishedBy, type SeenCertificate, seenCertificates, unissued, unpublished } from '../seen.ts'
import type { IssuedCertificate, Session } from '../session.ts'

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

/** Those of all that were seen that something is said of, with where they stand. */
function ofSeen(
  session: Session,
  complaint: (one: SeenCertificate) => string | undefined,
  verdict: typeof warn,
): Judgement {
  const unable = unpublished(session)
  if (unable !== undefined) return unable
  const found = seenCertificates(session).flatMap((one) => {
    const said = complaint(one)
    return said === undefined ? [] : [{ where: one.where, said }]
  })
  if (found.length === 0) return pass(words('ありません', 'none'))
  const list = (language: keyof Words) => found.map(({ where, said }) => `${where[language]}: ${said}`).join(', ')
  return verdict(words(list('ja'), list('en')))
}

const day = 24 * 60 * 60 * 1000
/** Of a year, with what banks add to its end. */
const yearly = { least: 360, most: 400 }
/** Until then RSA-2048 may sign (CRYPTREC LS-0003). */
const endOfRsa2048 = Date.UTC(2031, 0, 1)
const lastWarning = 2 * 365 * day

export const certificateChecks: readonly Check[] = [
  {
    id: 'certificates.accepted',
    title: words(
      '発行された電子証明書を、銀行がすぐに受け付ける',
      'The bank takes a certificate as soon as it is issued',
    ),
    reference: 'RFC 7030 4.2.3; RFC 5280 6.3',
    meaning: words(
      'Koshin は新しい電子証明書で接続できるまで更新を終えません。失効した電子証明書が配られていると、お客様はログインできません。',
      'Koshin does not finish before the new certificate has opened a connection. One that is revoked opens nothing.',
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
      return firstProof.ok ? pass(words('受け付けられました', 'it does')) : fail(told(firstProof.failure))
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
      '更新前より後に終わらない電子証明書を、Koshin は保存しません。',
      'Koshin does not install a certificate that does not last longer than the old one.',
    ),
    remedy: words(
      '更新の日から 1 年にします。EJBCA: 証明書プロファイルの Validity を 1y にし、認証局の期限で短くならないようにします。OpenSSL: openssl ca -days 365',
      'A year from the day of renewal. EJBCA: Validity 1y in the certificate profile, not cut short by the CA’s own end; OpenSSL: openssl ca -days 365.',
    ),
    judge: (session) =>
      ofIssued(session, ({ facts: { notBefore, notAfter }, before }) => {
        const days = Math.round((notAfter - notBefore) / day)
        const seen = words(`${days} 日間`, `${days} days`)
        if (before !== undefined && notAfter <= before.notAfter) return fail(seen)
        return days < yearly.least || days > yearly.most ? warn(seen) : pass(seen)
      }),
  },
  {
    id: 'certificates.subject',
    title: words('更新しても、名義（サブジェクト）が同じ', 'A renewal has the same subject'),
    reference: 'RFC 7030 4.2.2; RFC 5280 7.1',
    meaning: words(
      '名義が変わると、Koshin は保存しません。意味は同じでも書き方が変わると、名義を文字列で照合する仕組みでは別人になります。',
      'Koshin does not install one of another subject. The same name in other octets is somebody else to whatever compares octets.',
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
    meaning: words('別名が変わると、Koshin は保存しません。', 'Koshin does not install one with other names.'),
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
      'clientAuth と digitalSignature がないと、ブラウザーも Koshin も使えません。用途を限らないと、漏れたときの被害が広がります。',
      'Without clientAuth and digitalSignature neither browsers nor Koshin can use it. Without limits one that is lost is good for more.',
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
    meaning: words('つながらない電子証明書を、Koshin は保存しません。', 'Koshin does not install what does not chain.'),
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
  {
    id: 'certificates.public-root',
    title: words('公開の認証局ではなく、銀行の認証局が発行している', 'The bank’s own CA issues, and no public one'),
    reference: 'Chrome Root Program Policy',
    meaning: words(
      '公開のルートは、2026 年から 2027 年にかけてクライアント認証の用途を失います。それ以降、お客様は更新できません。',
      'Public roots lose clientAuth in 2026 and 2027. From then on nobody can renew.',
    ),
    remedy: words(
      'クライアント証明書のための、公開されていないルートと発行認証局を設けます。サーバー証明書は公開の認証局のままで構いません。',
      'Found a private root and issuing CA for client certificates. The server’s certificate may stay a public one.',
    ),
    judge(session) {
      const unable = unpublished(session)
      if (unable !== undefined) return unable
      const keys = new Set(session.publicRoots.map(keyOf))
      const found = [...session.settings.trustAnchors, ...publishedBy(session)].filter((der) => {
        const key = keyOf(der)
        return key !== undefined && keys.has(key)
      })
      const [one] = found.map(parsedOnce)
      return one === undefined
        ? pass(words('銀行の認証局です', 'its own'))
        : fail(plain(displayName(one.subject).slice(0, 200)))
    },
  },
  {
    id: 'certificates.rsa-2048',
    title: words(
      'RSA は 2048 ビット以上で、2031 年以降は 3072 ビット以上',
      'RSA of 2,048 bits or more, and of 3,072 from 2031 on',
    ),
    reference: 'CRYPTREC LS-0003; RFC 9325 4.4',
    meaning: words(
      '2031 年からは、RSA 2048 ビットで新しい署名を作らないことになっています。',
      'From 2031 on nothing new is to be signed with RSA of 2,048 bits.',
    ),
    remedy: words(
      '次の認証局と電子証明書の鍵を RSA 3072 ビット以上か P-256、P-384 にします。電子証明書の鍵は /csrattrs か policy.keyKind で指定できます。',
      'Take RSA of 3,072 bits, P-256 or P-384 for the next CA and for certificates; for these /csrattrs or policy.keyKind says so.',
    ),
    judge(session) {
      const short = ofSeen(
        session,
        ({ der }) => {
          const bits = algorithmsOf(der)?.rsaBits
          return bits !== undefined && bits < 2048 ? `RSA ${bits}` : undefined
        },
        fail,
      )
      if (short.verdict !== 'pass') return short
      // A CA's key may stay until then; what it issues must not last longer, and two years are left to replace it.
      const late = session.at >= endOfRsa2048 - lastWarning
      const issued = new Set((session.issuing?.issued ?? []).map(({ der }) => der))
      const lasting = ofSeen(
        session,
        ({ der }) => {
          const end = parsedOnce(der)?.notAfter ?? 0
          const is2048 = (algorithmsOf(der)?.rsaBits ?? Infinity) < 3072
          return is2048 && end >= endOfRsa2048 && (late || issued.has(der)) ? `RSA 2048 – ${yearOf(end)}` : undefined
        },
        session.at >= endOfRsa2048 ? fail : warn,
      )
      if (lasting.verdict !== 'pass') return lasting
      const ca = ofSeen(
        session,
        ({ der }) => {
          const end = parsedOnce(der)?.notAfter ?? 0
          return (algorithmsOf(der)?.rsaBits ?? Infinity) < 3072 && end >= endOfRsa2048
            ? `RSA 2048 – ${yearOf(end)}`
            : undefined
        },
        pass,
      )
      return ca.seen.en === 'none'
        ? ca
        : pass(words(`2030 年末まで: ${ca.seen.ja}`, `until the end of 2030: ${ca.seen.en}`))
    },
  },
  {
    id: 'certificates.sha-1',
    title: words('SHA-1 や MD5 の署名が残っていない', 'No signature with SHA-1 or MD5 is left'),
    reference: 'RFC 9155; CRYPTREC LS-0003',
    meaning: words(
      '偽造できるため、Koshin もブラウザーも信用しません。',
      'It can be forged: neither Koshin nor browsers believe it.',
    ),
    remedy: words(
      'SHA-256 以上で署名し直します。EJBCA: 認証局の Signing Algorithm　OpenSSL: default_md = sha256',
      'Sign with SHA-256 or more. EJBCA: the CA’s Signing Algorithm; OpenSSL: default_md = sha256.',
    ),
    judge: (session) =>
      ofSeen(
        session,
        ({ der }) => {
          const found = algorithmsOf(der)
          // Nobody checks what a root says of itself.
          return found === undefined || found.selfIssued ? undefined : isBroken(found.signature)
        },
        fail,
      ),
  },
  {
    id: 'certificates.algorithms',
    title: words('どの OS でも使える署名の方式だけを使っている', 'Only algorithms that every operating system knows'),
    reference: 'RFC 5480; RFC 9881',
    meaning: words(
      'ML-DSA などの新しい方式は、Windows、macOS、ブラウザーの多くがまだ知らず、電子証明書を読むこともできません。',
      'New ones such as ML-DSA are not yet known to most of Windows, macOS and browsers, which cannot even read such certificates.',
    ),
    remedy: words(
      '当面は RSA か P-256、P-384 で発行し、耐量子の方式は別の認証局で試します。',
      'Issue with RSA, P-256 or P-384 for now, and try quantum-safe algorithms on a CA of their own.',
    ),
    judge(session) {
      const unknown = ofSeen(
        session,
        ({ der }) => {
          const found = algorithmsOf(der)
          if (found === undefined) return '?'
          return quantumSafe(found.signature) ?? quantumSafe(found.key)
        },
        fail,
      )
      return unknown.verdict === 'pass' ? ofSeen(session, ({ der }) => unevenlyKnown(algorithmsOf(der)), warn) : unknown
    },
  },
]

const yearOf = (at: number): string => String(new Date(at).getUTCFullYear())

function keyOf(der: Uint8Array): string | undefined {
  const key = parsedOnce(der)?.publicKey
  return key && createHash('sha256').update(key).digest('hex')
}
