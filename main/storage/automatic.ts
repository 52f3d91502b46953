import { z } from 'zod'
import { failureCodes } from '../renewal/errors.ts'
import { type Document, openDocument } from './document.ts'

const attempt = z.object({
  /** How often it has failed. */
  tries: z.int().min(1),
  /** Not before (ms since the epoch). */
  next: z.number(),
  /** Of the last failure. */
  code: z.enum(failureCodes),
})
export type Attempt = z.infer<typeof attempt>

/** What came of the renewals that the app began by itself and that have not succeeded yet, by thumbprint: `automatic.json`. */
export type Attempts = Document<Readonly<Record<string, Attempt>>>

export function openAttempts(folder: string): Attempts {
  return openDocument({ name: 'automatic', folder, schema: z.record(z.string(), attempt).readonly(), empty: {} })
}
