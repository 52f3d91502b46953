import { describe, expect, it } from 'vitest'
import { createDestination } from '../../../main/bank/destination.ts'
import type { Purpose } from '../../../main/renewal/machine/machine.ts'

const estUrl = 'https://bank.example/est'
const cmpUrl = 'https://bank.example:38308/cmp'
const renewal = { kind: 'renewal', current: 'a'.repeat(64) } as Purpose
const enrolment = { kind: 'enrolment', customerId: 'K1' } as Purpose

interface World {
  readonly speaks?: 'est' | 'cmp'
  readonly withCmp?: boolean
  readonly withEst?: boolean
}

function world({ speaks = 'est', withCmp = true, withEst = true }: World = {}) {
  const clock = { now: 1000 }
  const shown = new Map<string, number>()
  const destination = createDestination({
    estUrl: withEst ? estUrl : undefined,
    cmpUrl: withCmp ? cmpUrl : undefined,
    preferred: speaks,
    speaks: async () => speaks,
    verifiedAt: (url) => shown.get(url),
    clock: () => clock.now,
  })
  return { destination, clock, shown }
}

describe('the first confirmation', () => {
  it('names the server of the protocol that the request will go by', async () => {
    const est = await world().destination.of('request', renewal)
    expect(est.bankHost).toBe('bank.example')
    const cmp = await world({ speaks: 'cmp' }).destination.of('request', renewal)
    expect(cmp.bankHost).toBe('bank.example:38308')
    const bare = await world({ speaks: 'cmp', withCmp: false }).destination.of('request', enrolment)
    expect(bare.bankHost).toBe('bank.example')
    const alone = world({ speaks: 'cmp', withEst: false }).destination
    expect((await alone.of('request', renewal)).bankHost).toBe('bank.example:38308')
    expect(alone.hostFor({ notAfter: 1001 })).toBe('bank.example:38308')
  })

  it('says verified of a server that showed who it is in this preparation, and of no other', async () => {
    const { destination, shown } = world()
    destination.prepare()
    for (const time of [1000, 1001]) {
      shown.set(estUrl, time)
      expect(await destination.of('request', renewal)).toMatchObject({ bankVerified: true })
    }
    // The request by CMP would go to a port that nothing was sent to.
    const other = world({ speaks: 'cmp' })
    other.destination.prepare()
    other.shown.set(estUrl, 1001)
    expect(await other.destination.of('request', renewal)).toMatchObject({ bankVerified: false })
  })

  it('does not say it for what was shown before, nor without a preparation', async () => {
    const { destination, shown, clock } = world()
    shown.set(estUrl, 1000)
    expect(await destination.of('request', renewal)).toMatchObject({ bankVerified: false })
    clock.now = 2000
    destination.prepare()
    expect(await destination.of('request', renewal)).toMatchObject({ bankVerified: false })
    expect(await destination.of('request', enrolment)).toMatchObject({ bankVerified: false })
  })

  it('does not say it of an acquisition, which nothing has been prepared for', async () => {
    const { destination, shown } = world()
    destination.prepare()
    shown.set(estUrl, 1001)
    expect(await destination.of('request', enrolment)).toMatchObject({ bankVerified: false })
  })
})

describe('電子証明書更新開始', () => {
  const later = { notAfter: 1001 }
  const over = { notAfter: 999 }
  it.each([
    ['EST, while the certificate is good', {}, later, 'bank.example'],
    ['CMP, when it has expired meanwhile', {}, over, 'bank.example:38308'],
    ['CMP, where it is preferred', { speaks: 'cmp' }, later, 'bank.example:38308'],
    ['EST, where the bank has nothing else', { withCmp: false }, over, 'bank.example'],
  ] as const)('shows the host that will be asked: by %s', (_title, how, current, host) => {
    expect(world(how).destination.hostFor(current)).toBe(host)
  })
})

describe('the second confirmation', () => {
  it('says verified where this run has spoken to the server, not after a restart', async () => {
    const { destination, shown } = world()
    expect(await destination.of('installation', enrolment)).toMatchObject({ bankVerified: false })
    shown.set(estUrl, 5)
    expect(await destination.of('installation', enrolment)).toMatchObject({ bankVerified: true })
  })
})
