/**
 * How the demo bank is started and steered by its parent process. Types only: the client may know these words,
 * never the bank's code. Bytes travel as base64 of DER, times as ms since the epoch.
 */

/** parent -> bank, once, right after the process started. */
export interface StartBank {
  readonly kind: 'start'
  /** Folder for the ledger, the CA and its key; made if missing. */
  readonly folder: string
  /** Host name in the bank's URLs and TLS certificate. */
  readonly host: 'localhost'
  /** 0: any free port. */
  readonly port: number
  /** SMTP server for reminders; undefined: the bank runs its own mail catcher. */
  readonly smtp?: { readonly host: string; readonly port: number }
  /** How often the reminder run repeats, in ms; 0: only when asked. */
  readonly reminderInterval: number
  /** Days before expiry at which an e-mail reminds, each once; 30 alone when not given. */
  readonly reminderDays?: readonly number[]
  /** How long the first attempt that failed waits for the second, in ms; each further wait is twice as long. */
  readonly retryAfter?: number
}

/** bank -> parent, once it listens. */
export interface BankReady {
  readonly kind: 'ready'
  /** e.g. https://localhost:45123 */
  readonly origin: string
  /** Bearer token of the control end points (`/demo/...`), new at each start, never on disk. */
  readonly controlToken: string
  /** The bank's root certificate, PEM. */
  readonly trustAnchors: string
  /** SMTP port on loopback where the bank's own mailbox takes reports of undeliverable letters (RFC 3464). */
  readonly mailPort: number
}

/** bank -> parent when it cannot start. */
export interface BankFailed {
  readonly kind: 'failed'
  readonly message: string
}

export type StartingStatus = 'valid' | 'due' | 'grace' | 'lapsed'

/** POST /demo/certificates (JSON): a starting certificate whose validity is laid so that it has `status` now. */
export interface StartingCertificate {
  readonly customerId: string
  /** PKCS#10, base64 of DER. */
  readonly request: string
  readonly status: StartingStatus
}

/** What a bank may be like; meanings and variants stand in characters.ts. */
export type Character =
  | 'not-idempotent'
  | 'not-backdated'
  | 'starts-later'
  | 'maintenance'
  | 'names-rebuilt'
  | 'root-only-cacerts'
  | 'demands-certificate'
  | 'delivers-later'
  | 'forgets'
  | 'revokes-at-issue'
  | 'supersedes'
  | 'closes-on-revoked'

/** POST /demo/faults (JSON): the next `times` answers at `where` go wrong. `GET /demo/faults` lists, `DELETE` clears. */
export interface Fault {
  /** `bank`: wherever its character shows. */
  readonly where: 'cacerts' | 'csrattrs' | 'simpleenroll' | 'simplereenroll' | 'portal' | 'cmp' | 'cmp-confirm' | 'bank'
  readonly fault:
    | Character
    | 'account-locked' // at a sign-in with the right password, as the next two
    | 'password-expired'
    | 'second-factor-needed'
    | 'app-too-old' // to every question at the portal
    | 'needs-login' // at /portal/policy: renewals do
    | 'message' // at /portal/policy: the bank says something to its customers, as beside `maintenance-until`
    | 'half-policy' // at /portal/policy: the days of grace are missing
    | 'maintenance-until' // the same, for so many seconds more
    | 'delay'
    | 'pending-until' // 202 + Retry-After as a date
    | 'pending' // 202 + Retry-After; in CMP: waiting, poll again
    | 'busy' // 503 + Retry-After; amount 0: without
    | 'too-many-requests' // 429 + Retry-After; amount 0: without
    | 'reset'
    | 'truncated-body'
    | 'oversized-body'
    | 'endless-body' // goes on until the client hangs up
    | 'slow-body' // an octet at a time
    | 'wrong-content-type'
    | 'garbage'
    | 'wrong-base64'
    | 'no-certificate' // a certs-only message without any
    | 'two-certificates' // ... with another one in front of the right one
    | 'foreign-certificate' // somebody else's, of a CA of the same names
    | 'wrong-key'
    | 'wrong-subject'
    | 'wrong-alternative-name'
    | 'foreign-issuer'
    | 'not-yet-valid'
    | 'expired'
    | 'sha1' // signed over a hash for which collisions are made
    | 'weak-key' // RSA-1024 instead of the request's key
    | 'shorter'
    | 'no-client-auth'
    | 'clock-skew'
    | 'revoked'
    | 'explicit-confirm' // CMP: implicit confirmation is not granted
  readonly times: number
  /** ms for `delay`, `clock-skew` and between octets of `slow-body`; s for Retry-After, `maintenance-until` and `starts-later`. */
  readonly amount?: number
  /** How, where a character has several ways. */
  readonly variant?: string
}

/**
 * POST /demo/csr-attributes (JSON): what the bank asks for in /csrattrs from now on, refusing requests that are
 * otherwise. DELETE: back to RSA of 2,048 bits and SHA-256, refusing nothing.
 */
export interface WantedRequest {
  /** `list`: as in RFC 7030; `template`: as in RFC 9908, which cannot tell a signature. */
  readonly form: 'list' | 'template'
  readonly key: 'rsa-2048' | 'rsa-3072' | 'rsa-4096' | 'ec-p256' | 'ec-p384'
  /** Will do as well; in a list only. */
  readonly or?: WantedRequest['key']
  readonly signature?: 'rsa-pkcs1-sha256' | 'rsa-pkcs1-sha384' | 'rsa-pss-sha256' | 'ecdsa-sha256' | 'ecdsa-sha384'
  /** The extended key usage is to be in the request. */
  readonly clientAuth?: boolean
}

/**
 * POST /demo/rollover (JSON): `publish` a new root beside the old one; later `switch` to it, for certificates and for
 * the bank's own TLS.
 */
export interface RolloverStep {
  readonly step: 'publish' | 'switch'
}

/** GET /demo/certificates answers an array of these: the ledger, for tests and for the demo's report. */
export interface LedgerCertificate {
  readonly serial: string
  readonly customerId: string
  /** SHA-256 of the DER, lower-case hex. */
  readonly thumbprint: string
  readonly notBefore: number
  readonly notAfter: number
  readonly issuedBy: 'start' | 'simpleenroll' | 'simplereenroll' | 'ir' | 'cr' | 'p10cr' | 'kur'
}

/** GET /demo/reminders answers an array of these: what became of each e-mail reminder that was ever tried. */
export interface LedgerReminder {
  readonly serial: string
  readonly customerId: string
  /** Days before expiry that it is for. */
  readonly days: number
  /** `sent`: the SMTP server took it over; `unsent`: no server, or it put us off; `refused`; `bounced`: came back. */
  readonly state: 'sent' | 'unsent' | 'refused' | 'bounced'
  readonly attempts: number
  readonly sentAt: number | null
  /** Failed reminders are tried again then. */
  readonly nextAttemptAt: number | null
  readonly reason: string | null
}

/** GET /demo/customers */
export interface LedgerCustomer {
  readonly customerId: string
  readonly name: string
  readonly email: string
  readonly password: string
}

/** POST /demo/one-time-passwords {customerId}: makes a one-time acquisition password and mails it to the customer. */
export interface OneTimePasswordRequest {
  readonly customerId: string
}

/** POST /demo/reminders {now?}: one reminder run now; answers {sent}. */
export interface ReminderRun {
  readonly now?: number
}

/** GET /demo/mails: what the mail catcher received, oldest first. */
export interface CaughtMail {
  readonly id: string
  readonly time: number
  readonly from: string
  readonly to: string
  readonly subject: string
  readonly text: string
}
