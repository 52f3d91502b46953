/**
 * Every way in which a renewal can fail, as a value.
 *
 * A code is stable: help desks, logs, exit codes and both locale files refer to it.
 * The renderer turns it into words (what happened, what is safe, what to do next).
 */
export const failureCodes = [
  // what lies between this machine and the bank
  'network.offline',
  'network.proxy-unreachable',
  'network.proxy-authentication',
  'network.proxy-sign-in-unsupported',
  'network.proxy-refused',
  'network.captive-portal',
  'network.tls-inspected',
  // the bank, as reached over the network
  'bank.unreachable',
  'bank.timeout',
  'bank.untrusted',
  'bank.busy',
  'bank.maintenance',
  'bank.connection-closed',
  'bank.unauthorized',
  'bank.forbidden',
  'bank.refused',
  'bank.bad-answer',
  'bank.answer-too-large',
  'bank.clock-skew',
  'bank.login-refused',
  'bank.login-needed',
  'bank.account-locked',
  'bank.password-expired',
  'bank.second-factor-needed',
  'bank.app-too-old',
  'bank.policy-unusable',
  'bank.certificate-refused',
  'bank.certificate-demanded',
  'bank.certificate-not-asked',
  'bank.issuer-not-named',
  'bank.wishes-unsupported',
  'bank.other-identity',
  // the operating system's key store
  'keystore.unavailable',
  'keystore.locked',
  'keystore.password-protected',
  'keystore.pin-needed',
  'keystore.pin-locked',
  'keystore.no-profile',
  'keystore.software-missing',
  'keystore.access-denied',
  'keystore.cancelled',
  'keystore.tpm-absent',
  'keystore.tpm-full',
  'keystore.key-missing',
  'keystore.key-exists',
  'keystore.certificate-missing',
  'keystore.write-failed',
  'keystore.read-back-failed',
  'keystore.sign-failed',
  // the certificate that the bank issued
  'issued.unreadable',
  'issued.wrong-key',
  'issued.wrong-subject',
  'issued.wrong-alternative-name',
  'issued.foreign-issuer',
  'issued.not-yet-valid',
  'issued.expired',
  'issued.not-longer',
  'issued.no-client-auth',
  // the certificate that is to be renewed
  'certificate.absent',
  'certificate.grace',
  'certificate.lapsed',
  'certificate.revoked',
  'certificate.superseded',
  'certificate.unreadable',
  // the operating system's keyring, for proxy passwords
  'secrets.unavailable',
  // where Koshin keeps its own records
  'storage.access-denied',
  'storage.full',
  // what is kept of certificates that are only watched
  'watch.cards-damaged',
  'watch.cards-not-written',
  // the renewal itself
  'renewal.password-needed',
  'renewal.busy',
  'renewal.locked',
  'renewal.login-needed',
  'renewal.wrong-user',
  'journal.unreadable',
  'journal.untrue',
  'journal.write-failed',
  // an unattended run beside the app, and what keeps the app from doing its work
  'handover.no-answer',
  'handover.untrusted',
  'handover.work-in-progress',
  'handover.other-settings',
  'handover.other-version',
  'handover.not-possible',
  // a daily run by the operating system's scheduler
  'schedule.unavailable',
  'schedule.refused',
  'schedule.managed',
  // the file by which a bank tells its settings
  'bank-file.unreadable',
  'bank-file.too-large',
  'bank-file.invalid',
  'bank-file.newer-version',
  'bank-file.wrong-code',
  'bank-file.too-soon',
  'bank-file.forbidden',
  'bank-file.managed',
  'bank-file.named-elsewhere',
  'bank-file.under-way',
  'bank-file.not-written',
  'bank-file.bad-domain',
  'bank-file.none-there',
  'bank-file.redirected',
  // a newer version of the app itself
  'update.unreachable',
  'update.too-large',
  'update.unsigned',
  'update.wrong-signature',
  'update.unreadable',
  'update.foreign',
  'update.older',
  'update.expired',
  'update.download-failed',
  'update.wrong-package',
  'update.busy',
  'update.install-failed',
  'config.invalid',
  'policy.invalid',
  'internal',
] as const

export type FailureCode = (typeof failureCodes)[number]

/** What a bank says to its customer, in its own words: shown as the bank's, and kept and logged nowhere. */
export interface BankMessage {
  readonly ja: string
  readonly en: string
}

export interface Failure {
  readonly code: FailureCode
  /** `later`: the same step may succeed without anybody changing anything; `never`: it will not. */
  readonly retry: 'never' | 'later'
  /**
   * The bank's CA itself turned the request down: its signature (or MAC) over that word was checked. HTTP without a
   * signature never speaks for the CA. Not for what is said of the old certificate, or of an earlier request.
   */
  readonly authentic?: true
  /** Seconds that the bank asked to be left alone (HTTP Retry-After). */
  readonly retryAfter?: number
  /** Until when the bank is closed, as it told it in a date (ms since the epoch, by its clock). */
  readonly until?: number
  readonly message?: BankMessage
  /** Technical detail for logs and the small print; never a secret, never personal data. */
  readonly cause?: string
}

interface Success<T> {
  readonly ok: true
  readonly value: T
}
export type Result<T, F extends Failure = Failure> = Success<T> | { readonly ok: false; readonly failure: F }

export const done: Result<void> = { ok: true, value: undefined }

export function success<T>(value: T): Success<T> {
  return { ok: true, value }
}

export function failure(
  code: FailureCode,
  detail: {
    retry?: Failure['retry']
    retryAfter?: number | undefined
    until?: number | undefined
    message?: BankMessage | undefined
    cause?: string | undefined
    authentic?: boolean | undefined
  } = {},
): { readonly ok: false; readonly failure: Failure } {
  const { retry = 'never', retryAfter, until, message, cause, authentic } = detail
  return {
    ok: false,
    failure: {
      code,
      retry,
      ...(retryAfter === undefined ? {} : { retryAfter }),
      ...(until === undefined ? {} : { until }),
      ...(message === undefined ? {} : { message }),
      ...(cause === undefined ? {} : { cause }),
      ...(authentic === true ? { authentic } : {}),
    },
  }
}
