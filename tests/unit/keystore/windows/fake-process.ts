/**
 * One process on a fake machine: the foreign functions as Windows documents them, over real memory, with handles that
 * must be given back. Structures are read and written here at their documented offsets, not through our own layouts.
 */
import type { Foreign, FunctionName } from '../../../../main/keystore/windows/libraries.ts'
import { fakeAdvapi32 } from './fake-advapi32.ts'
import { fakeCrypt32 } from './fake-crypt32.ts'
import { type Fake, Handles, Refusal } from './fake-handles.ts'
import type { FakeMachine } from './fake-machine.ts'
import { fakeNcrypt } from './fake-ncrypt.ts'

/** What happens instead of the n-th call (from 0). */
export interface Fault {
  readonly at: number
  /** The function fails with this; 'crash' ends the process there. */
  readonly status: number | 'crash'
}

/** Thrown at this call and at every later one: a process that has ended cleans nothing up. */
export class Crash extends Error {}

export interface FakeProcess {
  readonly foreign: Foreign
  /** Every call made so far, but GetLastError. */
  readonly calls: FunctionName[]
  /** Every function that there is to call. */
  readonly names: readonly string[]
  /** What has not been given back. */
  open(): string[]
}

/** Functions that give something back to Windows. */
export const givesBack =
  /^(NCryptFree(Object|Buffer)|CertFreeCertificateContext|CertCloseStore|Crypt(Release|Destroy)\w+)$/

/** @param special functions that behave otherwise than usual, e.g. of a TPM that is broken */
export function startProcess(
  machine: FakeMachine,
  fault?: Fault,
  special: (usual: Fake) => Fake = () => ({}),
): FakeProcess {
  const handles = new Handles()
  const calls: FunctionName[] = []
  let lastError = 0
  let ended = false
  const contexts = fakeCrypt32(machine, handles)
  const usual: Fake = { ...fakeNcrypt(machine, handles), ...contexts.functions, ...fakeAdvapi32(machine, handles) }
  const functions: Fake = { ...usual, ...special(usual) }

  function call(name: FunctionName, values: never[]): number | bigint {
    if (ended) throw new Crash()
    if (name === 'GetLastError') return lastError
    const number = calls.push(name) - 1
    try {
      if (number === fault?.at) {
        if (fault.status === 'crash') {
          ended = true
          throw new Crash()
        }
        // Windows takes the contexts that these are given, whatever they answer.
        if (/^CertDeleteCertificate|^CertEnum/.test(name)) contexts.take(values[name.startsWith('CertEnum') ? 1 : 0])
        // What is given back is gone, whatever is answered.
        if (givesBack.test(name)) functions[name]?.(...values)
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
    get:
      (_, name: FunctionName) =>
      (...values: never[]) =>
        call(name, values),
  })
  return { foreign, calls, names: Object.keys(functions), open: () => [...handles.kinds(), ...contexts.open()] }
}
