/** What several windows show, and what is chosen in them. */
import { z } from 'zod'
import { failureCodes } from '../main/renewal/errors.ts'
import { keyProtections } from '../main/renewal/key.ts'
import { phases } from '../main/renewal/machine/phase.ts'
import { certificateKinds } from '../main/renewal/watched/kind.ts'
import { thumbprint, time } from './fields.ts'

export const failureCode = z.enum(failureCodes)
/** In the bank's words. */
export const bankMessage = z.object({ ja: z.string(), en: z.string() }).readonly()

export const failureSchema = z.object({
  code: failureCode,
  retry: z.enum(['never', 'later']),
  retryAfter: z.number().optional(),
  until: time.optional(),
  message: bankMessage.optional(),
  cause: z.string().optional(),
})

/** How far the renewal has come that a failure stopped: what is safe depends on it. */
export const phase = z.enum(phases).optional()

export const certificateCard = z.object({
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
  protection: z.enum(keyProtections),
})
export type CertificateCard = z.infer<typeof certificateCard>

export const preparationChecks = ['bank', 'trust-anchors', 'clock', 'key-store', 'key', 'journal'] as const
export const preparation = z.object({
  check: z.enum(preparationChecks),
  state: z.enum(['waiting', 'running', 'passed', 'failed']),
  /** How long the check took, in ms. */
  took: z.number().optional(),
})
export type Preparation = z.infer<typeof preparation>

export const workStep = z.enum([
  'confirming-request',
  'making-key',
  'requesting',
  'waiting-for-bank',
  'confirming-installation',
  'installing',
  'proving',
  'retiring',
])
export type WorkStep = z.infer<typeof workStep>

export const historyEntry = z.object({
  time,
  event: z.enum([
    'renewed',
    'acquired',
    'retired',
    'restored',
    'deleted',
    'declined',
    'failed',
    'login',
    'root-succeeded',
    'given-up',
    'unconfirmed',
  ]),
  code: failureCode.optional(),
  serial: z.string().optional(),
  automatic: z.literal(true).optional(),
})
export type HistoryEntry = z.infer<typeof historyEntry>

export const languageChoices = ['system', 'ja', 'en'] as const
export const themeChoices = ['system', 'light', 'dark'] as const
export type LanguageChoice = (typeof languageChoices)[number]
export type ThemeChoice = (typeof themeChoices)[number]

/** What the keyring holds for the app: nothing of it but whose it is. `name`: the token, or the proxy as `host:port`. */
export const savedPassword = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('key-store') }),
  z.object({ kind: z.literal('token'), name: z.string().max(300) }),
  z.object({ kind: z.literal('proxy'), name: z.string().max(300) }),
])
export type SavedPassword = z.infer<typeof savedPassword>

/** Each is a part of the help, and tells about one window or a few. */
export const helpTopics = [
  'login',
  'notice',
  'preparing',
  'consent',
  'completion',
  'main',
  'acquire',
  'ended',
  'watch',
  'genuine',
  'setup',
] as const

/** What of a certificate can be copied by itself. */
export const copyFields = ['holder', 'issuer', 'serial', 'notBefore', 'notAfter', 'thumbprint'] as const
export type CopyField = (typeof copyFields)[number]

/** They lie over the flow's window, whichever that is, and lead back to it. */
export const sidePages = ['settings', 'help', 'about', 'watch'] as const
export type SidePage = (typeof sidePages)[number]

/** Of the app itself. */
export const updatesSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('off'), why: z.enum(['managed', 'unset', 'package']) }),
  z.object({ state: z.enum(['idle', 'checking']) }),
  z.object({ state: z.literal('latest'), time }),
  z.object({ state: z.enum(['waiting', 'downloading']), version: z.string() }),
  z.object({ state: z.literal('ready'), version: z.string(), failure: failureSchema.optional() }),
  z.object({ state: z.literal('failed'), failure: failureSchema }),
])

const helpDeskWords = { hours: z.string(), address: z.string() }

/** Whom to call, in the bank's own words; those of `en` take the place of the others in English. */
export const helpDesk = z
  .object({ phone: z.string(), ...helpDeskWords, page: z.string(), en: z.object(helpDeskWords).partial() })
  .partial()
export type HelpDesk = z.infer<typeof helpDesk>

/** What is true of a certificate here, for who was asked to renew it. */
export const genuineCertificate = z.object({
  thumbprint,
  holder: z.string(),
  issuer: z.string(),
  serial: z.string(),
  notAfter: time,
  daysLeft: z.number().int(),
  status: z.enum(['valid', 'due', 'grace', 'lapsed']),
  /** The first and the last instant of its renewal. */
  renewFrom: time,
  renewUntil: time,
  /** A renewal of it was begun here, and waits or goes on. */
  underWay: z.boolean(),
})
export type GenuineCertificate = z.infer<typeof genuineCertificate>

export const genuineBank = z.object({
  id: z.string(),
  /** Absent: of banks that are not set. */
  name: z.string().optional(),
  /** In the bank's own words. */
  caution: z.string().optional(),
  helpDesk: helpDesk.optional(),
  /** Can it tell whether the code in a mail is its own? */
  canCheck: z.boolean(),
  certificates: z.array(genuineCertificate),
})
export type GenuineBank = z.infer<typeof genuineBank>

/** What an organisation may have decided of a watched certificate; `from`, `until` and `hour` are of the bank's rule. */
const fixed = z.array(z.enum(['watched', 'page', 'from', 'until', 'hour'])).readonly()
export type Fixed = z.infer<typeof fixed>

/** What the pages of watched certificates tell of one of them. */
const pageBy = z.enum(['user', 'organisation', 'bank'])
export type PageBy = z.infer<typeof pageBy>
export const watchedCertificate = {
  id: thumbprint,
  /** As the user calls it, or as its issuer suggests. */
  name: z.string(),
  holder: z.string(),
  issuer: z.string(),
  serial: z.string(),
  notAfter: time,
  /** The last instant of the renewal by the bank's rule, where that is another one. */
  renewUntil: time.optional(),
  /** The bank renews from so many days before expiry on. */
  noticeDays: z.number().int(),
  daysLeft: z.number().int(),
  status: z.enum(['valid', 'due', 'grace', 'lapsed']),
  /** The bank's page for renewals, as the user saved it, or as it is fixed. */
  page: z.string().optional(),
  /** Who named it. */
  pageBy: pageBy.optional(),
  fixed,
}
const named = z.object({ thumbprint, serial: z.string(), notAfter: time })
/** What else changes with a certificate, and whether it was told of the newest. */
const elsewhere = z.array(z.object({ text: z.string(), done: z.boolean() })).readonly()
/** Certificates that stood at the head of a line, the newest first, and when they were noticed. */
export const pastCertificates = z.array(z.object({ serial: z.string(), notAfter: time, since: time })).readonly()
export type PastCertificates = z.infer<typeof pastCertificates>

/** Certificates of one holder by one issuer, by the newest. */
export const watchedLine = z.object({
  ...watchedCertificate,
  kind: z.enum(certificateKinds),
  watched: z.boolean(),
  note: z.string().optional(),
  /** It has not expired, but the bank renews it no longer. */
  closed: z.literal(true).optional(),
  /** Expired so long ago that nobody renews it. */
  forgotten: z.literal(true).optional(),
  /** While they have to be told of a new one. */
  elsewhere,
  /** Older ones that choosers still offer, and those that were hidden from them. */
  replaced: z.array(named).readonly(),
  hidden: z.array(named).readonly(),
  /** The serial number of the one before, if this one has just taken its place. */
  renewedFrom: z.string().optional(),
})
export type WatchedLine = z.infer<typeof watchedLine>

/** What was written on a certificate's card while it was only watched. */
export const cardNotes = z.object({
  id: thumbprint,
  name: z.string(),
  note: z.string().optional(),
  elsewhere,
  history: pastCertificates,
})
export type CardNotes = z.infer<typeof cardNotes>

export const purposeSchema = z.enum(['renewal', 'enrolment'])

/** An issued certificate that waits for its installation (いいえ at the second confirmation). */
export const waitingSchema = z.object({
  holder: z.string(),
  notAfter: time,
  /** Why the bank could not be told that its certificate is taken. */
  unconfirmed: failureSchema.optional(),
})

const mistakeKinds = [
  'missing',
  'unknown',
  'type',
  'choice',
  'address',
  'range',
  'contrast',
  'form',
  'not-json',
  'twice',
  'no-file',
  'unreadable',
  'no-certificates',
  'no-authority',
] as const

/** In the settings. */
export const mistakeSchema = z.object({
  /** The setting's path, `bank.est.url`; empty: the file as a whole. */
  place: z.string(),
  kind: z.enum(mistakeKinds),
  /** The values of `choice`, the bounds of `range`, the line of `not-json`, the file of `no-file` and its like, the number of
   * the certificate. */
  detail: z.string().optional(),
  /** The option or the variable that it comes from, where it is none of the file's. */
  from: z.string().optional(),
})
