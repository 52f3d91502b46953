/**
 * DER that was valid once and was changed inside, value by value, with lengths that are honest again: it comes further into a
 * reader than octets that were changed anywhere. Values inside OCTET STRINGs and BIT STRINGs are changed as well.
 */
import fc from 'fast-check'

interface Value {
  tag: number
  /** Of a primitive one that holds no others. */
  content: Buffer
  parts: Value[]
  /** What stands before its parts: the count of unused bits in a BIT STRING. */
  lead: Buffer
  /** Written without a length (X.690 8.1.3.6). */
  endless: boolean
}

const none = Buffer.alloc(0)

function valuesIn(der: Buffer): Value[] | undefined {
  const found: Value[] = []
  for (let at = 0; at < der.length; ) {
    const [tag = 0, first = 0x80] = der.subarray(at)
    const more = first > 0x80 ? first - 0x80 : 0
    const begin = at + 2 + more
    if (first === 0x80 || more > 3 || (tag & 0x1f) === 0x1f || begin > der.length) return undefined
    const end = begin + (more === 0 ? first : der.readUIntBE(at + 2, more))
    if (end > der.length) return undefined
    const value = valueOf(tag, der.subarray(begin, end))
    if (value === undefined) return undefined
    found.push(value)
    at = end
  }
  return found
}

function valueOf(tag: number, content: Buffer): Value | undefined {
  const isBits = tag === 0x03 && content[0] === 0
  const lead = isBits ? content.subarray(0, 1) : none
  const mayHold = (tag & 0x20) !== 0 || tag === 0x04 || isBits
  const parts = mayHold ? valuesIn(content.subarray(lead.length)) : undefined
  if (parts === undefined && (tag & 0x20) !== 0) return undefined
  const holds = parts !== undefined && (parts.length > 0 || (tag & 0x20) !== 0)
  return { tag, content: holds ? none : content, parts: holds ? parts : [], lead: holds ? lead : none, endless: false }
}

function written({ tag, content, parts, lead, endless }: Value): Buffer {
  const body = Buffer.concat([lead, content, ...parts.map(written)])
  if (endless) return Buffer.concat([Buffer.from([tag | 0x20, 0x80]), body, Buffer.alloc(2)])
  const length = Buffer.from([0x83, body.length >> 16, (body.length >> 8) & 0xff, body.length & 0xff])
  const short = body.length < 0x80 ? Buffer.from([body.length]) : undefined
  const middle = body.length < 0x100 ? Buffer.from([0x81, body.length]) : undefined
  const long = body.length < 0x10000 ? Buffer.from([0x82, ...length.subarray(2)]) : length
  return Buffer.concat([Buffer.from([tag]), short ?? middle ?? long, body])
}

const copyOf = (value: Value): Value => ({ ...value, parts: value.parts.map(copyOf) })

/** Each with the list that it stands in. */
const placesIn = (list: Value[]): { readonly list: Value[]; readonly at: number }[] =>
  list.flatMap((value, at) => [{ list, at }, ...placesIn(value.parts)])

const tags = [0x01, 0x02, 0x03, 0x04, 0x06, 0x0c, 0x13, 0x16, 0x17, 0x18, 0x1e, 0x30, 0x31, 0x80, 0x82, 0xa0, 0xa3]
const contents = [
  '',
  '00',
  'ff',
  '7fffffffffffffff',
  `7f${'ff'.repeat(20_000)}`,
  Buffer.from('99991231235959Z').toString('hex'),
  Buffer.from('*.*.example\u0000\u202e').toString('hex'),
  'cc80'.repeat(5000),
]

type Change = (list: Value[], at: number, other: Value) => unknown

/** @param number between 0 and 1 */
const changes = (number: number): Change[] => [
  (list, at) => list.splice(at, 1),
  (list, at) => list.splice(at, 0, ...Array.from({ length: 1 + Math.floor(number * 100) }, () => copyOf(list[at]!))),
  (list, at, other) => void (list[at] = other),
  (list, at, other) => list.splice(at, 0, other),
  (list, at) => void (list[at]!.tag = tags[Math.floor(number * tags.length)]!),
  (list, at) => void (list[at]!.endless = true),
  (list, at) => void list[at]!.parts.reverse(),
  (list, at) => {
    const content = Buffer.from(contents[Math.floor(number * contents.length)]!, 'hex')
    list[at] = { ...list[at]!, content, parts: [], lead: none }
  },
  (list, at) => {
    const wrapped = (inner: Value): Value => ({ tag: 0x30, content: none, parts: [inner], lead: none, endless: false })
    for (let depth = number * 40; depth > 0; depth--) list[at] = wrapped(list[at]!)
  },
  (list, at) => {
    const content = Buffer.from(list[at]!.content)
    if (content.length > 0) content[Math.floor(number * content.length)]! ^= 1 << Math.floor(number * 8)
    list[at]!.content = content
  },
]

const share = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })
const edit = fc.record({ kind: share, place: share, other: share, number: share })

/** Changes what is DER; into it come parts of these. */
export function derChanges(
  ...parts: readonly [Uint8Array, ...Uint8Array[]]
): fc.Arbitrary<(der: Uint8Array) => Uint8Array> {
  const others = parts.flatMap((der) => placesIn(valuesIn(Buffer.from(der))!))
  return fc.array(edit, { minLength: 1, maxLength: 3 }).map((edits) => (der) => {
    const values = valuesIn(Buffer.from(der))!
    for (const { kind, place, other, number } of edits) {
      const places = placesIn(values)
      const chosen = places[Math.floor(place * places.length)]
      const { list, at } = others[Math.floor(other * others.length)]!
      const possible = changes(number)
      if (chosen !== undefined) possible[Math.floor(kind * possible.length)]!(chosen.list, chosen.at, copyOf(list[at]!))
    }
    return new Uint8Array(Buffer.concat(values.map(written)))
  })
}

/** DER that once was the first, with parts of any of these in it. */
export const derLike = (...valid: readonly [Uint8Array, ...Uint8Array[]]): fc.Arbitrary<Uint8Array> =>
  derChanges(...valid).map((change) => change(valid[0]))
