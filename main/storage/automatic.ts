import { z } from 'zod'
import { mostTries } from '../renewal/automatic/schedule.ts'
import { failureCodes } from '../renewal/errors.ts'
import { type Document, instant, openDocument } from './document.ts'

const attempt = z.object({
  /** How often it has failed. */
  tries: z.int().min(1).max(mostTries),
  /** Not before. */
  next: instant.min(0),
  /** Of the last failure. */
  code: z.enum(failureCodes),
})
export type Attempt = z.infer<typeof attempt>

/** What came of the renewals that the app began by itself and that have not succeeded yet, by thumbprint: `automatic.json`. */
export type Attempts = Document<Readonly<Record<string, Attempt>>>

export function openAttempts(folder: string): Attempts {
  const schema = z.record(z.string(), attempt).readonly()
  // Written whatever is there: of pauses, a damaged file is no evidence, and it would keep all that follow from being kept.
  return openDocument({ name: 'automatic', folder, schema, empty: {}, toJson: (kept) => JSON.stringify(kept) })
}
