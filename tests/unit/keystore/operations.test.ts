import { describe, expect, expectTypeOf, it } from 'vitest'
import type { z } from 'zod'
import type { LocalKeyStore } from '../../../main/keystore/local-key-store.ts'
import type { operations } from '../../../main/keystore/process/operations.ts'
import { createRemoteKeyStore, type WorkerProcess } from '../../../main/keystore/process/remote-key-store.ts'
import { perform } from '../../../main/keystore/process/serve.ts'
import { success } from '../../../main/renewal/errors.ts'
import {
  type Input,
  type OperationName,
  operationNames,
  type Outcome,
} from '../../../main/renewal/key-store-operations.ts'

const thumbprint = 'a1'.repeat(32)
const der = new Uint8Array([0x30, 0])
const specification = { algorithm: 'rsa-3072', provider: 'tpm-preferred', confirmUse: true } as const
const stored = {
  der,
  thumbprint,
  keyName: undefined,
  retired: true,
  protection: 'other',
  exportable: undefined,
} as const

/** A call of each operation, and what it answers. */
const samples: {
  readonly [Name in OperationName]: readonly [Input<Name>, Extract<Outcome<Name>, { readonly ok: true }>['value']]
} = {
  checkWritable: [[{ trial: true }], undefined],
  list: [[{ retired: true }], [stored]],
  listKeyless: [[], [der]],
  listAuthorities: [[], [der]],
  addAuthorities: [[[der]], undefined],
  listKeys: [[], ['koshin-1', 'koshin-2']],
  read: [[thumbprint], stored],
  makeKey: [['koshin-1', specification], { publicKey: der, protection: 'cng-tpm' }],
  findKey: [['koshin-1'], undefined],
  sign: [[{ thumbprint }, der, 'rsa-pss-sha256'], der],
  install: [[der, 'koshin-1', [der, der]], undefined],
  retire: [[thumbprint], undefined],
  restore: [[thumbprint], undefined],
  discardKey: [['koshin-1'], undefined],
  delete: [[thumbprint], undefined],
}

/** The app's end of the line and the process's, with nothing but structured clones between them. */
function connected(seen: unknown[]) {
  const answers = operationNames.map((name) => [
    name,
    (...input: unknown[]) => {
      seen.push([name, input])
      return success(samples[name][1])
    },
  ])
  const store = Object.fromEntries(answers) as LocalKeyStore
  const startWorker = (): WorkerProcess => {
    let answer: (message: unknown) => void = () => {}
    return {
      send(message) {
        const { kind, id, ...call } = structuredClone(message) as { kind: string; id: number }
        if (kind === 'call') answer(structuredClone({ id, result: perform(store, call) }))
      },
      onMessage: (listener) => void (answer = listener),
      onExit: () => {},
      kill: () => {},
    }
  }
  return { store, remote: createRemoteKeyStore({ location: '/nowhere', startWorker }) }
}

describe('the table of the key store’s operations', () => {
  it.each(operationNames)(
    'has %s reach the process with all that it was given, and its answer come back',
    async (name) => {
      const seen: unknown[] = []
      const { remote } = connected(seen)
      const [input, value] = samples[name]
      const call = remote[name] as (...given: readonly unknown[]) => Promise<unknown>
      expect(await call(...input)).toEqual({ ok: true, value })
      expect(seen).toEqual([[name, input]])
      remote.close()
    },
  )

  it.each(operationNames)('has %s refused where it is given anything else', (name) => {
    const seen: unknown[] = []
    const { store } = connected(seen)
    const [input] = samples[name]
    const wrong = [[...input, 'more'], [Symbol.iterator], undefined, { ...input }]
    for (const given of wrong) {
      expect(perform(store, { operation: name, input: given })).toMatchObject({ failure: { code: 'internal' } })
    }
    expect(seen).toEqual([])
  })

  it('has no other operations', () => {
    const { store } = connected([])
    for (const operation of ['close', 'toString', '__proto__', 7, undefined]) {
      expect(perform(store, { operation, input: [] })).toMatchObject({ failure: { code: 'internal' } })
    }
  })

  it('is what the port says, in every parameter', () => {
    type Takes = { readonly [Name in OperationName]: z.input<(typeof operations)[Name]['takes']> }
    type Gives = { readonly [Name in OperationName]: z.output<(typeof operations)[Name]['gives']> }
    expectTypeOf<{ readonly [Name in OperationName]: Input<Name> }>().toExtend<Takes>()
    expectTypeOf<Gives>().toExtend<{
      readonly [Name in OperationName]: Extract<Outcome<Name>, { readonly ok: true }>['value']
    }>()
  })
})
