import { describe, expect, it } from 'vitest'
import { createInventory } from '../../../../main/renewal/certificates/inventory.ts'
import { done, failure, type Result, success } from '../../../../main/renewal/errors.ts'
import type { Authorities, Bank, Certificates, StoredCertificate } from '../../../../main/renewal/ports.ts'
import { fakeKeyStore } from '../../keystore/fake-key-store.ts'
import { currentFacts, now } from '../samples.ts'

const issuing = new Uint8Array([7])
/** Another CA below the same root. */
const next = new Uint8Array([9])
const stored: StoredCertificate = {
  der: currentFacts.der,
  thumbprint: currentFacts.thumbprint,
  keyName: undefined,
  retired: false,
  protection: 'nss-software',
  exportable: true,
}

const newer: StoredCertificate = { ...stored, der: new Uint8Array([2]), thumbprint: 'b'.repeat(64) }
const minute = 60_000

const chains = (der: Uint8Array, authorities: readonly Uint8Array[]): boolean =>
  authorities.includes(der === newer.der ? next : issuing)

/** A machine with one certificate of the bank, which publishes its issuing CA or not. */
function machine({ knows, publishes }: { knows: Uint8Array[]; publishes: Result<Uint8Array[]> }) {
  const world = {
    knows,
    publishes,
    asked: 0,
    /** Whom the bank saw each time, by thumbprint. */
    visitors: [] as (string | undefined)[],
    /** What cannot be listed. */
    broken: undefined as Result<never> | undefined,
    holds: [stored] as StoredCertificate[],
    /** CA certificates in the key store. */
    beside: [] as Uint8Array[],
    /** Is a certificate that chains to nothing named as the bank's? */
    named: false,
    time: now,
    /** Called with what each listing has seen, before it is told. */
    seen: async (): Promise<void> => undefined,
  }
  const inventory = createInventory({
    keyStore: fakeKeyStore({
      async list() {
        const seen = world.broken ?? success(world.holds)
        await world.seen()
        return seen
      },
      listKeyless: async () => success([]),
      listAuthorities: async () => success(world.beside),
    }),
    certificates: {
      read: (der: Uint8Array) => success({ ...currentFacts, der }),
      checkChain: (der: Uint8Array, intermediates: readonly Uint8Array[]) =>
        chains(der, intermediates) ? done : failure('issued.foreign-issuer'),
      isNamedAsBanks: (der: Uint8Array, authorities: readonly Uint8Array[]) => world.named || chains(der, authorities),
    } as unknown as Certificates,
    bank: {
      async reach(current?: string) {
        world.asked += 1
        world.visitors.push(current)
        if (!world.publishes.ok) return world.publishes
        world.knows = world.publishes.value
        return success({ bankTime: now, caCertificates: world.knows })
      },
    } as unknown as Bank,
    authorities: { list: () => world.knows } as unknown as Authorities,
    clock: () => world.time,
  })
  const look = async () => {
    const listed = await inventory.refresh()
    return listed.ok ? listed.value.length : listed.failure.code
  }
  return { world, look, inventory }
}

describe("the bank's certificates in the key store", () => {
  it('are found without asking the bank where its CA is known', async () => {
    const { world, look } = machine({ knows: [issuing], publishes: success([issuing]) })
    expect([await look(), world.asked]).toEqual([1, 0])
  })

  it('stay as the look that began last has them, also where an earlier one ends later', async () => {
    const { world, look, inventory } = machine({ knows: [issuing, next], publishes: success([]) })
    const end = await new Promise<() => void>((begun) => {
      world.seen = () => new Promise<void>((finish) => begun(finish))
      void look()
    })
    world.seen = async () => undefined
    world.holds = [stored, newer]
    expect(await look()).toBe(2)
    end()
    await new Promise(setImmediate)
    expect(inventory.list()).toHaveLength(2)
  })

  it('are found by asking it, where nothing is known of its CA', async () => {
    const { world, look } = machine({ knows: [], publishes: success([issuing]) })
    expect([await look(), world.asked]).toEqual([1, 1])
  })

  it('are not said to be none where it was never heard', async () => {
    const { look } = machine({ knows: [], publishes: failure('bank.unreachable', { retry: 'later' }) })
    expect(await look()).toBe('bank.unreachable')
  })

  it('are found again once it publishes all that it had left out, or the CA that issues now', async () => {
    const { world, look } = machine({ knows: [new Uint8Array([8])], publishes: success([issuing]) })
    expect([await look(), world.asked]).toEqual([1, 1])
  })

  it('make nobody ask it at every look where there is none', async () => {
    const { world, look } = machine({ knows: [issuing], publishes: success([issuing]) })
    world.holds = []
    expect([await look(), await look(), await look(), world.asked]).toEqual([0, 0, 0, 1])
    world.holds = [stored]
    expect(await look()).toBe(1)
    world.knows = [new Uint8Array([8])]
    expect([await look(), world.asked]).toEqual([1, 2])
  })

  it('are found without the bank where the key store has its issuing CA, and the bank publishes its root alone', async () => {
    const { world, look } = machine({ knows: [new Uint8Array([8])], publishes: success([new Uint8Array([8])]) })
    world.beside = [issuing]
    expect([await look(), world.asked]).toEqual([1, 0])
  })

  it('make it be asked again beside those that are found, where one has its name and chains to nothing', async () => {
    const { world, look } = machine({ knows: [issuing], publishes: success([issuing, next]) })
    world.holds = [stored, newer]
    world.named = true
    expect([await look(), world.asked]).toEqual([2, 1])
    expect([await look(), world.asked]).toEqual([2, 1])
  })

  it('do not for one of somebody else', async () => {
    const { world, look } = machine({ knows: [issuing], publishes: success([issuing, next]) })
    world.holds = [stored, newer]
    expect([await look(), world.asked]).toEqual([1, 0])
  })

  it('are looked for at the bank once an hour where one has its name and it publishes too little', async () => {
    const { world, look } = machine({ knows: [issuing], publishes: success([issuing]) })
    world.holds = [stored, newer]
    world.named = true
    expect([await look(), await look(), world.asked]).toEqual([1, 1, 1])
    world.time += 60 * minute
    world.publishes = success([issuing, next])
    expect([await look(), world.asked]).toEqual([2, 2])
  })

  it('are not said to be none where one has its name and it cannot be reached, until it can', async () => {
    const { world, look } = machine({ knows: [new Uint8Array([8])], publishes: failure('bank.unreachable') })
    world.named = true
    expect([await look(), await look(), world.asked]).toEqual(['bank.unreachable', 'bank.unreachable', 1])
    world.time += minute
    world.publishes = success([issuing])
    expect([await look(), world.asked]).toEqual([1, 2])
  })

  it('are none where it is known and cannot be reached', async () => {
    const unreachable = failure('bank.unreachable', { retry: 'later' })
    const { world, look } = machine({ knows: [issuing], publishes: unreachable })
    world.holds = []
    expect([await look(), world.asked]).toEqual([0, 1])
  })

  it('are not asked about where the key store cannot be listed', async () => {
    const { world, look } = machine({ knows: [], publishes: success([issuing]) })
    world.broken = failure('keystore.unavailable')
    expect([await look(), world.asked]).toEqual(['keystore.unavailable', 0])
  })

  it('are those that are found, where the bank that was never heard cannot be reached', async () => {
    const { world, look } = machine({ knows: [], publishes: failure('bank.unreachable') })
    world.beside = [issuing]
    world.holds = [stored, newer]
    world.named = true
    expect([await look(), world.asked]).toEqual([1, 1])
  })

  it('are asked about by one of them that still opens a connection, or by nobody', async () => {
    const { world, look } = machine({ knows: [new Uint8Array([8])], publishes: failure('bank.unreachable') })
    world.named = true
    await look()
    world.time = currentFacts.notAfter + minute
    await look()
    expect(world.visitors).toEqual([currentFacts.thumbprint, undefined])
  })

  it('make it be asked anew as soon as others are there than those that it was asked about', async () => {
    const { world, look } = machine({ knows: [new Uint8Array([8])], publishes: success([new Uint8Array([8])]) })
    world.named = true
    await look()
    world.holds = [stored, newer]
    await look()
    world.time += 59 * minute
    await look()
    expect(world.asked).toBe(2)
    // Whichever way the clock is set.
    world.time -= 120 * minute
    await look()
    expect(world.asked).toBe(3)
  })
})
