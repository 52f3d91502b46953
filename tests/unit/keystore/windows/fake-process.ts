/**
 * One process on a fake machine: the foreign functions as Windows documents them, over real memory, with handles that
 * must be given back. Structures are read and written here at their documented offsets, not through our own layouts.
 */
import type { Argument, Foreign, FunctionName } from '../../../../main/keystore/windows/libraries.ts'
import { fakeAdvapi32 } from './fake-advapi32.ts'
import { fakeCrypt32 } from './fake-crypt32.ts'
import type { FakeMachine } from './fake-machine.ts'
import { fakeNcrypt } from './fake-ncrypt.ts'

/** What happens instead of the n-th call (from 0). */
export interface Fault {
  readonly at: number
  /** The function fails with this; 'crash' ends the process there. */
  readonly status: number | 'crash'
}

/** Thrown through everything: nobody catches the end of a process. */
export class Crash {}

export interface FakeProcess {
  readonly foreign: Foreign
  /** Every call made so far, but GetLastError. */
  readonly calls: FunctionName[]
  /** What has not been given back. */
  open(): string[]
}

/** What a function fails with: its SECURITY_STATUS, or FALSE and the last error. */
export class Refusal {
  constructor(readonly status: number) {}
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

/** @param special functions that behave otherwise than usual, e.g. of a TPM that is broken */
export function startProcess(machine: FakeMachine, fault?: Fault, special: (usual: Fake) => Fake = () => ({})): FakeProcess {
  const handles = new Handles()
  const calls: FunctionName[] = []
  let lastError = 0
  const contexts = fakeCrypt32(machine, handles)
  const usual: Fake = { ...fakeNcrypt(machine, handles), ...contexts.functions, ...fakeAdvapi32(machine, handles) }
  const functions: Fake = { ...usual, ...special(usual) }

  function call(name: FunctionName, values: never[]): number | bigint {
    if (name === 'GetLastError') return lastError
    const number = calls.push(name) - 1
    try {
      if (number === fault?.at) {
        if (fault.status === 'crash') throw new Crash()
        // Windows takes the contexts that these are given, whatever they answer.
        if (/^CertDeleteCertificate|^CertEnum/.test(name)) contexts.take(values[name.startsWith('CertEnum') ? 1 : 0])
        throw new Refusal(fault.status)
      }
      const behaviour = functions[name]
      if (behaviour === undefined) throw new Error(`${name} is not faked`)
      return behaviour(...values)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (name.startsWith('NCrypt')) return error.status
      lastError = error.status
      return 0
    }
  }

  const foreign = new Proxy({} as Foreign, {
    get: (_, name: FunctionName) => (...values: never[]) => call(name, values),
  })
  return { foreign, calls, open: () => [...handles.kinds(), ...contexts.open()] }
}
