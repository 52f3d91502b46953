import type { KeyAlgorithm, KeyProvider, KeySpecification } from './key.ts'

/** The numbers a bank or an IT department may set. Days are 24-hour days; times are milliseconds where said. */
export interface Policy {
  /** The notice window, tray notice and e-mail begin this many days before expiry. */
  readonly noticeDays: number
  /** Renewal stays possible this many days after expiry. */
  readonly graceDays: number
  /** Days before expiry at which the tray reminds, each once; 0 is the last day. */
  readonly reminderDays: readonly number[]
  /** The largest difference between this machine's clock and the bank's that is taken for healthy, in ms. */
  readonly maximumClockSkew: number
  /** Of which kind new keys are, where the bank does not ask for another. */
  readonly keyKind: KeyAlgorithm
  /** Where new keys are held; a Secure Enclave's are on P-256, whatever `keyKind` says. */
  readonly keyProvider: KeyProvider
  /** Has the operating system ask each time that a new key is used. */
  readonly confirmKeyUse: boolean
  /** For so many days a certificate that was renewed can be brought back. */
  readonly undoDays: number
  /** Deletes a renewed certificate and its key after that. */
  readonly deleteRetired: boolean
  /** What the bank still has to do after a renewal, in its own words; shown at completion. */
  readonly afterRenewal: readonly string[]
  /** The bank wants its customer logged in, by ID and password, before a certificate is renewed. */
  readonly renewalNeedsLogin: boolean
  /** The page of the bank's, on its own host, that leads on from completion; undefined: where internet banking is. */
  readonly returnUrl?: string
}

/** What kind of key this policy wants. */
export function keySpecification({ keyKind, keyProvider, confirmKeyUse }: Policy): KeySpecification {
  const algorithm = keyProvider === 'secure-enclave' ? 'ec-p256' : keyKind
  return { algorithm, provider: keyProvider, confirmUse: confirmKeyUse }
}

/** What a bank itself may tell a client that logged in. */
export interface BankPolicy extends Pick<Policy, 'noticeDays' | 'graceDays' | 'afterRenewal'> {
  readonly reminderDays?: Policy['reminderDays']
  readonly renewalNeedsLogin?: boolean
  readonly returnUrl?: string
}

/**
 * What is in force: the settings and, over them, what the bank told.
 *
 * @param fixed names of what an administrator has decided
 */
export function withBankPolicy(settings: Policy, bank: BankPolicy | undefined, fixed: ReadonlySet<string>): Policy {
  const free = Object.entries(bank ?? {}).filter(([name]) => !fixed.has(name))
  return { ...settings, ...Object.fromEntries(free) }
}

export const defaultPolicy: Policy = {
  noticeDays: 30,
  graceDays: 30,
  reminderDays: [30, 15, 7, 3, 1, 0],
  maximumClockSkew: 5 * 60 * 1000,
  keyKind: 'rsa-2048',
  keyProvider: 'tpm-preferred',
  confirmKeyUse: false,
  undoDays: 30,
  deleteRetired: false,
  afterRenewal: [],
  renewalNeedsLogin: false,
}
