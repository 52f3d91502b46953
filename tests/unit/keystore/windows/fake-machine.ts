/** What stays when a process ends: keys and certificates of a machine that exists for one test. */
import { createPublicKey, type KeyObject } from 'node:crypto'

export const software = 'Microsoft Software Key Storage Provider'
export const tpm = 'Microsoft Platform Crypto Provider'

export interface FakeKey {
  readonly name: string
  readonly privateKey: KeyObject
  readonly exportPolicy: number
  /** Asks whenever it is used, and so refuses when it may not. */
  readonly asks: boolean
}

export interface FakeKeyInfo {
  readonly container: string
  readonly provider: string
  readonly type: number
  readonly flags: number
  readonly keySpec: number
}

export interface FakeCertificate {
  readonly der: Buffer
  readonly info: FakeKeyInfo | undefined
  readonly friendlyName: string | undefined
  readonly archived: boolean
}

export interface FakeMachine {
  /** By provider, then by name. */
  readonly keys: Map<string, Map<string, FakeKey>>
  /** CryptoAPI's containers; `exportable` by name. */
  readonly containers: Map<string, { readonly privateKey: KeyObject; readonly exportable: boolean }>
  readonly stores: Map<string, readonly FakeCertificate[]>
  /** Keys whose use the user was asked about. */
  readonly questions: string[]
  /** Windows writes each change down at once; others may wait for CERT_STORE_CTRL_COMMIT. */
  readonly writes: 'at once' | 'on commit'
}

export function createMachine({ writes = 'at once' }: { writes?: FakeMachine['writes'] } = {}): FakeMachine {
  const keys = new Map([software, tpm].map((provider) => [provider, new Map<string, FakeKey>()]))
  return { keys, containers: new Map(), stores: new Map(), questions: [], writes }
}

export function copyOf({ keys, containers, stores, writes }: FakeMachine): FakeMachine {
  const copied = new Map([...keys].map(([provider, named]) => [provider, new Map(named)]))
  return { keys: copied, containers: new Map(containers), stores: new Map(stores), questions: [], writes }
}

export function inStore(machine: FakeMachine, name: string): readonly FakeCertificate[] {
  return machine.stores.get(name) ?? []
}

export function keyNames(machine: FakeMachine): string[] {
  return [...machine.keys.values()].flatMap((keys) => [...keys.keys()]).sort()
}

/** A certificate that another program put there, with what it says about its key. */
export function addForeign(
  machine: FakeMachine,
  store: string,
  der: Uint8Array,
  info: Partial<FakeKeyInfo> | undefined,
): void {
  const full = info && { container: 'foreign', provider: software, type: 0, flags: 0, keySpec: 0, ...info }
  const added = { der: Buffer.from(der), info: full, friendlyName: undefined, archived: false }
  machine.stores.set(store, [...inStore(machine, store), added])
}

/** SubjectPublicKeyInfo, DER. */
export function publicKeyOf(privateKey: KeyObject): Uint8Array {
  return createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
}
