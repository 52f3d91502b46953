import koffi from 'koffi'

/** CKA_ value: a number is a CK_ULONG, a boolean a CK_BBOOL, a text UTF-8. */
type AttributeValue = Uint8Array | string | number | boolean
export type Attributes = readonly (readonly [type: number, value: AttributeValue])[]

/** sizeof(CK_ULONG) and of a pointer on every 64-bit Linux. */
export const word = 8
export const entrySize = 3 * word
/** CK_UNAVAILABLE_INFORMATION: what stands for the length of an attribute that cannot be read. */
const unavailable = 0xffffffffffffffffn

/**
 * An array of CK_ATTRIBUTE ({ type, pointer, length }) in memory of our own. It must outlive the call it is passed to:
 * the pointers inside it are numbers to the garbage collector.
 */
export class Template {
  readonly memory: Buffer
  readonly #values: (Buffer | undefined)[] = []

  private constructor(readonly count: number) {
    this.memory = Buffer.alloc(Math.max(1, count) * entrySize)
  }

  static of(attributes: Attributes): Template {
    const template = new Template(attributes.length)
    attributes.forEach(([type, value], index) => template.#put(index, type, encode(value)))
    return template
  }

  /**
   * To ask with: first for the lengths, then, after `allocate`, for the values.
   *
   * @param room bytes for each value, where they are asked for at once
   */
  static asking(types: readonly number[], room = 0): Template {
    const template = new Template(types.length)
    types.forEach((type, index) => template.#put(index, type, room === 0 ? undefined : Buffer.alloc(room)))
    return template
  }

  allocate(): void {
    for (let index = 0; index < this.count; index++) {
      const length = this.#length(index)
      const value = length === undefined ? undefined : Buffer.alloc(length)
      this.#put(index, Number(this.memory.readBigUInt64LE(index * entrySize)), value)
    }
  }

  /** The value of the n-th attribute; undefined when the object has none or does not give it away. */
  value(index: number): Uint8Array | undefined {
    const value = this.#values[index]
    const length = this.#length(index)
    return value === undefined || length === undefined ? undefined : new Uint8Array(value.subarray(0, length))
  }

  #length(index: number): number | undefined {
    const length = this.memory.readBigUInt64LE(index * entrySize + 2 * word)
    return length === unavailable ? undefined : Number(length)
  }

  #put(index: number, type: number, value: Buffer | undefined): void {
    const at = index * entrySize
    const address = value === undefined || value.length === 0 ? 0n : koffi.address(value)
    this.#values[index] = value
    this.memory.writeBigUInt64LE(BigInt(type), at)
    this.memory.writeBigUInt64LE(address, at + word)
    this.memory.writeBigUInt64LE(BigInt(value?.length ?? 0), at + 2 * word)
  }
}

function encode(value: AttributeValue): Buffer {
  if (typeof value === 'string') return Buffer.from(value, 'utf8')
  if (typeof value === 'boolean') return Buffer.from([value ? 1 : 0])
  if (typeof value !== 'number') return Buffer.from(value)
  const bytes = Buffer.alloc(word)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}
