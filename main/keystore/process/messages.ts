/** What the app and the key store's process say to each other, over structured clones. */
import { z } from 'zod'
import type { Unlocked } from '../local-key-store.ts'
import { failureCodes } from '../../renewal/errors.ts'
import { operationNames } from '../../renewal/key-store-operations.ts'

/** From the app: which store it is, once and first, in the words of its adapter; then its password, if any, and calls. */
export const requestSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('open'), location: z.string() }),
  z.strictObject({
    kind: z.literal('unlock'),
    id: z.number().int(),
    password: z.string(),
    token: z.string().exactOptional(),
  }),
  // What an operation takes is looked at on its own, so that a call that is wrong gets an answer.
  z.strictObject({ kind: z.literal('call'), id: z.number().int(), operation: z.unknown(), input: z.unknown() }),
])

export const operationSchema = z.enum(operationNames)

const failureSchema = z.strictObject({
  code: z.enum(failureCodes),
  retry: z.enum(['never', 'later']),
  cause: z.string().exactOptional(),
})

/** What an unlocking comes to. */
export const unlockedSchema = z.enum([
  'unlocked',
  'wrong-password',
  'wrong-before-last-try',
]) satisfies z.ZodType<Unlocked>

export const answerSchema = z.strictObject({
  id: z.number().int(),
  result: z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), value: z.unknown() }),
    z.object({ ok: z.literal(false), failure: failureSchema }),
  ]),
})

export type Request = z.infer<typeof requestSchema>
export type Answer = z.infer<typeof answerSchema>
