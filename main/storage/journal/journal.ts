import { z } from 'zod'
import { done, failureCodes, type Result, success } from '../../renewal/errors.ts'
import type { RenewalState } from '../../renewal/machine/machine.ts'
import type { Journal } from '../../renewal/ports.ts'
import { bytes, instant, openDocument } from '../document.ts'
import { fingerprint, openShelf } from './journal-shelf.ts'

const failure = z.object({
  code: z.enum(failureCodes),
  retry: z.enum(['never', 'later']),
  authentic: z.literal(true).exactOptional(),
  retryAfter: z.number().exactOptional(),
  until: instant.exactOptional(),
  cause: z.string().exactOptional(),
})

const purpose = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('renewal'),
    current: z.string(),
    holder: z.string(),
    subject: z.string(),
    // JSON has no undefined: a certificate without the extension is kept as null.
    subjectAltName: z.codec(z.string().nullable(), z.string().or(z.undefined()), {
      decode: (value) => value ?? undefined,
      encode: (value) => value ?? null,
    }),
    notAfter: instant,
  }),
  z.object({ kind: z.literal('enrolment'), customerId: z.string() }),
])

const whole = { id: z.string(), startedAt: instant, purpose }
const sendings = z.int().min(0).exactOptional()
const requested = { keyName: z.string(), request: bytes, sendings }
const issued = {
  keyName: z.string(),
  certificate: bytes,
  intermediates: z.array(bytes).readonly(),
  confirmation: bytes.exactOptional(),
  unconfirmed: failure.exactOptional(),
  proven: z.enum(['tls', 'recognised']).exactOptional(),
}

const makingRequest = { step: z.literal('making-request'), keyName: z.string(), sendings }
const requesting = { step: z.literal('requesting'), ...requested }
const installing = { step: z.literal('installing'), ...issued }
const proving = { step: z.literal('proving'), ...issued }
const retiring = { step: z.literal('retiring'), ...issued }

const progress = z.discriminatedUnion('step', [
  z.object(makingRequest),
  z.object(requesting),
  z.object(installing),
  z.object(proving),
  z.object(retiring),
])

const ending = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('declined') }),
  z.object({ kind: z.literal('abandoned') }),
  z.object({ kind: z.literal('failed'), failure }),
])

const waiting = { step: z.literal('waiting'), retryAt: instant, failure: failure.exactOptional() }

const steps = z.discriminatedUnion('step', [
  z.object({ ...whole, step: z.literal('making-key-ahead'), keyName: z.string() }),
  z.object({ ...whole, step: z.literal('key-ahead'), keyName: z.string() }),
  z.object({ ...whole, step: z.literal('confirming-request'), keyName: z.string() }),
  z.object({ ...whole, ...makingRequest }),
  z.object({ ...whole, ...requesting }),
  z.object({ ...whole, ...waiting, ...requested }),
  z.object({ ...whole, step: z.literal('password-needed'), ...requested, failure: failure.exactOptional() }),
  z.object({ ...whole, step: z.literal('confirming-installation'), ...issued }),
  z.object({ ...whole, step: z.literal('postponed'), ...issued }),
  z.object({ ...whole, ...installing }),
  z.object({ ...whole, ...proving }),
  z.object({ ...whole, ...retiring }),
  z.object({ ...whole, step: z.literal('stalled'), at: progress, failure }),
  z.object({
    ...whole,
    step: z.literal('discarding'),
    keyName: z.string(),
    ending,
    keeps: z.literal(true).exactOptional(),
    failure: failure.exactOptional(),
  }),
  z.object({ ...whole, step: z.literal('complete'), ...issued }),
  z.object({ ...whole, step: z.literal('ended'), ending, keyName: z.string().exactOptional() }),
])

/** Two that wait look alike but for what they hold, by which a discriminated union cannot tell them apart. */
const state = z.union([steps, z.object({ ...whole, ...waiting, ...issued })]) satisfies z.ZodType<RenewalState, unknown>

const journalDocument = z.object({
  version: z.literal(1),
  /** Fingerprints of the trust anchors of the bank that it is about; journals before version 0.3 do not tell. */
  bank: z.array(z.string()).readonly().exactOptional(),
  renewal: state.nullable(),
  kept: z.array(state).readonly().exactOptional(),
})
type Content = z.output<typeof journalDocument>

/** What the schema's codecs would make of it, in a tenth of their time; to check our own state anew makes it no safer. */
function toJson(content: Content): string {
  return JSON.stringify(content, function (this: Record<string, unknown>, key, value: unknown) {
    // Not `value`: a Buffer has become something else in there already.
    const kept = this[key]
    if (kept instanceof Uint8Array) return Buffer.from(kept).toString('base64')
    // A bank's words are for whom it says them to now.
    if (key === 'message') return undefined
    return key === 'subjectAltName' ? (kept ?? null) : value
  })
}

/**
 * The journal of the one renewal under way: `journal.json` in `folder`. Certificates and requests are public data; no
 * key is here.
 *
 * @param trustAnchors the bank's (DER), and the roots that succeeded them: by them a journal is this
 *   bank's, wherever its address may move. One of another bank is put away untouched, and taken up again when that bank
 *   is back. Without them the journal is read as it is.
 */
export function openJournal(folder: string, trustAnchors?: () => readonly Uint8Array[]): Journal {
  const shelf = openShelf(folder)
  const document = openDocument<Content>({
    name: 'journal',
    folder,
    schema: journalDocument,
    empty: { version: 1, renewal: null },
    toJson,
    codes: { unreadable: 'journal.unreadable', unwritable: 'journal.write-failed' },
  })
  const bank = () => trustAnchors?.().map(fingerprint)
  const isOurs = (owner: readonly string[] | undefined): boolean => {
    const ours = bank()
    return ours === undefined || owner === undefined || owner.some((one) => ours.includes(one))
  }
  let readable = false
  let kept: readonly RenewalState[] = []

  function write(renewal: RenewalState | undefined, also: readonly RenewalState[]): Result<void> {
    const owner = bank()
    const written = document.write({
      version: 1,
      ...(owner === undefined ? {} : { bank: owner }),
      renewal: renewal ?? null,
      ...(also.length === 0 ? {} : { kept: also }),
    })
    if (written.ok) kept = also
    return written
  }

  function read(): Result<Content> {
    const found = document.read()
    if (!found.ok || trustAnchors === undefined) return found
    const { bank: owner, renewal } = found.value
    if (!isOurs(owner)) {
      const moved = shelf.putAway(`of-${owner![0]!.slice(0, 16)}`)
      if (!moved.ok) return moved
      shelf.takeBack(isOurs)
      return document.read()
    }
    // An empty one stands in the way of nothing that waits for this bank.
    if (renewal === null && (found.value.kept ?? []).length === 0 && shelf.takeBack(isOurs)) return document.read()
    return found
  }

  function load(): ReturnType<Journal['load']> {
    const found = read()
    readable = found.ok
    if (!found.ok) return found
    const { renewal, bank: owner } = found.value
    kept = found.value.kept ?? []
    // Accepted once, and from then on this bank's; where it cannot be written, the next entry does it.
    if (owner === undefined && renewal !== null && trustAnchors !== undefined) write(renewal, kept)
    return success(renewal ?? undefined)
  }

  return {
    load,
    save(renewal, also) {
      // What cannot be read may be all that knows of a key: nothing is written over it.
      const before = readable ? done : load()
      return before.ok ? write(renewal, also ?? kept) : before
    },
    kept() {
      if (!readable) load()
      return kept
    },
    setAside() {
      const moved = shelf.putAway('damaged')
      if (moved.ok) kept = []
      return moved
    },
  }
}
