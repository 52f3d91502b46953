import { describe, expect, it } from 'vitest'
import { failure, type Result, success } from '../../../main/renewal/errors.ts'
import { defaultPolicy } from '../../../main/renewal/policy.ts'
import type { Bank, Journal } from '../../../main/renewal/ports.ts'
import { prepare } from '../../../main/renewal/prepare.ts'
import { nothingRequested, type RequestedAttributes } from '../../../main/renewal/csr-attributes.ts'
import { currentFacts, renewalPurpose, states } from './samples.ts'
import { World } from './world.ts'

/** The outcome, and the checks that were begun. */
async function prepareWith(
  requested: Result<RequestedAttributes>,
  other: Partial<Bank> = {},
  { journal: worse = {} }: { journal?: Partial<Journal> } = {},
) {
  const world = new World()
  const reached = success({ bankTime: world.time, caCertificates: [], requested })
  const bank = { ...world.bank, reach: async () => reached, ...other }
  const begun = new Set<string>()
  const { keyStore, certificates } = world
  const journal = { ...world.journalPort, ...worse }
  const authorities = { list: () => [] }
  const ports = { keyStore, certificates, bank, authorities, journal, clock: () => world.time, policy: defaultPolicy }
  const outcome = await prepare(currentFacts, ports, (progress) => {
    for (const { check, state } of progress) if (state !== 'waiting') begun.add(check)
  })
  return { outcome, begun: [...begun], keys: world.keys.size }
}

describe('the checks before a renewal', () => {
  it('end at the bank when it wants a request that cannot be made, with nothing begun', async () => {
    const wanted = failure('bank.wishes-unsupported', { cause: 'a key on P-384' })
    expect(await prepareWith(wanted)).toEqual({ outcome: wanted, begun: ['bank'], keys: 0 })
  })

  it('end at the key when no connection can be opened with its certificate', async () => {
    const refused = failure('bank.certificate-refused')
    const { outcome, begun, keys } = await prepareWith(success(nothingRequested), { connect: async () => refused })
    expect([outcome, begun.at(-1), keys]).toEqual([refused, 'key', 0])
  })

  it.each([
    ['cannot be read', 'load', 'journal.unreadable'],
    ['cannot be written', 'save', 'journal.write-failed'],
  ] as const)('end at a journal that %s', async (_, operation, code) => {
    const broken = failure(code)
    const { outcome, begun } = await prepareWith(
      success(nothingRequested),
      {},
      { journal: { [operation]: () => broken } },
    )
    expect([outcome, begun.at(-1)]).toEqual([broken, 'journal'])
  })

  it('go on when what the bank wants can be given', async () => {
    const { outcome, begun } = await prepareWith(success({ ...nothingRequested, scheme: 'rsa-pss-sha256' }))
    expect([outcome.ok, begun.at(-1)]).toEqual([true, 'journal'])
  })
})

describe('what stands in the way of a renewal', () => {
  const prepared = (world: World): Promise<Result<void>> =>
    prepare(
      currentFacts,
      {
        keyStore: world.keyStore,
        certificates: world.certificates,
        bank: world.bank,
        authorities: { list: () => [] },
        journal: world.journalPort,
        clock: () => world.time,
        policy: defaultPolicy,
      },
      () => undefined,
    )

  it.each(Object.values(states))(
    'is no other renewal, neither for the checks nor for the start: $step',
    async (state) => {
      const world = new World()
      world.journal = state
      if ('keyName' in state) world.keys.add(state.keyName)
      expect(await prepared(world)).toEqual({ ok: true, value: undefined })
      // After the app's own start, which takes up what can go on by itself.
      const renewals = world.start()
      await renewals.restart()
      expect(await prepared(world)).toEqual({ ok: true, value: undefined })
      expect(await renewals.start(renewalPurpose)).toMatchObject({ ok: true })
    },
  )

  it.each([
    ['a journal that cannot be read', 'load', 'journal.unreadable'],
    ['a disk that is full', 'save', 'storage.full'],
  ] as const)('is %s, for the checks as for the start', async (_, operation, code) => {
    const world = new World()
    const broken = failure(code)
    const renewals = world.start()
    Object.assign(world.journalPort, { [operation]: () => broken })
    expect(await prepared(world)).toEqual(broken)
    const started = operation === 'load' ? await renewals.restart() : await renewals.start(renewalPurpose)
    expect(started).toMatchObject({ ok: false, failure: { code } })
    expect(world.keys.size).toBe(0)
  })
})
