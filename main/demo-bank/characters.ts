/**
 * What a bank may be like, by name. Each is a fault whose place is the whole bank (`where: 'bank'`): it lasts until its
 * times are used up or faults are cleared, and acts wherever it can. Models of banks and tests share this list.
 */
import type { Character } from './control.ts'

interface Kind {
  readonly meaning: string
  /** The first is meant where none is named. */
  readonly variants?: readonly string[]
  /** What `amount` is, and how much where none is named. */
  readonly amount?: { readonly unit: 's'; readonly usual: number }
}

export const characters = {
  'not-idempotent': { meaning: 'A repeated request is issued another certificate, by EST and by CMP.' },
  'not-backdated': { meaning: 'Certificates begin at the moment of their issue, by the clock of the bank.' },
  'starts-later': {
    meaning: 'Certificates begin some seconds after their issue.',
    amount: { unit: 's', usual: 5 },
  },
  maintenance: {
    meaning: 'Another server, which asks nobody for a certificate, answers everything with a page or the way to one.',
    variants: ['503', '503-until', '302', '200'],
  },
  'names-rebuilt': {
    meaning: 'A renewal has the same subject in other octets: in another string type, or in other letters.',
    variants: ['string-type', 'letter-case'],
  },
  'root-only-cacerts': { meaning: 'Only the root is published, without the CA that issues.' },
  'demands-certificate': {
    meaning:
      'Who comes without a client certificate is told nothing else: by a page with status 400, or by hanging up.',
    variants: ['page', 'closed'],
  },
  'delivers-later': {
    meaning:
      'CMP messages are answered later (RFC 9483, 4.4); the answer repeats the nonce of the poll, or of the message.',
    variants: ['poll-nonce', 'message-nonce'],
    amount: { unit: 's', usual: 1 },
  },
  forgets: { meaning: 'CMP transactions are forgotten: whoever polls or confirms hears that there is none.' },
  'revokes-at-issue': { meaning: 'Certificates are revoked as soon as they are issued.' },
  supersedes: { meaning: 'A renewal revokes the certificate that it renews, as soon as the new one is issued.' },
  'closes-on-revoked': { meaning: 'The connection of a revoked certificate is closed without a word.' },
} as const satisfies Readonly<Record<Character, Kind>>

export const characterNames = Object.keys(characters) as readonly Character[]

export function variantsOf(name: string): readonly string[] {
  const kind: Kind | undefined = Object.hasOwn(characters, name) ? characters[name as Character] : undefined
  return kind?.variants ?? []
}
