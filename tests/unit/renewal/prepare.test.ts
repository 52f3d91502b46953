import { describe, expect, it } from 'vitest'
import { failure, type Result, success } from '../../../main/renewal/errors.ts'
import { defaultPolicy } from '../../../main/renewal/policy.ts'
import type { Bank, Journal } from '../../../main/renewal/ports.ts'
import { prepare } from '../../../main/renewal/prepare.ts'
import { nothingRequested, type RequestedAttributes } from '../../../main/renewal/csr-attributes.ts'
import { currentFacts } from './samples.ts'
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
