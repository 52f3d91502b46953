import { describe, expect, it, vi } from 'vitest'
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

describe('what is checked', () => {
  const day = 24 * 60 * 60 * 1000
  /** The checks with what this world is given, and what they told. */
  async function checked(change: (world: World) => void, current = currentFacts, known: readonly Uint8Array[] = []) {
    const world = new World()
    change(world)
    const told: string[][] = []
    const took: (number | undefined)[] = []
    const outcome = await prepare(
      current,
      {
        ...world,
        journal: world.journalPort,
        authorities: { list: () => known },
        clock: () => world.time,
        policy: defaultPolicy,
      },
      (progress) => {
        told.push(progress.map(({ check, state }) => `${check} ${state}`))
        took.splice(0, took.length, ...progress.map((one) => one.took))
      },
    )
    return { world, outcome, told, took }
  }

  it('is told each time that a check begins or ends, with how long it took', async () => {
    const { told, took } = await checked((world) => {
      const { checkWritable } = world.keyStore
      vi.spyOn(world.keyStore, 'checkWritable').mockImplementation((...given) => {
        world.time += 40
        return checkWritable(...given)
      })
    })
    expect(told).toHaveLength(12)
    expect(told[0]).toEqual([
      'bank running',
      'trust-anchors waiting',
      'clock waiting',
      'key-store waiting',
      'key waiting',
      'journal waiting',
    ])
    expect(told.at(-1)!.every((line) => line.endsWith(' passed'))).toBe(true)
    expect(took).toEqual([0, 0, 0, 40, 0, 0])
  })

  it('ends with the check that fails, and those after it wait', async () => {
    const { told } = await checked((world) => (world.chain = failure('bank.untrusted')))
    expect(told.at(-1)!.slice(0, 3)).toEqual(['bank passed', 'trust-anchors failed', 'clock waiting'])
  })

  it('is whether the bank can be reached, with the certificate as long as it opens a connection', async () => {
    const reached = async (current: typeof currentFacts) => {
      const { world, outcome } = await checked((one) => {
        vi.spyOn(one.bank, 'reach').mockResolvedValue(failure('bank.unreachable'))
      }, current)
      expect(outcome).toMatchObject({ ok: false, failure: { code: 'bank.unreachable' } })
      return vi.mocked(world.bank.reach).mock.calls
    }
    expect(await reached(currentFacts)).toEqual([[currentFacts.thumbprint]])
    expect(await reached({ ...currentFacts, notAfter: currentFacts.notBefore + day })).toEqual([[undefined]])
  })

  it('is whether the certificate is the bank’s, by all that it ever published, while it was valid', async () => {
    const lapsed = { ...currentFacts, notAfter: currentFacts.notBefore + day }
    const [published, known] = [new Uint8Array([3]), new Uint8Array([4])]
    const judged = async (current: typeof currentFacts) => {
      const { world } = await checked(
        (one) => {
          const answer = { bankTime: one.time, caCertificates: [published] }
          vi.spyOn(one.bank, 'reach').mockResolvedValue(success(answer))
          vi.spyOn(one.certificates, 'checkChain')
        },
        current,
        [known],
      )
      return { world, call: vi.mocked(world.certificates.checkChain).mock.calls[0] }
    }
    const { world, call } = await judged(currentFacts)
    expect(call).toEqual([currentFacts.der, [published, known], world.time])
    expect((await judged(lapsed)).call?.[2]).toBe(lapsed.notAfter)
  })

  it('is the clock, which may differ from the bank’s by as much as the policy allows, in both directions', async () => {
    const skew = defaultPolicy.maximumClockSkew
    const off = async (by: number | undefined) => {
      const { outcome } = await checked((world) => {
        const bankTime = by === undefined ? undefined : world.time + by
        vi.spyOn(world.bank, 'reach').mockResolvedValue(success({ bankTime, caCertificates: [] }))
      })
      return outcome.ok ? 'passed' : outcome.failure
    }
    for (const by of [undefined, 0, skew, -skew]) expect(await off(by)).toBe('passed')
    expect(await off(skew + 1000)).toMatchObject({ code: 'bank.clock-skew', cause: `${skew / 1000 + 1} s` })
    expect(await off(-skew - 1000)).toMatchObject({ code: 'bank.clock-skew', cause: `${-skew / 1000 - 1} s` })
  })

  it('is whether the key store takes a trial, and whether the key signs something of ours', async () => {
    const { world } = await checked((one) => {
      vi.spyOn(one.keyStore, 'checkWritable')
      vi.spyOn(one.keyStore, 'sign')
    })
    expect(vi.mocked(world.keyStore.checkWritable).mock.calls).toEqual([
      [{ trial: true, provider: defaultPolicy.keyProvider }],
    ])
    const [key, signed] = vi.mocked(world.keyStore.sign).mock.calls[0]!
    expect([key, new TextDecoder().decode(signed)]).toEqual([{ thumbprint: currentFacts.thumbprint }, 'koshin'])
    const { outcome } = await checked((one) => {
      vi.spyOn(one.keyStore, 'sign').mockResolvedValue(failure('keystore.key-missing'))
      vi.spyOn(one.bank, 'connect').mockRejectedValue(new Error('nothing is to be opened with it'))
    })
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'keystore.key-missing' } })
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
