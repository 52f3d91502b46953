/** `koshin --diagnose`: what the key store holds for this bank, for help desks; as text or as one JSON object. */
import { writeSync } from 'node:fs'
import { type LifeStatus, lifeStatus } from '../../renewal/certificates/certificate.ts'
import type { Failure, Result } from '../../renewal/errors.ts'
import type { BankCertificate } from '../../renewal/certificates/bank-certificates.ts'
import type { FoundElsewhere } from '../../renewal/certificates/elsewhere.ts'
import type { KeyProtection, KeyProvider } from '../../renewal/key.ts'
import type { RenewalLock } from '../../renewal/lock.ts'
import type { Policy } from '../../renewal/policy.ts'
import type { Clock } from '../../renewal/ports.ts'
import { jsonLine, onOneLine } from '../console.ts'
import type { NotificationReport } from './notification-report.ts'
import { type DiagnosisWords, diagnosisWords } from './words.ts'
import { formatInstant } from '../../../preload/dates.ts'
import { appName } from '../../renewal/product/product.ts'

/** What is printed with `--json`; fields may be added, and `schema` grows when one changes its meaning. */
export interface Diagnosis {
  readonly schema: 1
  /** ISO 8601 */
  readonly time: string
  readonly version: string
  readonly platform: string
  readonly bank: string
  /** Where new keys are to be held. */
  readonly keyProvider: KeyProvider
  /** Who begins a renewal. */
  readonly renewal: 'user' | 'automatic'
  readonly notifications: NotificationReport
  /** Absent where this machine's administrator manages nothing. */
  readonly managed?: ManagedReport
  /** Absent while acquisition and renewal are not locked by their user. */
  readonly lock?: StandingLock
  /** Why the key store could not be read or written; absent when it can. */
  readonly failure?: Failure
  /** Why the bank could not be asked which certificates are its own, where nothing else tells; then none is listed. */
  readonly bankFailure?: Failure
  /** Longest-lasting first, the retired ones among them. */
  readonly certificates: readonly DiagnosedCertificate[]
  /** All certificates with a private key, whoever issued them; absent where the key store cannot be read. */
  readonly allCertificates?: number
  /** What of this bank is in key stores of other programs, where nothing is in this one. */
  readonly elsewhere?: readonly Elsewhere[]
  /** Names of keys that Koshin made, and to which no certificate and no journal refers. */
  readonly unusedKeys: readonly string[]
}

/** Until when (ISO 8601); or why nobody can tell, and nothing is begun either. */
type StandingLock = { readonly until: string } | { readonly failure: Failure }

/** A key store of another program. */
export interface Elsewhere {
  readonly program: string
  readonly place: string
  readonly thumbprints: string[]
  /** Why it could not be looked into. */
  readonly failure?: Failure
}

interface ManagedReport {
  /** Path of the file or registry key. */
  readonly source: string
  /** Names of the settings that are managed. */
  readonly settings: readonly string[]
  /** Why the policy is ignored; absent when it counts. */
  readonly failure?: Failure
}

interface DiagnosedCertificate {
  readonly holder: string
  readonly issuer: string
  readonly serial: string
  readonly thumbprint: string
  readonly notBefore: string
  readonly notAfter: string
  readonly status: LifeStatus | 'retired'
  /** Was the key made by Koshin? */
  readonly own: boolean
  readonly protection: KeyProtection
  /** null: the key store does not tell. */
  readonly exportable: boolean | null
}

interface DiagnosisPorts {
  /** The bank's certificates, the retired ones among them. */
  readonly list: () => Promise<Result<readonly BankCertificate[]>>
  /** How many the key store has of all issuers, the retired ones among them. */
  readonly count: () => Promise<Result<number>>
  readonly elsewhere: () => Promise<readonly FoundElsewhere[]>
  readonly unusedKeys: () => Promise<Result<readonly string[]>>
  readonly checkWritable: () => Promise<Result<void>>
  readonly notifications: () => Promise<NotificationReport>
  readonly managed?: ManagedReport
  readonly lock: Pick<RenewalLock, 'standing'>
  readonly policy: Policy
  /** Does the app in the tray renew by itself? */
  readonly automatic?: object | undefined
  readonly clock: Clock
  readonly version: string
  readonly bankName: string
}

export async function diagnose(ports: DiagnosisPorts): Promise<Diagnosis> {
  const { policy, version, bankName, managed } = ports
  const now = ports.clock()
  const listed = await ports.list()
  // A list fails for want of the key store, or of the bank's word on what is its own: the store is asked by itself.
  const counted = await ports.count()
  const unused = counted.ok ? await ports.unusedKeys() : counted
  const wrong = unused.ok ? await ports.checkWritable() : unused
  const elsewhere = listed.ok && listed.value.length > 0 ? [] : await ports.elsewhere()
  return {
    schema: 1,
    time: new Date(now).toISOString(),
    version,
    platform: `${process.platform}-${process.arch}`,
    bank: bankName,
    keyProvider: policy.keyProvider,
    renewal: ports.automatic === undefined ? 'user' : 'automatic',
    notifications: await ports.notifications(),
    ...(managed === undefined ? {} : { managed }),
    ...lockReport(ports.lock.standing()),
    ...(wrong.ok ? {} : { failure: wrong.failure }),
    ...(!listed.ok && counted.ok && { bankFailure: listed.failure }),
    certificates: listed.ok ? listed.value.map((certificate) => diagnosed(certificate, policy, now)) : [],
    ...(counted.ok && { allCertificates: counted.value }),
    ...(elsewhere.length > 0 && { elsewhere: elsewhere.map(toldElsewhere) }),
    unusedKeys: unused.ok ? unused.value : [],
  }
}

function lockReport(standing: ReturnType<RenewalLock['standing']>): Pick<Diagnosis, 'lock'> {
  if (!standing.ok) return { lock: { failure: standing.failure } }
  return standing.value === undefined ? {} : { lock: { until: new Date(standing.value.until).toISOString() } }
}

/** As runs without windows tell it. */
export function toldElsewhere({ program, place, certificates, failure }: FoundElsewhere): Elsewhere {
  const thumbprints = certificates.map(({ thumbprint }) => thumbprint)
  return { program, place, thumbprints, ...(failure && { failure }) }
}

function diagnosed(certificate: BankCertificate, policy: Policy, now: number): DiagnosedCertificate {
  const { holder, issuer, serial, thumbprint, notBefore, notAfter, retired, keyName, protection, exportable } =
    certificate
  return {
    holder,
    issuer,
    serial,
    thumbprint,
    notBefore: new Date(notBefore).toISOString(),
    notAfter: new Date(notAfter).toISOString(),
    status: retired ? 'retired' : lifeStatus(certificate, policy, now),
    own: keyName !== undefined,
    protection,
    exportable: exportable ?? null,
  }
}

/** The same for people, a line for each fact. */
export function diagnosisText(diagnosis: Diagnosis, language: 'ja' | 'en'): string {
  const words = diagnosisWords[language]
  const day = (time: string): string => formatInstant(Date.parse(time), language)
  const { certificates, failure, unusedKeys } = diagnosis
  const head: Fact[] = [
    [appName.en, `${diagnosis.version} (${diagnosis.platform})`],
    [words.bank, diagnosis.bank],
    [words.keyProvider, diagnosis.keyProvider],
    [words.renewal, diagnosis.renewal],
    [words.keyStore, failure === undefined ? words.works : `${failure.code}: ${failure.cause ?? ''}`],
    [words.notifications, notificationText(diagnosis.notifications, words)],
    ...(diagnosis.managed === undefined ? [] : [[words.managed, managedText(diagnosis.managed, words)] as const]),
    ...(diagnosis.lock === undefined ? [] : [[words.lock, lockText(diagnosis.lock, words, day)] as const]),
    ...(diagnosis.bankFailure === undefined
      ? []
      : [[words.bankUnasked, `${diagnosis.bankFailure.code}: ${diagnosis.bankFailure.cause ?? ''}`] as const]),
    [words.certificates, String(certificates.length)],
    ...(diagnosis.allCertificates === undefined
      ? []
      : [[words.allCertificates, String(diagnosis.allCertificates)] as const]),
    ...elsewhereFacts(diagnosis.elsewhere ?? [], words),
    [words.unusedKeys, unusedKeys.length === 0 ? words.none : unusedKeys.join(', ')],
  ]
  const each = certificates.map((certificate, index): Fact[] => [
    [`${index + 1}`, certificate.holder],
    [words.status, words.statuses[certificate.status]],
    [words.issuer, certificate.issuer],
    [words.serial, certificate.serial],
    [words.thumbprint, certificate.thumbprint],
    [words.validity, `${day(certificate.notBefore)} - ${day(certificate.notAfter)}`],
    [words.protection, words.protections[certificate.protection]],
    [words.exportable, words.answers[`${certificate.exportable}`]],
    [words.own, words.answers[`${certificate.own}`]],
  ])
  return [head, ...each]
    .map((facts) => facts.map(([name, value]) => `${onOneLine(name)}: ${onOneLine(value)}\n`).join(''))
    .join('\n')
}

function notificationText({ state, service, reason }: NotificationReport, words: DiagnosisWords): string {
  const detail = service ?? reason
  return `${words.notificationStates[state]}${detail === undefined ? '' : ` (${detail})`}`
}

function lockText(lock: StandingLock, { lockedUntil, lockUnknown }: DiagnosisWords, day: (time: string) => string) {
  if ('until' in lock) return lockedUntil(day(lock.until))
  return `${lockUnknown} (${lock.failure.code}: ${lock.failure.cause ?? ''})`
}

function managedText({ source, settings, failure }: ManagedReport, words: DiagnosisWords): string {
  return failure === undefined
    ? `${source} (${settings.filter((name) => !name.includes('.')).join(', ')})`
    : `${source}: ${words.ignored} (${failure.code}: ${failure.cause ?? ''})`
}

function elsewhereFacts(elsewhere: readonly Elsewhere[], words: DiagnosisWords): Fact[] {
  const found = elsewhere.map(({ program, place, thumbprints, failure }): Fact => {
    const what = failure === undefined ? thumbprints.join(', ') : `${words.unread} (${failure.code})`
    return [`${program} (${place})`, what]
  })
  return elsewhere.some(({ thumbprints }) => thumbprints.length > 0) ? [...found, [words.bring, words.how]] : found
}

type Fact = readonly [name: string, value: string]

/** Synchronously: the process ends right after, and a pipe would lose what is still buffered. */
export function printDiagnosis(diagnosis: Diagnosis, form: 'text' | 'json', language: 'ja' | 'en'): void {
  writeSync(1, form === 'json' ? `${jsonLine(diagnosis)}\n` : diagnosisText(diagnosis, language))
}
