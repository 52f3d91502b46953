/** Both frameworks in memory, with faults at will. */
import type { Foreign } from '../../../../main/keystore/macos/foreign.ts'
import { fakeCoreFoundation } from './fake-core-foundation.ts'
import { Heap } from './fake-heap.ts'
import { Keychains } from './fake-keychains.ts'
import { fakeSecurity, status } from './fake-security.ts'

/** The process died, before or after the call took effect. */
export class Death extends Error {}

/** What happens at the n-th call of those that can fail, counted from 1. */
export interface Fault {
  readonly at: number
  readonly kind: 'fails' | 'dies before' | 'dies after'
}

/** Functions that cannot fail, and what frees memory. */
const infallible = /^CF(Release|Equal|.*Get.*)$|^SecCopyErrorMessageString$/
/** Functions that answer with an OSStatus; the others answer NULL when they fail. */
const withStatus = /^SecItem|^SecIdentity|^SecAccessCreate$|^SecTrusted|^SecKeychain/

export class FakeMacos implements Foreign {
  readonly keychains = new Keychains()
  readonly heap = new Heap()
  fault: Fault | undefined
  /** How many calls that can fail there were since this was set to 0. */
  calls = 0
  questionsAllowed = true
  #dead = false
  readonly #functions = {
    ...fakeCoreFoundation(this.heap),
    ...fakeSecurity(this.heap, this.keychains, (allowed) => (this.questionsAllowed = allowed)),
  }

  call: Foreign['call'] = (name, ...values) => {
    const called = this.#functions[name]
    if (called === undefined) throw new Error(`${name} is not in the fake`)
    if (this.#dead) return null
    if (infallible.test(name)) return called(...values)
    this.calls++
    if (this.fault?.at !== this.calls) return called(...values)
    if (this.fault.kind === 'fails') return withStatus.test(name) ? status.authFailed : null
    if (this.fault.kind === 'dies after') called(...values)
    this.#dead = true
    this.heap.clear()
    throw new Death(name)
  }

  /** Another process, before the same keychains. */
  restart(): void {
    this.#dead = false
    this.fault = undefined
    this.calls = 0
  }

  constant: Foreign['constant'] = (name) => this.heap.constant(name)
  structure: Foreign['structure'] = (name) => this.heap.constant(name)
}
