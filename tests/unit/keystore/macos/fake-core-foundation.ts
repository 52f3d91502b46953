/** The functions of CoreFoundation.framework over a heap of our own, argument for argument as C has them. */
import type { Argument, Ref } from '../../../../main/keystore/macos/foreign.ts'
import type { Heap, Thing } from './fake-heap.ts'

export type Answer = number | bigint | null
export type Functions = Readonly<Record<string, (...values: Argument[]) => Answer>>

const utf8 = 0x08000100

function as<Kind extends Thing['kind']>(heap: Heap, ref: Argument | undefined, kind: Kind): Thing & { kind: Kind } {
  const thing = heap.get(ref)
  if (thing.kind !== kind) throw new Error(`a ${thing.kind} where a ${kind} was expected`)
  return thing as Thing & { kind: Kind }
}

function expectThat(holds: boolean, what: string): void {
  if (!holds) throw new Error(`fake Core Foundation: ${what}`)
}

function memory(value: Argument | undefined, size: number): Buffer {
  if (!Buffer.isBuffer(value) || value.length < size) throw new Error(`memory of ${size} bytes was expected`)
  return value
}

const refsAt = (value: Argument | undefined, count: number): Ref[] =>
  Array.from({ length: count }, (_, at) => memory(value, count * 8).readBigUInt64LE(at * 8))

export function fakeCoreFoundation(heap: Heap): Functions {
  const isStructure = (value: Argument | undefined, name: string): void =>
    expectThat(as(heap, value, 'constant').name === name, name)
  const same = (a: Thing, b: Thing): boolean => {
    if (a === b) return true
    if (a.kind === 'data' && b.kind === 'data') return a.bytes.equals(b.bytes)
    return a.kind === 'string' && b.kind === 'string' && a.text === b.text
  }

  return {
    CFRelease(ref) {
      heap.release(ref)
      return null
    },
    CFEqual: (a, b) => (same(heap.get(a), heap.get(b)) ? 1 : 0),
    CFDataCreate(allocator, bytes, length) {
      expectThat(allocator === null, 'the default allocator')
      return heap.make({ kind: 'data', bytes: Buffer.from(memory(bytes, Number(length)).subarray(0, Number(length))) })
    },
    CFDataGetLength: (data) => as(heap, data, 'data').bytes.length,
    CFDataGetBytes(data, range, target) {
      const { location, length } = range as { location: number; length: number }
      as(heap, data, 'data').bytes.copy(memory(target, length), 0, location, location + length)
      return null
    },
    CFStringCreateWithBytes(_, bytes, length, encoding, external) {
      expectThat(encoding === utf8 && external === 0, 'UTF-8 without a byte order mark')
      return heap.make({ kind: 'string', text: memory(bytes, Number(length)).toString('utf8', 0, Number(length)) })
    },
    CFStringGetLength: (string) => as(heap, string, 'string').text.length,
    CFStringGetMaximumSizeForEncoding: (length) => Number(length) * 3,
    CFStringGetCString(string, target, size, encoding) {
      const bytes = Buffer.from(`${as(heap, string, 'string').text}\0`, 'utf8')
      if (encoding !== utf8 || bytes.length > Number(size)) return 0
      bytes.copy(memory(target, Number(size)))
      return 1
    },
    CFNumberCreate(_, type, value) {
      expectThat(type === 3, 'kCFNumberSInt32Type')
      return heap.make({ kind: 'number', value: memory(value, 4).readInt32LE() })
    },
    CFArrayCreate(_, values, count, callBacks) {
      isStructure(callBacks, 'kCFTypeArrayCallBacks')
      return heap.make({ kind: 'array', items: refsAt(values, Number(count)) })
    },
    CFArrayGetCount: (array) => as(heap, array, 'array').items.length,
    CFArrayGetValueAtIndex: (array, at) => as(heap, array, 'array').items[Number(at)] ?? null,
    CFDictionaryCreate(_, keys, values, count, keyCallBacks, valueCallBacks) {
      isStructure(keyCallBacks, 'kCFTypeDictionaryKeyCallBacks')
      isStructure(valueCallBacks, 'kCFTypeDictionaryValueCallBacks')
      const held = refsAt(values, Number(count))
      const entries = refsAt(keys, Number(count)).map((key, at) => [key, held[at]!] as const)
      return heap.make({ kind: 'dictionary', entries })
    },
    CFDictionaryGetValue(dictionary, key) {
      const wanted = heap.get(key)
      return as(heap, dictionary, 'dictionary').entries.find(([name]) => same(heap.get(name), wanted))?.[1] ?? null
    },
    CFErrorGetCode: (error) => as(heap, error, 'error').code,
    CFErrorGetDomain: (error) => as(heap, error, 'error').domain,
  }
}
