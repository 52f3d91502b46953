/**
 * The operations of the key store port, once for all: their names, and what is the same of each in every key store.
 * What a call promises stands in ports.ts, what its messages look like in main/keystore/process/operations.ts; both are
 * compared with this table by the compiler, and whoever needs all operations (the process's two ends, the adapters,
 * logs, fakes in tests) derives them from here.
 */
import type { FailureCode } from './errors.ts'
import type { KeyStore } from './ports.ts'

export interface Operation {
  /** How the store has to be opened. */
  readonly access: 'to read' | 'to write'
  /** What becomes of a private key. Where one is made or used, an operating system may have to ask its user. */
  readonly privateKey: 'untouched' | 'made' | 'used' | 'deleted'
  /** Every call may be repeated after a crash, whether or not it was carried out; so it comes out the second time. */
  readonly repeated: 'answers the same' | 'finds its work done' | 'does it again'
  /** What it amounts to when a function of the operating system fails and does not say more by itself. */
  readonly failing: FailureCode
}

const reading = {
  access: 'to read',
  privateKey: 'untouched',
  repeated: 'answers the same',
  failing: 'keystore.unavailable',
} as const
const writing = {
  access: 'to write',
  privateKey: 'untouched',
  repeated: 'finds its work done',
  failing: 'keystore.write-failed',
} as const

export const keyStoreOperations = {
  checkWritable: { ...writing, repeated: 'answers the same' },
  list: reading,
  listKeyless: reading,
  listAuthorities: reading,
  addAuthorities: writing,
  listKeys: reading,
  read: reading,
  makeKey: { ...writing, privateKey: 'made' },
  findKey: reading,
  sign: { ...reading, privateKey: 'used', repeated: 'does it again', failing: 'keystore.sign-failed' },
  install: writing,
  retire: writing,
  restore: writing,
  discardKey: { ...writing, privateKey: 'deleted' },
  delete: { ...writing, privateKey: 'deleted' },
} as const satisfies Record<keyof KeyStore, Operation>

export type OperationName = keyof KeyStore
export type Input<Name extends OperationName> = Parameters<KeyStore[Name]>
/** What an operation comes to, once it is awaited: a Result. */
export type Outcome<Name extends OperationName> = Awaited<ReturnType<KeyStore[Name]>>

export const operationNames = Object.keys(keyStoreOperations) as [OperationName, ...OperationName[]]

/** A key store of which every operation is done by `perform`. */
export function keyStoreOf(
  perform: <Name extends OperationName>(name: Name, input: Input<Name>) => Promise<Outcome<Name>>,
): KeyStore {
  const calls = operationNames.map((name) => [name, (...input: Input<typeof name>) => perform(name, input)])
  return Object.fromEntries(calls) as KeyStore
}
