/**
 * D-Bus values and messages as bytes (D-Bus specification, "Marshaling" and "Message Protocol"). Little-endian when we
 * write; what we read is refused unless it is too, as every bus on a little-endian machine is.
 *
 * Values in JavaScript: numbers (also for 64 bits, as bigint), booleans, strings, arrays for arrays and structures,
 * pairs for dictionary entries, and `Variant`.
 */
export class Variant {
  constructor(
    readonly signature: string,
    readonly value: Value,
  ) {}
}

export type Value = number | bigint | boolean | string | Variant | readonly Value[]

export interface Message {
  readonly type: 'call' | 'answer' | 'error' | 'signal'
  readonly serial: number
  readonly flags?: number
  readonly path?: string
  readonly interface?: string
  readonly member?: string
  readonly errorName?: string
  readonly replySerial?: number
  readonly destination?: string
  readonly sender?: string
  readonly signature?: string
  readonly body?: readonly Value[]
}

const types = ['call', 'answer', 'error', 'signal'] as const
const fields = [
  ['path', 1, 'o'],
  ['interface', 2, 's'],
  ['member', 3, 's'],
  ['errorName', 4, 's'],
  ['replySerial', 5, 'u'],
  ['destination', 6, 's'],
  ['sender', 7, 's'],
  ['signature', 8, 'g'],
] as const

/** More than any answer we ask for; the specification allows 128 MiB. */
const maximumMessage = 1024 * 1024

export function encodeMessage(message: Message): Buffer {
  const body = new Writer()
  body.values(message.signature ?? '', message.body ?? [])
  const head = new Writer()
  const entries = fields.flatMap(([name, code, type]) => {
    const value = message[name]
    return value === undefined ? [] : [[code, new Variant(type, value)]]
  })
  const fixed = ['l'.charCodeAt(0), types.indexOf(message.type) + 1, message.flags ?? 0, 1, body.size, message.serial]
  head.values('yyyyuua(yv)', [...fixed, entries])
  head.align(8)
  return Buffer.concat([head.bytes(), body.bytes()])
}

/**
 * Takes the first message off `bytes`.
 *
 * @returns undefined while it is not yet complete
 * @throws Error when the bytes are no message
 */
export function decodeMessage(bytes: Buffer): { readonly message: Message; readonly size: number } | undefined {
  if (bytes.length < 16) return undefined
  if (bytes[0] !== 'l'.charCodeAt(0)) throw new Error('not a little-endian D-Bus message')
  const bodySize = bytes.readUInt32LE(4)
  const headSize = 16 + bytes.readUInt32LE(12)
  const bodyStart = Math.ceil(headSize / 8) * 8
  if (bodyStart + bodySize > maximumMessage) throw new Error('a D-Bus message is too large')
  if (bytes.length < bodyStart + bodySize) return undefined
  const [, type, flags, , , serial, entries] = new Reader(bytes.subarray(0, headSize)).values('yyyyuua(yv)')
  const known = (entries as [number, Variant][]).flatMap(([code, { value }]) => {
    const field = fields.find((one) => one[1] === code)
    return field === undefined ? [] : [[field[0], value]]
  })
  const head = Object.fromEntries(known) as Partial<Message>
  const kind = types[(type as number) - 1]
  if (kind === undefined) throw new Error('a D-Bus message of no known type')
  const body = (): Value[] => new Reader(bytes.subarray(bodyStart, bodyStart + bodySize)).values(head.signature ?? '')
  return {
    message: {
      ...head,
      type: kind,
      serial: serial as number,
      flags: flags as number,
      body: kind === 'signal' ? readable(body) : body(),
    },
    size: bodyStart + bodySize,
  }
}

/** Any program may send us a signal: one that cannot be read says nothing, and costs us no connection. */
function readable(body: () => Value[]): Value[] {
  try {
    return body()
  } catch {
    return []
  }
}

/** Takes the first complete type off a signature: `a{sv}u` is `a{sv}` and `u`. */
function firstType(signature: string): string {
  const [kind] = signature
  if (kind === 'a') return `a${firstType(signature.slice(1))}`
  if (kind !== '(' && kind !== '{') return signature.slice(0, 1)
  let depth = 0
  for (let index = 0; index < signature.length; index++) {
    if ('({'.includes(signature[index]!)) depth++
    if (')}'.includes(signature[index]!) && --depth === 0) return signature.slice(0, index + 1)
  }
  throw new Error(`not a D-Bus signature: ${signature}`)
}

function typesOf(signature: string): string[] {
  const found: string[] = []
  for (let rest = signature; rest !== ''; rest = rest.slice(found.at(-1)!.length)) found.push(firstType(rest))
  return found
}

function alignmentOf(type: string): number {
  return { y: 1, g: 1, v: 1, n: 2, q: 2, x: 8, t: 8, d: 8, '(': 8, '{': 8 }[type[0]!] ?? 4
}

class Writer {
  private buffer = Buffer.alloc(512)
  size = 0

  bytes(): Buffer {
    return this.buffer.subarray(0, this.size)
  }

  align(to: number): void {
    this.reserve((to - (this.size % to)) % to)
  }

  values(signature: string, values: readonly Value[]): void {
    const wanted = typesOf(signature)
    if (wanted.length !== values.length) throw new Error(`${signature} does not fit ${values.length} values`)
    wanted.forEach((type, index) => this.value(type, values[index]!))
  }

  private value(type: string, value: Value): void {
    this.align(alignmentOf(type))
    switch (type[0]) {
      case 'y':
        return this.put(1, (buffer, at) => buffer.writeUInt8(value as number, at))
      case 'b':
        return this.put(4, (buffer, at) => buffer.writeUInt32LE(value === true ? 1 : 0, at))
      case 'u':
        return this.put(4, (buffer, at) => buffer.writeUInt32LE(value as number, at))
      case 'i':
        return this.put(4, (buffer, at) => buffer.writeInt32LE(value as number, at))
      case 's':
      case 'o':
        return this.text(value as string, 4)
      case 'g':
        return this.text(value as string, 1)
      case 'v':
        this.value('g', (value as Variant).signature)
        return this.values((value as Variant).signature, [(value as Variant).value])
      case '(':
      case '{':
        return this.values(type.slice(1, -1), value as readonly Value[])
      case 'a':
        return this.array(type.slice(1), value as readonly Value[])
      default:
        throw new Error(`D-Bus type ${type} is not written here`)
    }
  }

  private array(element: string, values: readonly Value[]): void {
    const length = this.reserve(4)
    this.align(alignmentOf(element))
    const start = this.size
    for (const value of values) this.value(element, value)
    this.buffer.writeUInt32LE(this.size - start, length)
  }

  private text(text: string, lengthSize: 1 | 4): void {
    const bytes = Buffer.from(text, 'utf8')
    this.put(lengthSize, (buffer, at) => buffer.writeUIntLE(bytes.length, at, lengthSize))
    // The byte after it stays zero.
    this.put(bytes.length + 1, (buffer, at) => bytes.copy(buffer, at))
  }

  private put(count: number, write: (buffer: Buffer, at: number) => unknown): void {
    const start = this.reserve(count)
    write(this.buffer, start)
  }

  /** Makes room for zeroed bytes and returns where they begin. */
  private reserve(count: number): number {
    const start = this.size
    this.size += count
    if (this.size > this.buffer.length) {
      this.buffer = Buffer.concat([this.buffer], Math.max(this.size, this.buffer.length * 2))
    }
    return start
  }
}

class Reader {
  private at = 0
  constructor(private readonly buffer: Buffer) {}

  values(signature: string): Value[] {
    return typesOf(signature).map((type) => this.value(type))
  }

  private value(type: string): Value {
    this.at = Math.ceil(this.at / alignmentOf(type)) * alignmentOf(type)
    switch (type[0]) {
      case 'y':
        return this.buffer.readUInt8(this.step(1))
      case 'b':
        return this.buffer.readUInt32LE(this.step(4)) === 1
      case 'n':
        return this.buffer.readInt16LE(this.step(2))
      case 'q':
        return this.buffer.readUInt16LE(this.step(2))
      case 'i':
        return this.buffer.readInt32LE(this.step(4))
      case 'u':
        return this.buffer.readUInt32LE(this.step(4))
      case 'x':
        return this.buffer.readBigInt64LE(this.step(8))
      case 't':
        return this.buffer.readBigUInt64LE(this.step(8))
      case 'd':
        return this.buffer.readDoubleLE(this.step(8))
      case 's':
      case 'o':
        return this.text(this.buffer.readUInt32LE(this.step(4)))
      case 'g':
        return this.text(this.buffer.readUInt8(this.step(1)))
      case 'v': {
        const signature = this.value('g') as string
        return new Variant(signature, this.value(signature))
      }
      case '(':
      case '{':
        return this.values(type.slice(1, -1))
      case 'a':
        return this.array(type.slice(1))
      default:
        throw new Error(`D-Bus type ${type} is not known`)
    }
  }

  private array(element: string): Value[] {
    const length = this.buffer.readUInt32LE(this.step(4))
    this.at = Math.ceil(this.at / alignmentOf(element)) * alignmentOf(element)
    const end = this.at + length
    const found: Value[] = []
    while (this.at < end) {
      const start = this.at
      found.push(this.value(element))
      // An element without content, which the specification forbids, would be read for ever.
      if (this.at === start) throw new Error('a D-Bus array of nothing')
    }
    return found
  }

  private text(length: number): string {
    const start = this.step(length + 1)
    return this.buffer.toString('utf8', start, start + length)
  }

  private step(count: number): number {
    const start = this.at
    if (start + count > this.buffer.length) throw new Error('a D-Bus message ends too early')
    this.at += count
    return start
  }
}
