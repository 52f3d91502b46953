/** What may stand in a settings file; the same schemas say what IT may manage. */
import { z } from 'zod'
import { coloursSchema } from './colours.ts'
import { keyAlgorithms, keyProviders } from '../../renewal/key.ts'
import { plainAddress } from '../../renewal/web-address.ts'

/** Is it PEM itself rather than the name of a file? */
export const isPem = (given: string): boolean => given.includes('-----BEGIN ')

const thumbprint = '[0-9a-f]{2}(:?[0-9a-f]{2}){31}'
const thumbprintList = new RegExp(`^\\s*${thumbprint}([\\s,]+${thumbprint})*\\s*$`, 'i')
/** SHA-256 thumbprints with spaces or commas between them, as certificate viewers show them: in capitals, with colons. */
export const isThumbprintList = (given: string): boolean => thumbprintList.test(given)

export const httpsUrl = z
  .url({ protocol: /^https$/, error: 'an https:// address is needed', abort: true })
  .regex(plainAddress, 'an https:// address without a user name is needed')

const helpDeskWords = { hours: z.string().min(1).max(120), address: z.string().min(1).max(200) }

/** Whom the bank's customers call; each as the bank wants it shown. */
const helpDeskSchema = z
  .strictObject({
    phone: z.string().min(1).max(60),
    ...helpDeskWords,
    page: httpsUrl,
    /** What takes the place of it where the windows are English. */
    en: z.strictObject(helpDeskWords).partial(),
  })
  .partial()

export const estSchema = z.strictObject({
  url: httpsUrl,
  label: z
    .string()
    .regex(/^[A-Za-z0-9._~-]+$/)
    .optional(),
})

export const cmpSchema = z.strictObject({
  url: httpsUrl,
  /** Who signs messages for the bank without being a CA or an RA by certificate: as trustAnchors, or thumbprints. */
  signer: z.string().min(1).optional(),
  /** How a first certificate is asked for: by PKCS#10, or by CRMF (RFC 9483, 4.1.4 and 4.1.1). */
  enrolment: z.enum(['p10cr', 'ir']).optional(),
  /** By what the one-time password protects messages (RFC 9481, 6.1). */
  mac: z.enum(['password-based', 'pbmac1']).optional(),
  /** Ask to leave the confirmation out (RFC 9810, 5.1.1.1). */
  implicitConfirm: z.boolean().optional(),
})

export const portalSchema = z.strictObject({
  url: httpsUrl,
  /** Is a certificate renewed only while its holder is logged in? The portal may say otherwise. */
  renewalNeedsLogin: z.boolean().optional(),
})

export const bankSchema = z.strictObject({
  name: z.string().min(1),
  /** Left out by a bank that offers CMP alone. */
  est: estSchema.optional(),
  /** For renewals that TLS cannot authenticate: with an expired certificate, or behind a proxy that inspects TLS. */
  cmp: cmpSchema.optional(),
  /** PEM text, or a PEM file, relative to the settings file. */
  trustAnchors: z.string().min(1),
  /** Whom to believe as the bank's TLS server: the trust anchors alone, or the operating system's roots. */
  serverTrust: z.enum(['anchors', 'system']).default('anchors'),
  portal: portalSchema.optional(),
  bankingUrl: httpsUrl.optional(),
  helpDesk: helpDeskSchema.optional(),
  /** Of the windows while this bank is shown. */
  colours: coloursSchema.optional(),
  /** What the bank says of calls and mails that ask to renew, in place of Koshin's own words. */
  caution: z.string().min(1).max(200).optional(),
  /** HTTP Basic user of first enrolments; asked in the window where it is missing. */
  enrolUser: z
    .string()
    .regex(/^[^:]+$/)
    .optional(),
})

/** Somebody has to issue its certificates. For whole schemas alone: zod extends and picks none that has refinements. */
export const issues = ({ est, cmp }: Partial<Pick<z.infer<typeof bankSchema>, 'est' | 'cmp'>>): boolean =>
  est !== undefined || cmp !== undefined

/** What a bank without either is told; its mistake stands at bank.est.url. */
export const neitherServer = 'est.url or cmp.url is needed'

export const policySchema = z
  .strictObject({
    noticeDays: z.int().min(1).max(364),
    graceDays: z.int().min(0).max(364),
    reminderDays: z.array(z.int().min(0).max(364)).min(1).max(20),
    keyKind: z.enum(keyAlgorithms),
    /** The setting before keyKind: RSA keys of this length. */
    keyBits: z.union([z.literal(2048), z.literal(3072), z.literal(4096)]).meta({ deprecated: true }),
    keyProvider: z.enum(keyProviders),
    confirmKeyUse: z.boolean(),
    undoDays: z.int().min(0).max(364),
    deleteRetired: z.boolean(),
    afterRenewal: z.array(z.string().min(1).max(200)).max(10),
    startAtLogin: z.boolean(),
    renewalProtocol: z.enum(['est', 'cmp']),
  })
  .partial()

/** Names the folder of a bank's journal: short, the same on every file system, and never `..`. */
const bankId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'lower-case letters, digits and hyphens are needed')

/** Further banks of the same user; their policy is the common one, with what is their own. */
export const otherBanksSchema = <T extends typeof bankSchema>(bank: T) =>
  z
    .array(bank.extend({ id: bankId, policy: policySchema.omit({ startAtLogin: true }).default({}) }))
    .max(20)
    .refine((banks) => new Set(banks.map(({ id }) => id)).size === banks.length, 'each bank needs an id of its own')

export const settingsSchema = z
  .strictObject({
    bank: bankSchema,
    policy: policySchema.default({}),
    otherBanks: otherBanksSchema(bankSchema).default([]),
  })
  // Told with all else that is wrong.
  .refine(({ bank }: { readonly bank: unknown }) => typeof bank !== 'object' || bank === null || issues(bank), {
    path: ['bank', 'est', 'url'],
    error: neitherServer,
    when: () => true,
  })
export type HelpDesk = z.infer<typeof helpDeskSchema>
export type GivenBank = z.infer<typeof bankSchema>
export type GivenPolicy = z.infer<typeof policySchema>
