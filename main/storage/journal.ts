import { z } from 'zod'
import { done, failureCodes } from '../renewal/errors.ts'
import type { RenewalState } from '../renewal/machine.ts'
import type { Journal } from '../renewal/ports.ts'
import { bytes, openDocument } from './document.ts'

const failure = z.object({
  code: z.enum(failureCodes),
  retry: z.enum(['never', 'later']),
  retryAfter: z.number().exactOptional(),
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
    notAfter: z.number(),
  }),
  z.object({ kind: z.literal('enrolment'), customerId: z.string() }),
])

const whole = { id: z.string(), startedAt: z.number(), purpose }
const requested = { keyName: z.string(), request: bytes }
const issued = { keyName: z.string(), certificate: bytes, intermediates: z.array(bytes).readonly() }

const makingRequest = { step: z.literal('making-request'), keyName: z.string() }
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

const state = z.discriminatedUnion('step', [
  z.object({ ...whole, step: z.literal('making-key-ahead'), keyName: z.string() }),
  z.object({ ...whole, step: z.literal('key-ahead'), keyName: z.string() }),
  z.object({ ...whole, step: z.literal('confirming-request'), keyName: z.string() }),
  z.object({ ...whole, ...makingRequest }),
  z.object({ ...whole, ...requesting }),
  z.object({
    ...whole,
    step: z.literal('waiting'),
    ...requested,
    retryAt: z.number(),
    failure: failure.exactOptional(),
  }),
  z.object({ ...whole, step: z.literal('password-needed'), ...requested, failure: failure.exactOptional() }),
  z.object({ ...whole, step: z.literal('confirming-installation'), ...issued }),
  z.object({ ...whole, step: z.literal('postponed'), ...issued }),
  z.object({ ...whole, ...installing }),
  z.object({ ...whole, ...proving }),
  z.object({ ...whole, ...retiring }),
  z.object({ ...whole, step: z.literal('stalled'), at: progress, failure }),
  z.object({ ...whole, step: z.literal('discarding'), keyName: z.string(), ending, failure: failure.exactOptional() }),
  z.object({ ...whole, step: z.literal('complete'), ...issued }),
  z.object({ ...whole, step: z.literal('ended'), ending }),
]) satisfies z.ZodType<RenewalState, unknown>

const journalDocument = z.object({ version: z.literal(1), renewal: state.nullable() })

/** What the schema's codecs would make of it, in a tenth of their time; to check our own state anew makes it no safer. */
function toJson(content: z.output<typeof journalDocument>): string {
  return JSON.stringify(content, function (this: Record<string, unknown>, key, value: unknown) {
    // Not `value`: a Buffer has become something else in there already.
    const kept = this[key]
    if (kept instanceof Uint8Array) return Buffer.from(kept).toString('base64')
    return key === 'subjectAltName' ? (kept ?? null) : value
  })
}

/** The journal of the one renewal under way: `journal.json` in `folder`. Certificates and requests are public data; no key is here. */
export function openJournal(folder: string): Journal {
  const document = openDocument({
    name: 'journal',
    folder,
    schema: journalDocument,
    empty: { version: 1 as const, renewal: null },
    toJson,
    codes: { unreadable: 'journal.unreadable', unwritable: 'journal.write-failed' },
  })
  let readable = false
  function load(): ReturnType<Journal['load']> {
    const read = document.read()
    readable = read.ok
    return read.ok ? { ok: true, value: read.value.renewal ?? undefined } : read
  }
  return {
    load,
    save(renewal) {
      // What cannot be read may be all that knows of a key: nothing is written over it.
      const before = readable ? done : load()
      return before.ok ? document.write({ version: 1, renewal: renewal ?? null }) : before
    },
  }
}
