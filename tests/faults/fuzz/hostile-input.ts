/**
 * Hostile input: what was valid once and was changed a little, what never was, and what is made to break readers. A
 * reader must come to its documented end with each: soon, with little memory, and without changing what is not its own.
 *
 * KOSHIN_FUZZ_RUNS: inputs for each reader. KOSHIN_FUZZ_SEED: where they begin.
 */
import fc from 'fast-check'
import { whole } from '../extent.ts'
import { heap } from '../heap.ts'

const runs = Number(process.env['KOSHIN_FUZZ_RUNS'] ?? (whole ? 5000 : 300))
const seed = Number(process.env['KOSHIN_FUZZ_SEED'] ?? 20_261_123)

/** Of processor time, in ms: what others do on the machine does not count. */
const longest = 500
/** Of the heap, after all inputs, in octets. */
const mostKept = 64 * 1024 * 1024

const untouched = [Object.prototype, Array.prototype, Function.prototype].map(
  (prototype) => [prototype, Reflect.ownKeys(prototype).length] as const,
)

/**
 * @param read the reader; what it returns does not matter
 * @param throws may it end with an Error of its own? TypeError and RangeError are never its own.
 * @param part of the runs, where one of them takes long by itself
 */
export async function survives<T>(
  hostile: fc.Arbitrary<T>,
  read: (input: T) => unknown,
  { throws = false, part = 1 } = {},
): Promise<void> {
  const before = heap()
  const property = fc.asyncProperty(hostile, async (input) => {
    const begun = process.cpuUsage()
    try {
      await read(input)
    } catch (error) {
      if (!throws || isMistake(error)) throw error
    }
    const { user, system } = process.cpuUsage(begun)
    if (user + system > longest * 1000) throw new Error(`took ${Math.round((user + system) / 1000)} ms`)
    const polluted = untouched.some(([prototype, count]) => Reflect.ownKeys(prototype).length !== count)
    if (polluted || 'polluted' in {}) throw new Error('a prototype was changed')
  })
  const numRuns = Math.ceil(runs * part)
  await fc.assert(property, { numRuns, seed, interruptAfterTimeLimit: 10 * 60_000, markInterruptAsFailure: true })
  const kept = heap() - before
  if (kept > mostKept) throw new Error(`${Math.round(kept / 1024 / 1024)} MB were kept`)
}

function isMistake(error: unknown): boolean {
  return (
    !(error instanceof Error) ||
    error instanceof TypeError ||
    error instanceof RangeError ||
    error instanceof ReferenceError
  )
}

const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })
type Edit = (bytes: Buffer) => Buffer

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(place, fc.integer({ min: 1, max: 255 })).map(
    ([at, bits]): Edit =>
      (bytes) => {
        const changed = Buffer.from(bytes)
        const index = Math.floor(at * bytes.length)
        if (index < bytes.length) changed[index] = changed[index]! ^ bits
        return changed
      },
  ),
  // Where ASN.1 has lengths and tags, these values mean the most.
  fc.tuple(place, fc.constantFrom(0x00, 0x30, 0x7f, 0x80, 0x82, 0x84, 0xff)).map(
    ([at, value]): Edit =>
      (bytes) => {
        const changed = Buffer.from(bytes)
        const index = Math.floor(at * bytes.length)
        if (index < bytes.length) changed[index] = value
        return changed
      },
  ),
  place.map(
    (at): Edit =>
      (bytes) =>
        bytes.subarray(0, Math.floor(at * bytes.length)),
  ),
  fc.tuple(place, fc.uint8Array({ maxLength: 40 })).map(
    ([at, more]): Edit =>
      (bytes) => {
        const index = Math.floor(at * bytes.length)
        return Buffer.concat([bytes.subarray(0, index), more, bytes.subarray(index)])
      },
  ),
  fc.tuple(place, place).map(
    ([from, to]): Edit =>
      (bytes) => {
        const [start, end] = [from, to].map((one) => Math.floor(one * bytes.length)).sort((a, b) => a - b) as [
          number,
          number,
        ]
        return Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)])
      },
  ),
  fc.tuple(place, place).map(
    ([from, to]): Edit =>
      (bytes) => {
        const [start, end] = [from, to].map((one) => Math.floor(one * bytes.length)).sort((a, b) => a - b) as [
          number,
          number,
        ]
        return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)])
      },
  ),
)

const edited = (valid: Buffer, edits: readonly Edit[]): Buffer => edits.reduce((bytes, one) => one(bytes), valid)

/** Bytes that once were one of these, bytes that never were anything, and bytes that break readers. */
export function bytesLike(...valid: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const near = fc.tuple(fc.constantFrom(...valid), fc.array(edit, { minLength: 1, maxLength: 5 }))
  return fc.oneof(
    { weight: 8, arbitrary: near.map(([one, edits]) => new Uint8Array(edited(Buffer.from(one), edits))) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
    { weight: 1, arbitrary: fc.constantFrom(...bombs) },
  )
}

const repeated = (part: readonly number[], times: number): Uint8Array =>
  new Uint8Array(Buffer.concat(Array<Buffer>(times).fill(Buffer.from(part))))

/** ASN.1 that is deep, endless, or says that it is long. */
const bombs: readonly Uint8Array[] = [
  new Uint8Array(),
  repeated([0x30, 0x80], 50_000),
  repeated([0x24, 0x80], 50_000),
  repeated([0xa0, 0x84, 0x7f, 0xff, 0xff, 0xff], 2000),
  repeated([0x05, 0x00], 50_000),
  new Uint8Array([0x30, 0x84, 0xff, 0xff, 0xff, 0xff]),
  new Uint8Array([0x30, 0x88, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
  new Uint8Array([0x06, 0x84, 0x00, 0x00, 0x10, 0x00, ...repeated([0xff], 4096)]),
  new Uint8Array([0x1f, ...repeated([0xff], 4096)]),
  nested(30_000),
]

/** A SEQUENCE in a SEQUENCE in ..., with honest lengths. */
function nested(depth: number): Uint8Array {
  const heads: Buffer[] = []
  let length = 0
  for (let level = 0; level < depth; level++) {
    const size =
      length < 0x80
        ? [length]
        : length < 0x10000
          ? [0x82, length >> 8, length & 0xff]
          : [0x83, length >> 16, (length >> 8) & 0xff, length & 0xff]
    heads.unshift(Buffer.from([0x30, ...size]))
    length += 1 + size.length
  }
  return new Uint8Array(Buffer.concat(heads))
}

/** Text that once was one of these, and any text. */
export function textLike(...valid: readonly string[]): fc.Arbitrary<string> {
  const near = fc.tuple(fc.constantFrom(...valid), fc.array(edit, { minLength: 1, maxLength: 5 }))
  return fc.oneof(
    { weight: 8, arbitrary: near.map(([one, edits]) => edited(Buffer.from(one), edits).toString('utf8')) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '',
        '\u0000',
        '-'.repeat(100_000),
        'A'.repeat(100_000),
        '\ud800',
        '\n'.repeat(100_000),
      ),
    },
  )
}

const hostileNames = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'length', '']
const pollution = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'

/** JSON that once was one of these, JSON with names that mean something to JavaScript, and text that is no JSON. */
export function jsonLike(...valid: readonly unknown[]): fc.Arbitrary<string> {
  const texts = valid.map((one) => JSON.stringify(one))
  const replaced = fc
    .tuple(fc.constantFrom(...texts), fc.nat(), fc.constantFrom(...hostileNames))
    .map(([text, at, name]) => {
      const names = [...text.matchAll(/"([^"]*)":/g)]
      const found = names[at % Math.max(names.length, 1)]
      return found === undefined ? text : text.replace(found[0], `${JSON.stringify(name)}:`)
    })
  const revalued = fc
    .tuple(
      fc.constantFrom(...texts),
      fc.nat(),
      fc.oneof(fc.json({ maxDepth: 3 }), fc.constantFrom(pollution, '1e400', '-0', 'null', '[]', '{}')),
    )
    .map(([text, at, value]) => {
      const values = [...text.matchAll(/:("[^"]*"|-?\d+|true|false|null)/g)]
      const found = values[at % Math.max(values.length, 1)]
      return found === undefined ? text : text.replace(found[0], `:${value}`)
    })
  return fc.oneof(
    { weight: 4, arbitrary: replaced },
    { weight: 4, arbitrary: revalued },
    { weight: 2, arbitrary: textLike(...texts) },
    { weight: 1, arbitrary: fc.json() },
    {
      weight: 1,
      arbitrary: fc.constantFrom(pollution, '['.repeat(100_000), '{"a":'.repeat(50_000), `"${'\\u0000'.repeat(1000)}"`),
    },
  )
}

/** Any value that can come out of JSON or a structured clone. */
export const anyValue: fc.Arbitrary<unknown> = fc.oneof(
  jsonLike({ thumbprint: 'a'.repeat(64), customerId: 'K1', password: 'p' }).map((text) => parsed(text)),
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withNullPrototype: true,
  }),
)

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
