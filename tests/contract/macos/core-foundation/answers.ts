/**
 * Runs in a process of its own, where libFoundation.so can be loaded, and tells what the key store's part for
 * CoreFoundation makes there. It binds what it binds on macOS; of Security.framework, which there is not, stand-ins
 * answer as much as is asked for here.
 */
import { readFileSync } from 'node:fs'
import koffi from 'koffi'
import { kCFStringEncodingUTF8 } from '../../../../main/keystore/macos/constants.ts'
import { Pool } from '../../../../main/keystore/macos/core-foundation.ts'
import { bind, bindFrameworks, coreFoundation, flags, index } from '../../../../main/keystore/macos/foreign.ts'
import type { Argument, ConstantName, Foreign, Ref } from '../../../../main/keystore/macos/foreign.ts'
import { Security } from '../../../../main/keystore/macos/security.ts'
import type { Answers, Counted, Questions } from './questions.ts'

const library = koffi.load('libFoundation.so')
const bound = bindFrameworks([library, coreFoundation])

type Call = (...values: Argument[]) => number | bigint | null
const own = Object.fromEntries([
  ...bind(library, {
    CFRetain: ['void *', ['void *']],
    CFNumberGetValue: ['uint8_t', ['void *', index, 'void *']],
    CFErrorCreate: ['void *', ['void *', 'void *', index, 'void *']],
  }),
  // Its objects are Swift's; it has no CFGetRetainCount of its own.
  ...bind(koffi.load('libswiftCore.so'), { swift_retainCount: [flags, ['void *']] }),
]) as Readonly<Record<'CFRetain' | 'CFNumberGetValue' | 'CFErrorCreate' | 'swift_retainCount', Call>>

const count = (ref: Ref): number => Number(own.swift_retainCount(ref))
const release = (ref: Ref): void => void bound.call('CFRelease', ref)

/** Security.framework's keys are CFStrings; made once, and never released. */
const keys = new Map<string, Ref>()
function key(name: string): Ref {
  const bytes = Buffer.from(name)
  const made =
    keys.get(name) ?? bound.call('CFStringCreateWithBytes', null, bytes, bytes.length, kCFStringEncodingUTF8, 0)
  keys.set(name, made as Ref)
  return made as Ref
}

const errors: readonly (readonly [domain: string, code: number])[] = [
  ['kCFErrorDomainOSStatus', -25308],
  ['com.apple.LocalAuthentication', -2],
]
let failing: Ref | null = null

const foreign: Foreign = {
  call(name, ...values) {
    if (name === 'SecCopyErrorMessageString') return own.CFRetain(key('操作は許可されていません'))
    if (name !== 'SecKeyCreateRandomKey') return bound.call(name, ...values)
    ;(values[1] as Buffer).writeBigUInt64LE(failing ?? 0n)
    return null
  },
  constant: (name) => (name.startsWith('kSec') ? key(name) : bound.constant(name)),
  structure: bound.structure,
}
const use = <T>(work: (pool: Pool) => T): T => Pool.use(foreign, work)

/** Held by us as well, what a pool made is still there behind it. */
function counted(make: (pool: Pool) => Ref): Counted {
  const [ref, inside] = use((pool) => {
    const made = make(pool)
    own.CFRetain(made)
    return [made, count(made)] as const
  })
  const behind = count(ref)
  release(ref)
  return { inside, behind }
}

function numberOf(ref: Ref): number {
  const memory = Buffer.alloc(8)
  // kCFNumberSInt64Type: wider than it was made.
  own.CFNumberGetValue(ref, 4, memory)
  return Number(memory.readBigInt64LE())
}

function dictionary(): Answers['dictionary'] {
  return use((pool) => {
    const made = pool.dictionary({
      kSecAttrLabel: '更新銀行🔑',
      kSecValueData: Buffer.from([0, 1, 255]),
      kSecReturnRef: true,
      kSecReturnData: false,
      kSecAttrKeySizeInBits: 2048,
      kSecMatchLimit: pool.foreign.constant('kSecMatchLimitAll'),
      kSecPrivateKeyAttrs: { kSecAttrLabel: '内側' },
    })
    const at = (name: ConstantName) => pool.valueOf(made, name)!
    return {
      text: pool.textOf(at('kSecAttrLabel')),
      octets: [...pool.bytesOf(at('kSecValueData'))],
      isTrue: pool.isConstant(at('kSecReturnRef'), 'kCFBooleanTrue'),
      isFalse: pool.isConstant(at('kSecReturnData'), 'kCFBooleanFalse'),
      number: numberOf(at('kSecAttrKeySizeInBits')),
      isReference: pool.isConstant(at('kSecMatchLimit'), 'kSecMatchLimitAll'),
      inner: pool.textOf(pool.valueOf(at('kSecPrivateKeyAttrs'), 'kSecAttrLabel')!),
      isMissing: pool.valueOf(made, 'kSecAttrTokenID') === undefined,
      isEmpty: pool.valueOf(pool.dictionary({}), 'kSecAttrLabel') === undefined,
    }
  })
}

function equal(): Answers['equal'] {
  return use((pool) => ({
    same: pool.isConstant(pool.string('kSecAttrTokenIDSecureEnclave'), 'kSecAttrTokenIDSecureEnclave'),
    other: pool.isConstant(pool.string('com.example.token'), 'kSecAttrTokenIDSecureEnclave'),
    otherKind: pool.isConstant(pool.number(1), 'kCFBooleanTrue'),
    none: pool.isConstant(undefined, 'kCFBooleanTrue'),
  }))
}

/** What a function says that leaves a CFError behind, and how often the error is still held. */
function told([domain, code]: (typeof errors)[number]): Answers['errors'][number] {
  const inDomain = domain === 'kCFErrorDomainOSStatus' ? bound.constant(domain) : key(domain)
  failing = own.CFErrorCreate(null, inDomain, code, null) as Ref
  own.CFRetain(failing)
  try {
    use((pool) => new Security(pool).createKey({}))
    throw new Error('a key was made')
  } catch (error) {
    return { message: (error as Error).message, behind: count(failing) }
  } finally {
    release(failing)
  }
}

function thrown(): Answers['thrown'] {
  const refs: Ref[] = []
  let inside = 0
  try {
    use((pool) => {
      refs.push(pool.data(Buffer.from('abc')))
      own.CFRetain(refs[0]!)
      inside = count(refs[0]!)
      throw new Error('not now')
    })
  } catch (error) {
    return { inside, behind: count(refs[0]!), message: (error as Error).message }
  } finally {
    release(refs[0]!)
  }
  throw new Error('nothing was thrown')
}

function held(): Answers['held'] {
  const refs: Ref[] = []
  const counts = use((pool) => {
    const one = pool.data(Buffer.from('held'))
    refs.push(own.CFRetain(one) as Ref)
    const alone = count(one)
    const array = pool.array([one])
    const inDictionary = pool.dictionary({ kSecValueRef: one })
    const byBoth = count(one)
    const borrowed = [...pool.elementsOf(array), pool.valueOf(inDictionary, 'kSecValueRef')]
    if (borrowed.some((ref) => ref !== one)) throw new Error('another object came back')
    return [alone, byBoth, count(one)]
  })
  const behind = count(refs[0]!)
  release(refs[0]!)
  return [...counts, behind]
}

function answer({ texts, data, numbers }: Questions): Answers {
  return {
    texts: texts.map((text) => use((pool) => pool.textOf(pool.string(text)))),
    lengths: texts.map((text) => use((pool) => Number(foreign.call('CFStringGetLength', pool.string(text))))),
    data: data.map((octets) => use((pool) => [...pool.bytesOf(pool.data(Uint8Array.from(octets)))])),
    numbers: numbers.map((value) => use((pool) => numberOf(pool.number(value)))),
    array: use((pool) => {
      const refs = texts.map((text) => pool.string(text))
      return pool.elementsOf(pool.array(refs)).map((ref) => refs.indexOf(ref))
    }),
    emptyArray: use((pool) => pool.elementsOf(pool.array([])).length),
    dictionary: dictionary(),
    equal: equal(),
    errors: errors.map(told),
    counts: {
      data: counted((pool) => pool.data(Buffer.from('abc'))),
      text: counted((pool) => pool.string('更新銀行、東京都千代田区の本店')),
      number: counted((pool) => pool.number(1_234_567)),
      array: counted((pool) => pool.array([pool.string('一つ')])),
      dictionary: counted((pool) => pool.dictionary({ kSecAttrLabel: '一つ' })),
    },
    thrown: thrown(),
    held: held(),
    taken: use((pool) => {
      const memory = Buffer.alloc(8)
      const isNull = pool.ownAt(memory) === undefined
      const left = (into: Pool) => {
        memory.writeBigUInt64LE(own.CFErrorCreate(null, key('jp.koshin'), 1, null) as Ref)
        return into.ownAt(memory)!
      }
      return { isNull, ...counted(left) }
    }),
  }
}

console.log(JSON.stringify(answer(JSON.parse(readFileSync(0, 'utf8')) as Questions)))
