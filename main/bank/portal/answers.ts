/**
 * What the portal answers, as it is read: these schemas are the answers in the portal's contract
 * (build/bank/portal.openapi.json). A name that is not here is passed over.
 */
import { z } from 'zod'
import { printable } from '../../renewal/plain-text.ts'

/** As windows show it: one line, in no other direction than it was typed. */
const shown = (schema: z.ZodString) => schema.transform(printable)

/** Where nothing that can be seen is left, nothing was said. */
const said = (schema: z.ZodString) => shown(schema).refine((text) => text !== '')

/**
 * No markup, no address and nothing that mail programs or windows make a link of: whoever reads it is led nowhere. Nor the
 * same in full-width letters, which browsers read alike; but a number or a letter in front of a full-width dot counts steps.
 */
const plainWords =
  /^(?![\s\S]*(?:[<>]|[:：][/／]{2}|\S\.[A-Za-zＡ-Ｚａ-ｚ]{2,}|[A-Za-zＡ-Ｚａ-ｚ]\S．[A-Za-zＡ-Ｚａ-ｚ]{2,}))/

/** What the bank says to its customer, in both languages of the windows. */
const words = said(z.string().min(1).max(200).regex(plainWords))
export const bankMessage = z.object({ ja: words, en: words })

/** Lengths are longer than any: what is compared and shown must not be as long as an answer may be. */
export const customer = z.object({ customerId: z.string().max(256), name: shown(z.string().max(1000)) })
export type Customer = z.infer<typeof customer>

export const recognition = customer.extend({
  thumbprint: z.string().regex(/^[0-9a-f]{64}$/),
  status: z.enum(['valid', 'due', 'grace', 'lapsed', 'revoked']),
})
export type Recognition = z.infer<typeof recognition>

export const registeredEmail = z.object({ email: shown(z.string().max(320)) })

/** As plainAddress, in the one spelling that a JSON Schema can tell. */
const oneHost = /^https:\/\/[^\s\\/?#@]+(?:[/?#][^\s\\]*)?$/

export const bankPolicy = z.object({
  noticeDays: z.int().min(1).max(364),
  graceDays: z.int().min(0).max(364),
  reminderDays: z.array(z.int().min(0).max(364)).min(1).max(20).exactOptional(),
  renewalNeedsLogin: z.boolean().exactOptional(),
  /** Where its customer goes on after a completion. */
  returnUrl: z.string().max(500).regex(oneHost).exactOptional(),
  message: bankMessage.exactOptional(),
  /** What the bank still has to do after a renewal, in its own words. */
  afterRenewal: z
    .array(said(z.string().min(1).max(200)))
    .max(10)
    .default([]),
})
export type ToldPolicy = z.infer<typeof bankPolicy>

/** Of the code in a letter: `sent` by this bank to whom was asked for, sent too long ago, or of no letter to them. */
export const noticeAnswer = z.discriminatedUnion('result', [
  z.object({ result: z.enum(['sent', 'expired']), sentAt: z.iso.datetime({ offset: true }).max(40) }),
  z.object({ result: z.literal('unknown') }),
])
export type NoticeAnswer = z.infer<typeof noticeAnswer>

/**
 * A refusal's body: the portal's own short error code, beside `maintenance` until when it lasts, and what the bank says to
 * its customer. Each counts by itself.
 */
export const refusal = z.object({
  code: z.string().regex(/^[a-z-]{1,40}$/),
  until: z.iso.datetime({ offset: true }).max(40).optional(),
  message: bankMessage.optional(),
})
export type Refusal = z.infer<typeof refusal>
