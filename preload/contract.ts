/**
 * The one contract between the main process and its windows: channels, schemas and the types inferred from them.
 *
 * The main process decides which window is shown; a renderer draws the `View` it is given and reports what the
 * user did, nothing else. Times are ms since the epoch. No key, password or token ever travels towards a window.
 */
import { z } from 'zod'
import { failureCodes } from '../main/renewal/errors.ts'

const thumbprint = z.string().regex(/^[0-9a-f]{64}$/)
const customerId = z.string().trim().min(1).max(64)
const password = z.string().min(1).max(256)
const time = z.number().int()

const failureSchema = z.object({
  code: z.enum(failureCodes),
  retry: z.enum(['never', 'later']),
  retryAfter: z.number().optional(),
  cause: z.string().optional(),
})

const certificateCard = z.object({
  thumbprint,
  holder: z.string(),
  issuer: z.string(),
  serial: z.string(),
  notBefore: time,
  notAfter: time,
  noticeFrom: time,
  graceUntil: time,
  status: z.enum(['valid', 'due', 'grace', 'lapsed', 'revoked', 'unusable']),
  /** Whole days left; negative after expiry. */
  daysLeft: z.number().int(),
  /** What the key store really promises for its key. */
  protection: z.enum([
    'nss-software',
    'cng-software',
    'cng-tpm',
    'capi',
    'smart-card',
    'keychain-software',
    'secure-enclave',
    'other',
  ]),
})
export type CertificateCard = z.infer<typeof certificateCard>

export const preparationChecks = ['bank', 'trust-anchors', 'clock', 'key-store', 'key', 'journal'] as const
const preparation = z.object({
  check: z.enum(preparationChecks),
  state: z.enum(['waiting', 'running', 'passed', 'failed']),
  /** How long the check took, in ms. */
  took: z.number().optional(),
})
export type Preparation = z.infer<typeof preparation>

const workStep = z.enum(['confirming', 'making-key', 'requesting', 'waiting-for-bank', 'installing', 'proving', 'retiring'])
export type WorkStep = z.infer<typeof workStep>

const historyEntry = z.object({
  time,
  event: z.enum([
    'renewed', 'acquired', 'retired', 'restored', 'deleted', 'declined', 'failed', 'login', 'root-succeeded',
  ]),
  code: z.enum(failureCodes).optional(),
  serial: z.string().optional(),
})
export type HistoryEntry = z.infer<typeof historyEntry>

const viewSchema = z.discriminatedUnion('window', [
  z.object({
    window: z.literal('login'),
    bankName: z.string(),
    /** Without a portal, logging in is choosing the certificate. */
    hasPortal: z.boolean(),
    /** Of this bank, the ones that log in first; chosen by itself when exactly one can. */
    certificates: z.array(certificateCard),
    /** Who is signed in to this computer: only this user's certificates can be seen. */
    user: z.string(),
    selected: thumbprint.optional(),
    /** Why there is no way to log in with what the store holds, if there is none. */
    status: z.enum(['absent', 'valid', 'due', 'grace', 'lapsed', 'revoked', 'unusable']),
    /** Can the expired certificate of status `grace` be renewed? It opens no connection, so nobody logs in first. */
    canRenew: z.boolean(),
    /** Can 電子証明書取得 be offered (the bank accepts a one-time password)? */
    canAcquire: z.boolean(),
    busy: z.boolean(),
    failure: failureSchema.optional(),
  }),
  z.object({
    window: z.literal('notice'),
    certificate: certificateCard,
    reminders: z.object({
      /** Can they be put off or muted? Not in the last 3 days. */
      canBeSilenced: z.boolean(),
      /** They are silent until then, at the holder's wish. */
      silentUntil: time.optional(),
    }),
  }),
  z.object({
    window: z.literal('preparing'),
    checks: z.array(preparation),
    failure: failureSchema.optional(),
  }),
  z.object({ window: z.literal('start'), certificate: certificateCard, bankHost: z.string() }),
  z.object({
    window: z.literal('working'),
    purpose: z.enum(['renewal', 'enrolment']),
    step: workStep,
    /** When the bank will be asked again, while it is still issuing. */
    retryAt: time.optional(),
    /** A passing failure after which the same step will be tried again. */
    failure: failureSchema.optional(),
  }),
  z.object({
    window: z.literal('completion'),
    purpose: z.enum(['renewal', 'enrolment']),
    certificate: certificateCard,
    /** The certificate that was retired, if one was. */
    retired: certificateCard.optional(),
    /** Running browsers, by name: each uses the old certificate until it is quit. */
    browsers: z.array(z.string()),
    /** What the bank still has to do, in its own words. */
    afterRenewal: z.array(z.string()),
  }),
  z.object({
    window: z.literal('main'),
    bankName: z.string(),
    customerName: z.string().optional(),
    certificate: certificateCard,
    /** The next reminder, if the certificate is not yet due. */
    nextNotice: time.optional(),
    history: z.array(historyEntry),
    email: z.string().optional(),
    /** An issued certificate that waits for its installation (いいえ at the second confirmation). */
    waiting: z.object({ holder: z.string(), notAfter: time }).optional(),
    canOpenBanking: z.boolean(),
    /** A connection to the bank with this certificate, made to see whether it works. */
    selfTest: z
      .discriminatedUnion('state', [
        z.object({ state: z.literal('running') }),
        z.object({ state: z.literal('passed'), time }),
        z.object({ state: z.literal('failed'), failure: failureSchema }),
      ])
      .optional(),
    /** Renewed certificates that can still be brought back. */
    retired: z.array(z.object({ thumbprint, serial: z.string(), notAfter: time, undoUntil: time })),
    failure: failureSchema.optional(),
  }),
  z.object({
    window: z.literal('acquire'),
    bankName: z.string(),
    customerId: z.string(),
    /** Why a new certificate is needed. */
    status: z.enum(['absent', 'valid', 'due', 'grace', 'lapsed', 'revoked', 'unusable']),
    /** True while an acquisition that was cut off waits for the same one-time password. */
    resuming: z.boolean(),
    failure: failureSchema.optional(),
  }),
  z.object({
    window: z.literal('new-pc'),
    bankName: z.string(),
    /** What the old computer holds and the new one will not: the keys stay where they were made. */
    certificates: z.array(certificateCard),
    /** A renewal that must end here first: its key cannot move either. */
    unfinished: z.boolean(),
  }),
  z.object({
    window: z.literal('ended'),
    purpose: z.enum(['renewal', 'enrolment']),
    outcome: z.enum(['declined-request', 'declined-installation', 'failed']),
    failure: failureSchema.optional(),
    /** Can the same step be tried again from here; will it be without anybody asking? */
    retry: z.enum(['none', 'by-hand', 'automatic']),
  }),
])
export type View = z.infer<typeof viewSchema>
export type WindowName = View['window']

const banks = z.object({
  /** The bank whose window is shown, by id. */
  shown: z.string(),
  banks: z.array(z.object({ id: z.string(), name: z.string() })),
})
export type Banks = z.infer<typeof banks>

const question = z.object({
  question: z.enum(['request', 'installation']),
  purpose: z.enum(['renewal', 'enrolment']),
  bankHost: z.string(),
  holder: z.string(),
  /** The new certificate's expiry, known at the second question. */
  notAfter: time.optional(),
})
export type ConsentQuestion = z.infer<typeof question>

const proxyQuestion = z.object({
  host: z.string(),
  port: z.number().int(),
  realm: z.string(),
  /** What was entered before was refused. */
  refused: z.boolean(),
  /** Does this computer have a keyring to keep the answer in? */
  canRemember: z.boolean(),
})
export type ProxyQuestion = z.infer<typeof proxyQuestion>

const proxyAnswer = z.object({ username: z.string().min(1).max(256), password, remember: z.boolean() })
export type ProxyAnswer = z.infer<typeof proxyAnswer>

const mail = z.object({ id: z.string(), time, from: z.string(), to: z.string(), subject: z.string(), text: z.string() })
export type DemoMail = z.infer<typeof mail>
const undelivered = z.object({
  customerId: z.string(),
  /** Days before expiry that the reminder is for. */
  days: z.number().int(),
  state: z.enum(['unsent', 'refused', 'bounced']),
  attempts: z.number().int(),
  nextAttemptAt: time,
  reason: z.string(),
})
export type UndeliveredReminder = z.infer<typeof undelivered>
const demoBankState = z.object({
  mails: z.array(mail),
  /** Reminders that could not be delivered so far. */
  undelivered: z.array(undelivered),
  customers: z.array(z.object({ customerId: z.string(), name: z.string(), password: z.string() })),
})
/** Made-up people of the demo bank; their passwords are shown because they open nothing real. */
export type DemoBankState = z.infer<typeof demoBankState>

const none = z.undefined()

/** What each kind of window may ask, as `channel: schema of its one argument`. */
export const appChannels = {
  'app:view': none,
  'app:banks': none,
  'app:choose-bank': z.string().max(32),
  'login:choose': thumbprint,
  'login:sign-in': z.object({ thumbprint, customerId: customerId.optional(), password: password.optional() }),
  'login:retry': none,
  'login:renew': none,
  'login:acquire': none,
  'login:new-pc': none,
  'notice:to-main': none,
  'notice:renew': none,
  'notice:snooze': none,
  'notice:mute': none,
  'preparing:cancel': none,
  'preparing:retry': none,
  'start:begin': none,
  'start:cancel': none,
  'completion:close': none,
  'main:renew': none,
  'main:install-waiting': none,
  'main:open-banking': none,
  'main:self-test': none,
  'main:restore': thumbprint,
  'main:new-pc': none,
  'main:log-out': none,
  'acquire:request': z.object({ customerId, password }),
  'acquire:back': none,
  'new-pc:back': none,
  'ended:continue': none,
  'ended:retry': none,
} as const

export const consentChannels = {
  'consent:question': none,
  'consent:answer': z.enum(['yes', 'no']),
} as const

export const proxyChannels = {
  'proxy:question': none,
  /** Nothing: the user cancelled. */
  'proxy:answer': proxyAnswer.optional(),
} as const

export const demoChannels = {
  'demo:state': none,
  'demo:open-app': none,
} as const

/** Pushed by the main process. */
export const pushChannels = { view: 'push:view', banks: 'push:banks', demo: 'push:demo' } as const

export type AppChannels = typeof appChannels
export type ConsentChannels = typeof consentChannels
export type ProxyChannels = typeof proxyChannels
export type DemoChannels = typeof demoChannels

/** What a channel answers; everything not named here answers nothing. */
export interface Answers {
  'app:view': View
  'app:banks': Banks
  'consent:question': ConsentQuestion
  'proxy:question': ProxyQuestion
  'demo:state': DemoBankState
}
export type Answer<C extends string> = C extends keyof Answers ? Answers[C] : undefined

/** `window.koshin` in the app's window: one function per capability, nothing generic. */
export interface KoshinBridge {
  view(): Promise<View>
  onView(listener: (view: View) => void): () => void
  banks(): Promise<Banks>
  onBanks(listener: (banks: Banks) => void): () => void
  chooseBank(id: string): Promise<void>
  login: {
    choose(thumbprint: string): Promise<void>
    signIn(input: z.infer<AppChannels['login:sign-in']>): Promise<void>
    retry(): Promise<void>
    renew(): Promise<void>
    acquire(): Promise<void>
    newPc(): Promise<void>
  }
  notice: {
    toMain(): Promise<void>
    renew(): Promise<void>
    /** No notification until tomorrow. */
    snooze(): Promise<void>
    /** No notification until 3 days before expiry. */
    mute(): Promise<void>
  }
  preparing: { cancel(): Promise<void>; retry(): Promise<void> }
  start: { begin(): Promise<void>; cancel(): Promise<void> }
  completion: { close(): Promise<void> }
  main: {
    renew(): Promise<void>
    installWaiting(): Promise<void>
    openBanking(): Promise<void>
    selfTest(): Promise<void>
    restore(thumbprint: string): Promise<void>
    newPc(): Promise<void>
    logOut(): Promise<void>
  }
  acquire: { request(input: z.infer<AppChannels['acquire:request']>): Promise<void>; back(): Promise<void> }
  newPc: { back(): Promise<void> }
  ended: { continue(): Promise<void>; retry(): Promise<void> }
}

/** `window.koshinConsent` in a consent window: it can only read its question and answer it. */
export interface ConsentBridge {
  question(): Promise<ConsentQuestion>
  answer(value: 'yes' | 'no'): Promise<void>
}

/** `window.koshinProxy` in a proxy's sign-in window. */
export interface ProxyBridge {
  question(): Promise<ProxyQuestion>
  answer(value: ProxyAnswer | undefined): Promise<void>
}

/** `window.koshinDemo` in the demo bank's window. */
export interface DemoBridge {
  state(): Promise<DemoBankState>
  onState(listener: (state: DemoBankState) => void): () => void
  openApp(): Promise<void>
}
