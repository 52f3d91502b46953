/** What is asked in a window of its own, over the app's window, and what can be answered. */
import { z } from 'zod'
import { password, time } from './fields.ts'

const question = z.object({
  /** The two of Web アクセスの確認; and whether something that is under way shall be given up. */
  question: z.enum(['request', 'installation', 'give-up']),
  purpose: z.enum(['renewal', 'enrolment']),
  bankName: z.string().optional(),
  /** Of the server that the next request really goes to. */
  bankHost: z.string(),
  /** It showed in a TLS handshake of this preparation that it is the bank's; else it is looked at before anything is sent. */
  bankVerified: z.boolean(),
  holder: z.string(),
  /** The new certificate's expiry, known once it is here. */
  notAfter: time.optional(),
  /** The bank could not be told that its certificate is taken. */
  unconfirmed: z.boolean().optional(),
})
export type ConsentQuestion = z.infer<typeof question>

/** Shall the bank whose file came from this domain be set? */
const bankFileQuestion = z.object({
  question: z.literal('bank-file'),
  /** As it was asked: other scripts as Punycode. */
  domain: z.string(),
  /** The same in its own script, where that differs. */
  readable: z.string().optional(),
  bankName: z.string(),
  hosts: z.array(z.string()),
})
export type BankFileQuestion = z.infer<typeof bankFileQuestion>

/** Shall a certificate that was replaced be hidden from choosers? */
const hideQuestion = z.object({
  question: z.literal('hide'),
  holder: z.string(),
  issuer: z.string(),
  serial: z.string(),
  notAfter: time,
  newSerial: z.string(),
  newNotAfter: time,
})
export type HideQuestion = z.infer<typeof hideQuestion>

/** Shall acquisition and renewal be allowed again? */
const liftQuestion = z.object({
  question: z.literal('lift-lock'),
  /** When they would be by themselves; absent where nobody can tell. */
  until: time.optional(),
})
export type LiftQuestion = z.infer<typeof liftQuestion>

const proxyQuestion = z.object({
  host: z.string(),
  port: z.number().int(),
  realm: z.string(),
  scheme: z.string(),
  /** The same proxy was answered by a stronger scheme before. */
  weakerThanBefore: z.boolean(),
  /** The password will be readable on the way to the proxy. */
  unencrypted: z.boolean(),
  /** What was entered before was refused. */
  refused: z.boolean(),
  /** Does this computer have a keyring to keep the answer in? */
  canRemember: z.boolean(),
})
export type ProxyQuestion = z.infer<typeof proxyQuestion>

export const proxyAnswer = z.object({ username: z.string().min(1).max(256), password, remember: z.boolean() })
export type ProxyAnswer = z.infer<typeof proxyAnswer>

/** Of the key store, where it has a password; or the PIN of a token. */
const passwordQuestion = z.object({
  /** The token whose PIN it is, by its name. */
  token: z.string().exactOptional(),
  /** What was entered before was wrong. */
  refused: z.boolean(),
  /** If the next one is wrong, too, the token locks. */
  lastTry: z.boolean().exactOptional(),
  /** Does this computer have a keyring to keep it in? */
  canRemember: z.boolean(),
})
export type PasswordQuestion = z.infer<typeof passwordQuestion>

/** Some tokens want a PIN that is empty. */
export const passwordAnswer = z.object({ password: z.string().max(256), remember: z.boolean() })
export type PasswordAnswer = z.infer<typeof passwordAnswer>
