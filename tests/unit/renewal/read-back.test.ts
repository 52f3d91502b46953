import { describe, expect, it } from 'vitest'
import { failure, success } from '../../../main/renewal/errors.ts'
import { currentFacts, issuedFacts, renewalPurpose } from './samples.ts'
import { World } from './world.ts'

describe('a certificate that was installed', () => {
  /** Renews in a key store that says this of what was installed. */
  async function renewed(read: World['keyStore']['read']) {
    const world = new World()
    Object.assign(world.keyStore, { read })
    return { world, result: await world.start().start(renewalPurpose) }
  }

  it('does not count while the key store keeps it as a retired one, which no browser would offer', async () => {
    const { world, result } = await renewed(async (thumbprint) =>
      success({
        der: issuedFacts.der,
        thumbprint,
        keyName: 'koshin-1',
        retired: true,
        protection: 'other',
        exportable: false,
      }),
    )
    expect(result).toMatchObject({ value: { step: 'stalled', failure: { code: 'keystore.read-back-failed' } } })
    expect([...world.retired]).not.toContain(currentFacts.thumbprint)
  })

  it('does not count where it is not there after all, or nobody can say so', async () => {
    for (const [answer, code] of [
      [success(undefined), 'keystore.read-back-failed'],
      [failure('keystore.unavailable', { retry: 'later' }), 'keystore.unavailable'],
    ] as const) {
      const { world, result } = await renewed(async () => answer)
      expect(result).toMatchObject({ value: { step: 'stalled', failure: { code } } })
      expect(world.retired.size).toBe(0)
    }
  })
})
