/**
 * The one contract between the main process and its windows: channels, schemas and the types inferred from them.
 *
 * The main process decides which window is shown; a renderer draws the `View` it is given and reports what the
 * user did, nothing else. Times are ms since the epoch. No key, password or token ever travels towards a window.
 */
import { z } from 'zod'
import { cardLengths } from '../main/renewal/watched/limits.ts'
import { isWebAddress } from './entered.ts'
import {
  confirmationCode,
  customerId,
  noticeCode,
  oneTimePassword,
  password,
  renewalRule,
  thumbprint,
  time,
} from './fields.ts'
import {
  type BankFileQuestion,
  type ConsentQuestion,
  type HideQuestion,
  type LiftQuestion,
  passwordAnswer,
  type PasswordQuestion,
  proxyAnswer,
  type ProxyQuestion,
} from './questions.ts'
import {
  copyFields,
  failureCode,
  helpDesk,
  languageChoices,
  savedPassword,
  sidePages,
  themeChoices,
} from './view-parts.ts'
import type { View } from './view.ts'

export { preparationChecks } from './view-parts.ts'
export type {
  CardNotes,
  CertificateCard,
  CopyField,
  Fixed,
  GenuineBank,
  GenuineCertificate,
  HelpDesk,
  HistoryEntry,
  LanguageChoice,
  PageBy,
  PastCertificates,
  Preparation,
  SavedPassword,
  SidePage,
  ThemeChoice,
  WatchedLine,
  WorkStep,
} from './view-parts.ts'
export type {
  BankFileQuestion,
  ConsentQuestion,
  HideQuestion,
  LiftQuestion,
  PasswordAnswer,
  PasswordQuestion,
  ProxyAnswer,
  ProxyQuestion,
} from './questions.ts'
export type { View, WindowName } from './view.ts'

const banks = z.object({
  /** The bank whose window is shown, by id. */
  shown: z.string(),
  banks: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      helpDesk: helpDesk.optional(),
      /** What the bank says of calls and mails that ask to renew. */
      caution: z.string().optional(),
    }),
  ),
  /** Acquisition and renewal are locked until then. */
  lockedUntil: time.optional(),
})
export type Banks = z.infer<typeof banks>

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
/** What the demo bank can be like, as its window offers it. */
export const demoCharacters = [
  'not-idempotent',
  'not-backdated',
  'starts-later',
  'maintenance',
  'names-rebuilt',
  'root-only-cacerts',
  'demands-certificate',
  'delivers-later',
  'forgets',
  'revokes-at-issue',
  'supersedes',
  'closes-on-revoked',
] as const
const demoCharacter = z.object({ name: z.enum(demoCharacters), on: z.boolean() })
export type DemoCharacter = z.infer<typeof demoCharacter>
const demoBankState = z.object({
  mails: z.array(mail),
  /** Reminders that could not be delivered so far. */
  undelivered: z.array(undelivered),
  customers: z.array(z.object({ customerId: z.string(), name: z.string(), password: z.string() })),
  characters: z.array(demoCharacter),
})
/** Made-up people of the demo bank; their passwords are shown because they open nothing real. */
export type DemoBankState = z.infer<typeof demoBankState>

const supportFile = z.object({
  name: z.string(),
  /** Bytes. */
  size: z.number().int(),
  /** What is in it; of a long one the end. */
  text: z.string(),
})
export type SupportFile = z.infer<typeof supportFile>

const none = z.undefined()

/** What the app's window asks first, and is answered once it may ask the rest. Bound before the schemas are loaded. */
export const readinessChannel = 'app:ready'

/** What it may show until then. Bound before the schemas are loaded, too. */
export const openingChannel = 'app:opening'

/** Without an answer of the key store or the bank; nothing in it is acted upon. */
export interface Opening {
  readonly banks: Banks
  readonly view: View
}

/** What each kind of window may ask, as `channel: schema of its one argument`. */
export const appChannels = {
  'app:view': none,
  'app:banks': none,
  'app:choose-bank': z.string().max(32),
  'support:contents': none,
  'support:save': none,
  'support:page': none,
  'key-store:unlock': none,
  'login:choose': thumbprint,
  'login:sign-in': z.object({ thumbprint, customerId: customerId.optional(), password: password.optional() }),
  'login:retry': none,
  'login:renew': none,
  'login:resume': none,
  'login:install-waiting': none,
  'login:give-up': none,
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
  'failure:copy': failureCode,
  'working:leave': none,
  'certificate:copy': z.enum(copyFields),
  'certificate:export': none,
  'completion:save': none,
  'completion:close': none,
  'completion:return': none,
  'main:renew': none,
  'main:install-waiting': none,
  'main:give-up': none,
  'main:open-banking': none,
  'main:self-test': none,
  'main:restore': thumbprint,
  'main:new-pc': none,
  'main:log-out': none,
  'acquire:request': z.object({ customerId, password: oneTimePassword }),
  'acquire:install-waiting': none,
  'acquire:give-up': none,
  'acquire:back': none,
  'new-pc:back': none,
  'ended:continue': none,
  'ended:retry': none,
  'ended:again': none,
  'ended:give-up': none,
} as const

/** Settings, help and about: with a bank and without one. */
export const sideChannels = {
  'side:open': z.enum(sidePages),
  'side:back': none,
  'settings:language': z.enum(languageChoices),
  'settings:theme': z.enum(themeChoices),
  'settings:start-at-login': z.boolean(),
  'settings:tray': z.boolean(),
  'settings:reminders': z.object({ thumbprint, silence: z.enum(['none', 'snooze', 'mute']) }),
  'settings:forget-password': savedPassword,
  'updates:look': none,
  'updates:restart': none,
} as const

/** What the app's window may ask while the app cannot start. */
export const setupChannels = {
  'app:view': none,
  'app:banks': none,
  'failure:copy': failureCode,
  'key-store:unlock': none,
  'setup:reload': none,
} as const

const ofLine = z.object({ id: thumbprint, thumbprint })

/** The certificates of this computer that no bank's settings are for. */
export const watchChannels = {
  'watch:choose': z.object({ id: thumbprint, watched: z.boolean() }),
  'watch:edit': thumbprint,
  'watch:save': z.object({
    id: thumbprint,
    name: z.string().trim().max(cardLengths.name),
    /** The bank's page for renewals, or nothing. */
    page: z.union([z.literal(''), z.string().max(cardLengths.page).refine(isWebAddress)]),
    note: z.string().max(cardLengths.note),
    rule: renewalRule,
    elsewhere: z.array(z.string().min(1).max(cardLengths.elsewhere)).max(cardLengths.elsewhereEntries),
  }),
  'watch:tick': z.object({ id: thumbprint, index: z.int().min(0), done: z.boolean() }),
  /** In the browser: the page that was saved, no other. */
  'watch:open': thumbprint,
  /** The user has read that a new one has come. */
  'watch:seen': thumbprint,
  /** Asks whether one that was replaced shall be hidden from choosers. */
  'watch:hide': ofLine,
  'watch:show': ofLine,
  /** Of the notice that is shown. */
  'watch:snooze': none,
  'watch:mute': none,
  /** From a card or a notice to all of them. */
  'watch:list': none,
  /** To 銀行の設定, and back. */
  'watch:set-up': none,
  'watch:back': none,
} as const

/** 本物確認, over any other window. */
export const genuineChannels = {
  'genuine:open': none,
  'genuine:back': none,
  /** Did this bank write the code? `customerId`: of who has no certificate. */
  'genuine:check': z.object({ bank: z.string().max(32), code: noticeCode, customerId: customerId.optional() }),
  /** Acquisition and renewal, for a day. */
  'genuine:lock': none,
  /** Asks first. */
  'genuine:lift': none,
} as const

/** A bank file on its way to becoming the settings: while the app cannot start, and over its other windows. */
export const bankFileChannels = {
  'bank-file:choose': none,
  /** The path of the file that was dropped on the window. */
  'bank-file:drop': z.string().max(4096),
  'bank-file:domain': z.string().max(300),
  'bank-file:code': confirmationCode,
  'bank-file:back': none,
} as const

/** How high a question's page is, in px of its own: its window grows with it, as far as the screen goes. */
const pageHeight = z.int().min(1).max(100_000)

export const consentChannels = {
  'consent:question': none,
  'consent:answer': z.enum(['yes', 'no']),
  'consent:height': pageHeight,
} as const

export const proxyChannels = {
  'proxy:question': none,
  /** Nothing: the user cancelled. */
  'proxy:answer': proxyAnswer.optional(),
  'proxy:height': pageHeight,
} as const

export const passwordChannels = {
  'password:question': none,
  /** Nothing: the user cancelled. */
  'password:answer': passwordAnswer.optional(),
  'password:height': pageHeight,
} as const

export const demoChannels = {
  'demo:state': none,
  'demo:open-app': none,
  'demo:character': demoCharacter,
} as const

/** Pushed by the main process. */
export const pushChannels = { view: 'push:view', banks: 'push:banks', demo: 'push:demo' } as const

export type AppChannels = typeof appChannels
export type SideChannels = typeof sideChannels
export type SetupChannels = typeof setupChannels
export type WatchChannels = typeof watchChannels
export type GenuineChannels = typeof genuineChannels
export type BankFileChannels = typeof bankFileChannels
export type ConsentChannels = typeof consentChannels
export type ProxyChannels = typeof proxyChannels
export type PasswordChannels = typeof passwordChannels
export type DemoChannels = typeof demoChannels

/** What a channel answers; everything not named here answers nothing. */
export interface Answers {
  'app:view': View
  'app:banks': Banks
  'support:contents': readonly SupportFile[]
  'completion:save': boolean
  'consent:question': ConsentQuestion | BankFileQuestion | HideQuestion | LiftQuestion
  'proxy:question': ProxyQuestion
  'password:question': PasswordQuestion
  'demo:state': DemoBankState
}
export type Answer<C extends string> = C extends keyof Answers ? Answers[C] : undefined
