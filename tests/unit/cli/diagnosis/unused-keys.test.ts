import { describe, expect, it } from 'vitest'
import { findUnusedKeys } from '../../../../main/cli/diagnosis/unused-keys.ts'
import { failure, success } from '../../../../main/renewal/errors.ts'
import { World } from '../../renewal/world.ts'

describe('our keys that nothing refers to', () => {
  it('are those with neither a certificate nor a journal', async () => {
    const { keyStore, keys } = new World()
    for (const name of ['koshin-certified', 'koshin-7', 'koshin-lost']) keys.add(name)
    await keyStore.install(new Uint8Array([2]), 'koshin-certified')
    const found = await findUnusedKeys(keyStore, (names) => names.filter((name) => name === 'koshin-7'))
    expect(found).toEqual(success(['koshin-lost']))
  })

  it.each(['list', 'listKeys'] as const)('cannot be told where the key store does not answer: %s', async (refusing) => {
    const { keyStore } = new World()
    const locked = failure('keystore.locked')
    expect(await findUnusedKeys({ ...keyStore, [refusing]: async () => locked }, () => [])).toBe(locked)
  })
})
