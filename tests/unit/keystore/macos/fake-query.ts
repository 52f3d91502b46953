/** A CFDictionary by the names of the constants in it, as SecItem's functions read one. */
import type { Argument, ConstantName, Ref } from '../../../../main/keystore/macos/foreign.ts'
import type { Heap, Thing } from './fake-heap.ts'

type Results = { readonly [Name in ConstantName]?: () => Ref }

export class Query {
  readonly #entries = new Map<string, Ref>()

  constructor(
    private readonly heap: Heap,
    ref: Argument | undefined,
  ) {
    const thing = heap.get(ref)
    if (thing.kind !== 'dictionary') throw new Error(`a ${thing.kind} where a dictionary was expected`)
    for (const [key, value] of thing.entries) {
      const name = heap.get(key)
      if (name.kind === 'constant') this.#entries.set(name.name, value)
    }
  }

  ref(key: ConstantName): Ref | undefined {
    return this.#entries.get(key)
  }

  has(key: ConstantName): boolean {
    return this.#entries.has(key)
  }

  constant(key: ConstantName): string | undefined {
    return this.#thing(key, 'constant')?.name
  }

  text(key: ConstantName): string | undefined {
    return this.#thing(key, 'string')?.text
  }

  bytes(key: ConstantName): Buffer | undefined {
    return this.#thing(key, 'data')?.bytes
  }

  number(key: ConstantName): number | undefined {
    return this.#thing(key, 'number')?.value
  }

  is(key: ConstantName): boolean {
    return this.constant(key) === 'kCFBooleanTrue'
  }

  /** The results that this query asks for: of one kind the object itself, of more a dictionary. The caller owns it. */
  answer(of: Results, attributes: readonly (readonly [ConstantName, Ref])[]): Ref {
    const kinds = [
      ['kSecReturnRef', 'kSecValueRef'],
      ['kSecReturnData', 'kSecValueData'],
      ['kSecReturnPersistentRef', 'kSecValuePersistentRef'],
    ] as const
    const asked = kinds.filter(([name]) => this.is(name)).map(([, name]) => [name, of[name]!()] as const)
    if (asked.length === 1 && !this.is('kSecReturnAttributes')) {
      for (const [, ref] of attributes) this.#give(ref)
      return asked[0]![1]
    }
    const entries = [...asked, ...(this.is('kSecReturnAttributes') ? attributes : [])]
    const answer = this.heap.make({
      kind: 'dictionary',
      entries: entries.map(([name, ref]) => [this.heap.constant(name), ref] as const),
    })
    for (const [, ref] of [...asked, ...attributes]) this.#give(ref)
    return answer
  }

  #give(ref: Ref): void {
    if (this.heap.get(ref).kind !== 'constant') this.heap.release(ref)
  }

  #thing<Kind extends Thing['kind']>(key: ConstantName, kind: Kind): (Thing & { kind: Kind }) | undefined {
    const ref = this.#entries.get(key)
    const thing = ref === undefined ? undefined : this.heap.get(ref)
    return thing?.kind === kind ? (thing as Thing & { kind: Kind }) : undefined
  }
}
