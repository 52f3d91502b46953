/** What the app's window is given to draw. Times are ms since the epoch; nothing in here is secret. */
import { z } from 'zod'
import { renewalRule, thumbprint, time } from './fields.ts'
import {
  bankMessage,
  failureSchema,
  phase,
  certificateCard,
  preparation,
  workStep,
  historyEntry,
  languageChoices,
  themeChoices,
  helpDesk,
  helpTopics,
  savedPassword,
  updatesSchema,
  purposeSchema,
  waitingSchema,
  mistakeSchema,
  genuineBank,
  watchedLine,
  watchedCertificate,
  pastCertificates,
  cardNotes,
} from './view-parts.ts'

const remindersSchema = z.object({
  /** Can they be put off or muted? Not in the last 3 days. */
  canBeSilenced: z.boolean(),
  /** They are silent until then, at the holder's wish. */
  silentUntil: time.optional(),
  /** Days before expiry of the first one. */
  from: z.number().int(),
})

const viewSchema = z.discriminatedUnion('window', [
  z.object({ window: z.literal('welcome') }),
  /** Instead of all others, while the settings name no bank, or something else keeps the app from starting. */
  z.object({
    window: z.literal('setup'),
    /** Nothing is set: no mistake of anybody's. */
    isEmpty: z.boolean(),
    failure: failureSchema,
    /** Where the settings were read. */
    file: z.string().optional(),
    mistakes: z.array(mistakeSchema),
    /** Where settings are looked for. */
    places: z.object({ user: z.string(), machine: z.string() }),
    /** Can a bank file set the bank? */
    bankFiles: z.enum(['offered', 'forbidden', 'useless']),
    /** Are there certificates to go back to? */
    canGoBack: z.boolean().optional(),
  }),
  /** Every certificate of this computer that somebody may have to renew, and that no bank's settings are for. */
  z.object({
    window: z.literal('watch'),
    lines: z.array(watchedLine),
    /** The key store could not be read, or a card not be kept. */
    failure: failureSchema.optional(),
    /** Over the window of a bank, to which it leads back. */
    beside: z.literal(true).optional(),
  }),
  /** What its user writes of one of them. */
  z.object({
    window: z.literal('watch-card'),
    id: thumbprint,
    holder: z.string(),
    issuer: z.string(),
    name: z.string(),
    suggestedName: z.string(),
    page: z.string(),
    note: z.string(),
    rule: renewalRule,
    elsewhere: z.array(z.string()).readonly(),
    fixed: watchedCertificate.fixed,
    history: pastCertificates,
    failure: failureSchema.optional(),
  }),
  /** 電子証明書更新通知 of one of them. */
  z.object({
    window: z.literal('watch-notice'),
    ...watchedCertificate,
    /** As its bank file says. */
    bank: z.object({ name: z.string(), helpDesk: helpDesk.optional(), caution: z.string().optional() }).optional(),
    reminders: remindersSchema,
  }),
  /** 本物確認: for who was asked by phone or mail to renew. */
  z.object({
    window: z.literal('genuine'),
    banks: z.array(genuineBank),
    lock: z.discriminatedUnion('state', [
      z.object({ state: z.literal('off') }),
      z.object({ state: z.literal('on'), until: time }),
      /** What is kept of it cannot be read: nothing is begun. */
      z.object({ state: z.literal('unknown') }),
    ]),
    /** What a bank said of the code in a mail. */
    check: z
      .discriminatedUnion('state', [
        z.object({ bank: z.string(), state: z.literal('asking') }),
        z.object({
          bank: z.string(),
          state: z.literal('answered'),
          answer: z.enum(['sent', 'expired', 'unknown']),
          sentAt: time.optional(),
        }),
        z.object({ bank: z.string(), state: z.literal('failed'), failure: failureSchema }),
      ])
      .optional(),
    /** The lock could not be written. */
    failure: failureSchema.optional(),
  }),
  /** A bank file that was chosen, until its user has confirmed it. */
  z.object({
    window: z.literal('bank-file'),
    from: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('file'), name: z.string() }),
      /** As it is asked: other scripts as Punycode. */
      z.object({ kind: z.literal('domain'), host: z.string() }),
    ]),
    /** What is in it, true or not; absent while it is being read, and where it cannot be used. */
    bank: z.object({ name: z.string(), hosts: z.array(z.string()) }).optional(),
    /** The bank whose settings it takes the place of. */
    present: z.string().optional(),
    /** Its certificates are watched, and renewed on the bank's own page. */
    watched: z.literal(true).optional(),
    busy: z.boolean(),
    failure: failureSchema.optional(),
    mistakes: z.array(mistakeSchema),
  }),
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
    /** The key store has yet to tell what it holds: nothing is known of certificates, and nobody waits for it to type. */
    looking: z.boolean(),
    waiting: waitingSchema.optional(),
    /** A renewal or an acquisition that stopped, and goes on at its user's wish. */
    unfinished: z
      .object({
        purpose: purposeSchema,
        failure: failureSchema.optional(),
        /** It is tried again from time to time, whoever looks on. */
        automatic: z.boolean(),
        /** It has not stopped: the bank will be asked again then. */
        retryAt: time.optional(),
      })
      .optional(),
    failure: failureSchema.optional(),
  }),
  z.object({
    window: z.literal('notice'),
    certificate: certificateCard,
    /** The app renews it by itself, if its user does not. */
    automatic: z.literal(true).optional(),
    reminders: remindersSchema,
  }),
  z.object({
    window: z.literal('preparing'),
    checks: z.array(preparation),
    failure: failureSchema.optional(),
  }),
  z.object({
    window: z.literal('start'),
    certificate: certificateCard,
    bankHost: z.string(),
    /** 更新 was pressed, and begins as soon as the key is made; until then its user may go back. */
    busy: z.literal(true).optional(),
  }),
  z.object({
    window: z.literal('working'),
    purpose: purposeSchema,
    step: workStep,
    /** When the bank will be asked again, while it is still issuing. */
    retryAt: time.optional(),
    /** Nothing is to be done until then: its user may go elsewhere meanwhile. */
    canLeave: z.literal(true).optional(),
    /** A passing failure after which the same step will be tried again. */
    failure: failureSchema.optional(),
    phase,
  }),
  z.object({
    window: z.literal('completion'),
    purpose: purposeSchema,
    /** Nobody began it. */
    automatic: z.literal(true).optional(),
    certificate: certificateCard,
    /** What the bank's answer to it proved: its TLS accepted the certificate, or the bank itself named it. */
    proven: z.enum(['tls', 'recognised']).optional(),
    /** Why the bank could not be told that its certificate is taken: it is in use as far as it was proven. */
    unconfirmed: failureSchema.optional(),
    /** The certificate that was retired, if one was. */
    retired: certificateCard.optional(),
    /** The certificate that was renewed and stays in sight, as it is on a token. */
    inSight: certificateCard.optional(),
    /** Running browsers, by name. */
    browsers: z.object({
      /** Each uses the old certificate until it is quit. */
      sharing: z.array(z.string()).readonly(),
      /** With certificates of their own, of which nothing was changed. */
      apart: z.array(z.string()).readonly(),
    }),
    /** What the bank still has to do, in its own words. */
    afterRenewal: z.array(z.string()),
    /** Is there a way back to internet banking, in the browser? */
    canReturn: z.literal(true).optional(),
    /** For the record: when it was completed, and who said はい twice. */
    completedAt: time,
    confirmedBy: z.discriminatedUnion('who', [
      z.object({ who: z.literal('user'), user: z.string() }),
      z.object({ who: z.literal('organisation') }),
    ]),
  }),
  z.object({
    window: z.literal('main'),
    bankName: z.string(),
    customerName: z.string().optional(),
    certificate: certificateCard,
    /** The next reminder, if the certificate is not yet due. */
    nextNotice: time.optional(),
    /** The app renews it by itself. */
    automatic: z.literal(true).optional(),
    history: z.array(historyEntry),
    email: z.string().optional(),
    message: bankMessage.optional(),
    waiting: waitingSchema.optional(),
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
    /** From before the bank's settings were here, if there is anything. */
    notes: cardNotes.optional(),
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
    waiting: waitingSchema.optional(),
    failure: failureSchema.optional(),
    phase,
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
    purpose: purposeSchema,
    outcome: z.enum(['declined-request', 'declined-installation', 'failed']),
    failure: failureSchema.optional(),
    phase,
    /** Can the same step be tried again from here; will it be without anybody asking? */
    retry: z.enum(['none', 'by-hand', 'automatic']),
    /** After いいえ: what its user can still do about it here. */
    again: z.enum(['renew', 'acquire', 'install']).optional(),
    /** Where its other button leads. */
    leadsTo: z.enum(['main', 'login']),
    /** It can be given up at its user's word, for another one to begin. */
    canGiveUp: z.literal(true).optional(),
  }),
  z.object({
    window: z.literal('settings'),
    language: z.enum(languageChoices),
    theme: z.enum(themeChoices),
    /** Absent where the system cannot start the app; fixed where policy has decided. */
    startAtLogin: z.object({ on: z.boolean(), fixed: z.boolean() }).optional(),
    /** Is the icon there while nothing is due, too? Absent where nobody else would start the app. */
    tray: z.object({ always: z.boolean(), fixed: z.boolean() }).optional(),
    /** The administrator has the app renew by itself. */
    automatic: z.literal(true).optional(),
    /** What is kept could not be read or written. */
    failure: failureSchema.optional(),
    /** Of each bank's certificate that is still valid. */
    reminders: z.array(
      z.object({
        thumbprint,
        holder: z.string(),
        /** Are they under way? Before, there is nothing to put off. */
        begun: z.boolean(),
        canBeSilenced: z.boolean(),
        silentUntil: time.optional(),
        /** Days before expiry of the first one. */
        from: z.number().int(),
      }),
    ),
    /** Of the key store, while there are none. */
    knowledge: z.enum(['looking', 'unreadable', 'known']),
    /** Kept at the user's word. */
    passwords: z.array(savedPassword),
  }),
  /** `noticeDays`: before expiry, from which on the shown bank's users are asked to renew. */
  z.object({ window: z.literal('help'), topic: z.enum(helpTopics), noticeDays: z.number().int() }),
  z.object({
    window: z.literal('about'),
    versions: z.object({ koshin: z.string(), electron: z.string(), chromium: z.string(), node: z.string() }),
    updates: updatesSchema,
  }),
])
export type View = z.infer<typeof viewSchema>
export type WindowName = View['window']
