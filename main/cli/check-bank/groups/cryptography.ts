/** Keys and signatures of every certificate that was seen, and whose roots they are. */
import { createHash } from 'node:crypto'
import { displayName } from '../../../x509/names/names.ts'
import { parsedOnce } from '../../../x509/parse.ts'
import { algorithmsOf, isBroken, quantumSafe, unevenlyKnown } from '../algorithms.ts'
import { type Check, fail, type Judgement, pass, plain, warn, type Words, words } from '../check.ts'
import { publishedBy, type SeenCertificate, seenCertificates, unpublished } from '../seen.ts'
import type { Session } from '../session.ts'
import { appName, inJapanese } from '../../../renewal/product/product.ts'

/** What is said of those that were seen, with where they stand; or that there is nothing to say. */
function ofSeen(
  session: Session,
  complaint: (one: SeenCertificate) => string | undefined,
  verdict: typeof warn,
  nothing: Words,
): Judgement {
  const unable = unpublished(session)
  if (unable !== undefined) return unable
  const found = seenCertificates(session).flatMap((one) => {
    const said = complaint(one)
    return said === undefined ? [] : [{ where: one.where, said }]
  })
  if (found.length === 0) return pass(nothing)
  const list = (language: keyof Words) => found.map(({ where, said }) => `${where[language]}: ${said}`).join(', ')
  return verdict(words(list('ja'), list('en')))
}

const day = 24 * 60 * 60 * 1000
/** Until then RSA-2048 may sign (CRYPTREC LS-0003). */
const endOfRsa2048 = Date.UTC(2031, 0, 1)
const lastWarning = 2 * 365 * day

export const cryptographyChecks: readonly Check[] = [
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
      const rsa = (wanted: (bits: number, one: SeenCertificate) => boolean, verdict: typeof warn, nothing: Words) =>
        ofSeen(
          session,
          (one) => {
            const bits = algorithmsOf(one.der)?.rsaBits
            return bits === undefined || !wanted(bits, one) ? undefined : `RSA ${bits} – ${yearOf(endOf(one))}`
          },
          verdict,
          nothing,
        )
      const enough = words('2048 ビットの鍵は、2031 年以降に残りません', 'no key of 2,048 bits lasts beyond 2030')
      const lasting = (bits: number, one: SeenCertificate) => bits < 3072 && endOf(one) >= endOfRsa2048
      // A CA's key may stay until then; what it issues must not last longer, and two years are left to replace it.
      const late = session.at >= endOfRsa2048 - lastWarning
      const issued = new Set((session.issuing?.issued ?? []).map(({ der }) => der))
      const found = [
        rsa((bits) => bits < 2048, fail, enough),
        rsa(
          (bits, one) => lasting(bits, one) && (late || issued.has(one.der)),
          session.at >= endOfRsa2048 ? fail : warn,
          enough,
        ),
      ]
      return found.find(({ verdict }) => verdict !== 'pass') ?? rsa(lasting, untilThen, enough)
    },
  },
  {
    id: 'certificates.sha-1',
    title: words('SHA-1 や MD5 の署名が残っていない', 'No signature with SHA-1 or MD5 is left'),
    reference: 'RFC 9155; CRYPTREC LS-0003',
    meaning: words(
      inJapanese`偽造できるため、${appName.ja} もブラウザーも信用しません。`,
      `It can be forged: neither ${appName.en} nor browsers believe it.`,
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
        words('残っていません', 'none is left'),
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
      const known = words('どの OS でも使えます', 'every system knows them')
      const unknown = ofSeen(session, ({ der }) => nameOfUnknown(der), fail, known)
      return unknown.verdict === 'pass'
        ? ofSeen(session, ({ der }) => unevenlyKnown(algorithmsOf(der)), warn, known)
        : unknown
    },
  },
]

const untilThen = ({ ja, en }: Words): Judgement =>
  pass(words(`署名に使えるのは 2030 年末まで: ${ja}`, `may sign until the end of 2030: ${en}`))

function nameOfUnknown(der: Uint8Array): string | undefined {
  const found = algorithmsOf(der)
  return found === undefined ? '?' : (quantumSafe(found.signature) ?? quantumSafe(found.key))
}

const endOf = ({ der }: SeenCertificate): number => parsedOnce(der)?.notAfter ?? 0
const yearOf = (at: number): string => String(new Date(at).getUTCFullYear())

function keyOf(der: Uint8Array): string | undefined {
  const key = parsedOnce(der)?.publicKey
  return key && createHash('sha256').update(key).digest('hex')
}
