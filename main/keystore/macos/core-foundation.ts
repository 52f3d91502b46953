import { kCFNumberSInt32Type, kCFStringEncodingUTF8 } from './constants.ts'
import type { Argument, ConstantName, Foreign, FunctionName, Ref } from './foreign.ts'

/**
 * What a dictionary may hold: an object that is there already, or a value of ours that is made into one. Keys are the
 * names of the constants that stand for them in C.
 */
export type Value = Ref | string | number | boolean | Uint8Array | Entries
export type Entries = { readonly [Name in ConstantName]?: Value }

/** sizeof(void *) and of CFIndex on every Mac that Electron runs on */
export const word = 8

/**
 * The Core Foundation objects of one call of the key store. Everything that a function whose name has Create or Copy
 * in it gives away is put in here and released at the end, whatever happened between; what a Get function shows is
 * borrowed from its owner in here ("The Create Rule" and "The Get Rule" of Apple's Memory Management Programming Guide
 * for Core Foundation).
 */
export class Pool {
  readonly #owned: Ref[] = []

  constructor(readonly foreign: Foreign) {}

  /** Does `work` and releases, also when it throws. */
  static use<T>(foreign: Foreign, work: (pool: Pool) => T): T {
    const pool = new Pool(foreign)
    try {
      return work(pool)
    } finally {
      // Backwards: what was made of others goes before them.
      for (const ref of pool.#owned.reverse()) foreign.call('CFRelease', ref)
    }
  }

  /** Takes an object over; undefined for NULL. */
  own(ref: number | bigint | null): Ref | undefined {
    if (typeof ref !== 'bigint') return undefined
    this.#owned.push(ref)
    return ref
  }

  /** Takes over what a function left at an address of its last parameter; undefined for NULL. */
  ownAt(memory: Buffer): Ref | undefined {
    const ref = memory.readBigUInt64LE()
    return ref === 0n ? undefined : this.own(ref)
  }

  data(bytes: Uint8Array): Ref {
    return this.#made('CFDataCreate', null, Buffer.from(bytes), bytes.length)
  }

  string(text: string): Ref {
    const bytes = Buffer.from(text, 'utf8')
    return this.#made('CFStringCreateWithBytes', null, bytes, bytes.length, kCFStringEncodingUTF8, 0)
  }

  number(value: number): Ref {
    const memory = Buffer.alloc(4)
    memory.writeInt32LE(value)
    return this.#made('CFNumberCreate', null, kCFNumberSInt32Type, memory)
  }

  array(refs: readonly Ref[]): Ref {
    const callBacks = this.foreign.structure('kCFTypeArrayCallBacks')
    return this.#made('CFArrayCreate', null, addresses(refs), refs.length, callBacks)
  }

  /** An immutable dictionary, which retains what it holds. */
  dictionary(entries: Entries): Ref {
    const pairs = Object.entries(entries) as [ConstantName, Value][]
    const keys = pairs.map(([name]) => this.foreign.constant(name))
    const values = pairs.map(([, value]) => this.#object(value))
    const keyCallBacks = this.foreign.structure('kCFTypeDictionaryKeyCallBacks')
    const valueCallBacks = this.foreign.structure('kCFTypeDictionaryValueCallBacks')
    const [keyMemory, valueMemory] = [addresses(keys), addresses(values)]
    return this.#made('CFDictionaryCreate', null, keyMemory, valueMemory, pairs.length, keyCallBacks, valueCallBacks)
  }

  /** The bytes of a CFData. */
  bytesOf(data: Ref): Uint8Array {
    const length = Number(this.foreign.call('CFDataGetLength', data))
    const memory = Buffer.alloc(length)
    if (length > 0) this.foreign.call('CFDataGetBytes', data, { location: 0, length }, memory)
    return new Uint8Array(memory)
  }

  /** The text of a CFString. */
  textOf(string: Ref): string {
    const length = Number(this.foreign.call('CFStringGetLength', string))
    // and its terminating NUL
    const space = Number(this.foreign.call('CFStringGetMaximumSizeForEncoding', length, kCFStringEncodingUTF8)) + 1
    const memory = Buffer.alloc(space)
    if (this.foreign.call('CFStringGetCString', string, memory, space, kCFStringEncodingUTF8) === 0) return ''
    return memory.subarray(0, memory.indexOf(0)).toString('utf8')
  }

  /** The elements of a CFArray, borrowed from it. */
  elementsOf(array: Ref): Ref[] {
    const count = Number(this.foreign.call('CFArrayGetCount', array))
    return Array.from({ length: count }, (_, at) => this.foreign.call('CFArrayGetValueAtIndex', array, at) as Ref)
  }

  /** The value of a CFDictionary under a constant, borrowed from it. */
  valueOf(dictionary: Ref, key: ConstantName): Ref | undefined {
    const value = this.foreign.call('CFDictionaryGetValue', dictionary, this.foreign.constant(key))
    return typeof value === 'bigint' ? value : undefined
  }

  isConstant(ref: Ref | undefined, name: ConstantName): boolean {
    return ref !== undefined && this.foreign.call('CFEqual', ref, this.foreign.constant(name)) !== 0
  }

  #object(value: Value): Ref {
    if (typeof value === 'bigint') return value
    if (typeof value === 'string') return this.string(value)
    if (typeof value === 'number') return this.number(value)
    if (typeof value === 'boolean') return this.foreign.constant(value ? 'kCFBooleanTrue' : 'kCFBooleanFalse')
    return value instanceof Uint8Array ? this.data(value) : this.dictionary(value)
  }

  #made(name: FunctionName, ...values: Argument[]): Ref {
    const made = this.own(this.foreign.call(name, ...values))
    if (made === undefined) throw new Error(`${name}: no memory`)
    return made
  }
}

/** A C array of pointers. The objects are held by their pool, not by this. */
function addresses(refs: readonly Ref[]): Buffer {
  const memory = Buffer.alloc(Math.max(1, refs.length) * word)
  refs.forEach((ref, at) => memory.writeBigUInt64LE(ref, at * word))
  return memory
}
