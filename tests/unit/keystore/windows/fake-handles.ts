import type { Argument, FunctionName } from '../../../../main/keystore/windows/libraries.ts'

/** What a function fails with: its SECURITY_STATUS, or FALSE and the last error. */
export class Refusal extends Error {
  constructor(readonly status: number) {
    super(`0x${status.toString(16)}`)
  }
}

/** Handles of all kinds: numbers that mean something to this process alone. */
export class Handles {
  readonly #open = new Map<bigint, { readonly kind: string; readonly object: object }>()
  #last = 0x1000n

  add(kind: string, object: object): bigint {
    this.#last += 0x10n
    this.#open.set(this.#last, { kind, object })
    return this.#last
  }

  get<T>(kind: string, handle: Argument | undefined): T {
    const found = this.#open.get(BigInt(handle as bigint))
    if (found?.kind !== kind) throw new Error(`${kind} handle ${String(handle)} is not open`)
    return found.object as T
  }

  close(kind: string, handle: Argument | undefined): void {
    this.get(kind, handle)
    this.#open.delete(BigInt(handle as bigint))
  }

  kinds(): string[] {
    return [...this.#open.values()].map(({ kind }) => kind)
  }
}

export type Fake = Partial<Record<FunctionName, (...values: never[]) => number | bigint>>
