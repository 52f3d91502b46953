/**
 * What the last run told of certificates, so that the next one need not begin with nothing while it looks: public facts
 * alone, shown as what they are and never acted upon.
 */
import { z } from 'zod'
import { keyProtections } from '../../renewal/key.ts'
import { visible } from '../../renewal/plain-text.ts'
import { type Document, instant, openDocument } from '../document.ts'

/** As it is written: what others have put in its place must not push all else out of a window, nor turn its direction. */
const shown = z
  .string()
  .max(1000)
  .refine((text) => visible(text) === text)

const knownCertificate = z.object({
  thumbprint: z.string().regex(/^[0-9a-f]{64}$/),
  holder: shown,
  issuer: shown,
  serial: shown,
  notBefore: instant,
  notAfter: instant,
  protection: z.enum(keyProtections),
})
export type KnownCertificate = z.infer<typeof knownCertificate>

/** Of one bank, those that log in first: `last-known.json`. */
export type LastKnown = Document<readonly KnownCertificate[]>

// Written whatever is there: a damaged file is evidence of nothing, and the store itself is looked at in a moment.
export const openLastKnown = (folder: string): LastKnown =>
  openDocument({
    name: 'last-known',
    folder,
    schema: z.array(knownCertificate).max(100).readonly(),
    empty: [],
    toJson: (kept) => JSON.stringify(kept),
  })

const lastTold = z.object({
  /** Of the certificate that the tray spoke of. */
  notAfter: instant,
  /** When it becomes due. */
  noticeFrom: instant,
  /** Whose it is, where its user has several banks. */
  bank: shown.optional(),
})
export type LastTold = z.infer<typeof lastTold>

/** What the tray's icon tells, for the next start: `last-told.json`. Written when it is another. */
export function openLastTold(folder: string) {
  const document = openDocument<LastTold | null>({
    name: 'last-told',
    folder,
    schema: lastTold.nullable(),
    empty: null,
    toJson: (told) => JSON.stringify(told),
  })
  const read = document.read()
  let kept = read.ok ? read.value : null
  return {
    /** null where it told nothing that lasts. */
    last: () => kept,
    keep(told: LastTold | null): void {
      if (JSON.stringify(told) === JSON.stringify(kept)) return
      kept = told
      document.write(told)
    },
  }
}
