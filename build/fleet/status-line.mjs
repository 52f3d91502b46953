/**
 * A closing line of `status` as the report reads it: of build/docs/company/unattended.schema.json only what it needs, so that the
 * lines of older and newer apps, which have fewer or further fields, are read as well. Each value is of few characters that
 * no table or page takes for anything but text.
 */
import { z } from 'zod'

const word = z.string().regex(/^[a-z][a-z0-9.-]{0,63}$/)
const time = z.iso.datetime()

export const statusLine = z.object({
  schema: z.literal(1),
  time,
  event: z.literal('result'),
  /** Its id; the first bank has none. */
  bank: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,31}$/)
    .optional(),
  outcome: word,
  exitCode: z.int(),
  failure: z.object({ code: word }).optional(),
  certificate: z.object({ notAfter: time, status: word, protection: word.optional() }).optional(),
  version: z
    .string()
    .regex(/^\d[\w.-]{0,39}$/)
    .optional(),
  keyProvider: word.optional(),
  automaticFailures: z.array(z.object({ code: word })).optional(),
  watchedDue: z.int().optional(),
  lockedUntil: time.optional(),
})

/** @typedef {z.infer<typeof statusLine>} StatusLine */

/** @param {Pick<StatusLine, 'failure' | 'automaticFailures'>} status what failed in it, or before it in the tray */
export const failureCode = ({ failure, automaticFailures }) => failure?.code ?? automaticFailures?.[0]?.code
