/**
 * What an unattended run and the app beside it say to each other: one JSON object a line. Neither side believes the other
 * more than the user whom both belong to. No secret crosses: what needs one is not handed over.
 */
import { z } from 'zod'
import { failureCodes } from '../renewal/errors.ts'

/** What can be handed over. Commands that only look need nobody's leave; a one-time password is handed to nobody. */
export const handedOver = ['renew', 'retire'] as const

const digest = z.string().regex(/^[0-9a-f]{64}$/)

export const requestSchema = z.strictObject({
  /** Of the app that asks. Both are one version: neither has to understand what another one means. */
  version: z.string().max(64),
  command: z.enum(handedOver),
  /** The organisation answers both confirmations. */
  yes: z.boolean(),
  /** The certificate that is meant. */
  thumbprint: digest.exactOptional(),
  /** The id of the bank that is meant; absent: the first. */
  bank: z.string().max(200).exactOptional(),
  /** SHA-256 of the settings that the run has of this bank. */
  settings: digest,
})
export type Request = z.infer<typeof requestSchema>

/** What every version's request has. */
export const anyRequest = z.object({ version: requestSchema.shape.version })

export const answerSchema = z.discriminatedUnion('type', [
  /** It is being worked at: said at once, and again while nothing else is. */
  z.strictObject({ type: z.literal('working') }),
  /** Nothing was done. */
  z.strictObject({
    type: z.literal('refused'),
    failure: z.strictObject({
      code: z.enum(failureCodes),
      retry: z.enum(['never', 'later']),
      cause: z.string().max(1000).exactOptional(),
    }),
  }),
  /** A line of the run, as it would have printed it. */
  z.strictObject({ type: z.literal('line'), line: z.record(z.string(), z.unknown()) }),
])
export type Answer = z.infer<typeof answerSchema>

/** Bytes. */
export const largest = {
  request: 4096,
  /** One line of an answer: a machine with hundreds of certificates tells them all. */
  answer: 512 * 1024,
  /** All of them. */
  answers: 4 * 1024 * 1024,
} as const

/** ms */
export interface Times {
  /** Until the app has to be reachable: it may just be starting. */
  readonly reach: number
  /** Until a request has to have come in whole, and until what was said last has to be taken. */
  readonly request: number
  /** Between two signs of life. */
  readonly beat: number
  /** Without a sign of life. */
  readonly silence: number
  /** For all of it. */
  readonly whole: number
}

export const usualTimes: Times = {
  reach: 5000,
  request: 5000,
  beat: 5000,
  silence: 30_000,
  whole: 30 * 60_000,
}
