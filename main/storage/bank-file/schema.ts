/**
 * What may stand in a bank file (`.koshin-bank`). Anybody can write one and send it to anybody, so it holds what is needed
 * to find a bank and to know it again, and nothing else: nothing that is run, no file of this computer, nobody's customer
 * ID, no key of updates, and none of what IT alone manages.
 */
import { z } from 'zod'
import { visible } from '../../renewal/plain-text.ts'
import { longestRule } from '../../renewal/watched/limits.ts'
import {
  bankSchema,
  cmpSchema,
  estSchema,
  httpsUrl,
  isPem,
  issues,
  isThumbprintList,
  neitherServer,
  policySchema,
  portalSchema,
} from '../settings/settings-schema.ts'

/** Bytes. A bank needs a few hundred, each trust anchor about two thousand. */
export const longestBankFile = 64 * 1024

/** Names of banks, and words that are shown: something to be seen, and all of it as it is written. */
const shown = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[^\p{C}\p{Zl}\p{Zp}]+$/u)
    .refine((text) => text.trim() !== '' && text === visible(text))

/** Its length first: to read a longer one, whose host is in another script, takes that squared. */
export const address = z
  .string()
  .max(500)
  .pipe(httpsUrl.regex(/^[^#]*$/))

/** PEM text itself, never the name of a file. */
const pem = z
  .string()
  .min(1)
  .max(48 * 1024)

const helpDeskWords = { hours: shown(120), address: shown(200) }
const helpDesk = z
  .strictObject({ phone: shown(60), ...helpDeskWords, page: address, en: z.strictObject(helpDeskWords).partial() })
  .partial()

/** How customers of a bank without EST and CMP renew: on its own page, by its own rule. */
const renewal = z.strictObject({
  page: address,
  /** Days before expiry, days after it, and the hour in Japan at which the last of these ends. */
  from: z.int().min(1).max(longestRule).optional(),
  until: z.int().min(0).max(longestRule).optional(),
  hour: z.int().min(1).max(24).optional(),
})

/** What a bank says of itself. */
export const ownBank = bankSchema.omit({ enrolUser: true }).extend({
  name: shown(80),
  est: estSchema.extend({ url: address }).optional(),
  cmp: cmpSchema
    .extend({ url: address, signer: pem.refine((given) => isPem(given) || isThumbprintList(given)).optional() })
    .optional(),
  trustAnchors: pem,
  portal: portalSchema.extend({ url: address }).optional(),
  renewal: renewal.optional(),
  bankingUrl: address.optional(),
  helpDesk: helpDesk.optional(),
  caution: shown(200).optional(),
})

/** What a bank may say about its own renewals. Where keys are held, and what is deleted, is its customer's to say. */
const policy = policySchema
  .pick({ noticeDays: true, graceDays: true, reminderDays: true, renewalProtocol: true })
  .extend({ afterRenewal: z.array(shown(200)).max(10).optional() })

/** The number stands for the form of the file and for how its confirmation code is made. */
export const bankFileSchema = z
  .strictObject({ version: z.literal(1), bank: ownBank, policy: policy.default({}) })
  .refine(({ bank: { cmp }, policy: { renewalProtocol } }) => renewalProtocol !== 'cmp' || cmp !== undefined, {
    path: ['policy', 'renewalProtocol'],
    error: 'cmp needs bank.cmp.url',
  })
  .refine(({ bank }) => issues(bank) || bank.renewal !== undefined, {
    path: ['bank', 'est', 'url'],
    error: `${neitherServer}, or renewal.page`,
  })
  // What is renewed here has no page of the bank's, and what is renewed there has no servers and no policy here.
  .refine(({ bank }) => bank.renewal === undefined || !(issues(bank) || bank.portal !== undefined), {
    path: ['bank', 'renewal'],
    error: 'renewal belongs to a bank without est, cmp and portal',
  })
  .refine(({ bank, policy }) => bank.renewal === undefined || Object.keys(policy).length === 0, {
    path: ['policy'],
    error: 'renewal has the rule',
  })

export type BankFileContent = z.infer<typeof bankFileSchema>
