/** Core Foundation's objects in memory, counted as CFRetain and CFRelease count them. */
import type { Argument, ConstantName, Ref, StructureName } from '../../../../main/keystore/macos/foreign.ts'

/** What an object is: its kind and, for those of Core Foundation, its content. */
export type Thing =
  | { readonly kind: 'data'; readonly bytes: Buffer }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'array'; readonly items: readonly Ref[] }
  | { readonly kind: 'dictionary'; readonly entries: readonly (readonly [Ref, Ref])[] }
  | { readonly kind: 'constant'; readonly name: string }
  | { readonly kind: 'error'; readonly code: number; readonly domain: Ref }
  /** An object of Security.framework. */
  | { readonly kind: 'security'; readonly type: string; readonly value: unknown }

interface Counted {
  readonly thing: Thing
  count: number
}

const owned = (thing: Thing): readonly Ref[] => {
  if (thing.kind === 'array') return thing.items
  if (thing.kind === 'dictionary') return thing.entries.flat()
  return thing.kind === 'error' ? [thing.domain] : []
}

export class Heap {
  readonly #objects = new Map<Ref, Counted>()
  readonly #constants = new Map<string, Ref>()
  // Like real addresses: aligned, and longer than 32 bits.
  #next = 0x6000_0000_1000n

  /** A new object with one owner: the caller. Collections retain what they hold. */
  make(thing: Thing): Ref {
    for (const ref of owned(thing)) this.retain(ref)
    this.#next += 0x10n
    this.#objects.set(this.#next, { thing, count: 1 })
    return this.#next
  }

  get(ref: Argument | undefined): Thing {
    const found = typeof ref === 'bigint' ? this.#objects.get(ref) : undefined
    if (found === undefined) throw new Error('a use of what is no object, or is one no more')
    return found.thing
  }

  retain(ref: Ref): Ref {
    this.get(ref)
    const found = this.#objects.get(ref)
    if (found !== undefined) found.count++
    return ref
  }

  release(ref: Argument | undefined): void {
    const thing = this.get(ref)
    if (thing.kind === 'constant') throw new Error(`a release of the constant ${thing.name}`)
    this.#release(ref as Ref)
  }

  #release(ref: Ref): void {
    const found = this.#objects.get(ref)
    if (found === undefined || found.thing.kind === 'constant') return
    found.count--
    if (found.count > 0) return
    this.#objects.delete(ref)
    for (const part of owned(found.thing)) this.#release(part)
  }

  constant(name: ConstantName | StructureName): Ref {
    const known = this.#constants.get(name)
    if (known !== undefined) return known
    const made = this.make({ kind: 'constant', name })
    this.#constants.set(name, made)
    return made
  }

  /** What is still held, beside the constants. */
  living(): Thing[] {
    return [...this.#objects.values()].map(({ thing }) => thing).filter(({ kind }) => kind !== 'constant')
  }

  /** What the death of the process does. */
  clear(): void {
    this.#objects.clear()
    this.#constants.clear()
  }
}
