import { describe, expect, it, vi } from 'vitest'
import type { Unlocked } from '../../../main/keystore/local-key-store.ts'
import { createUnlocking, type UnlockingAnswer, type UnlockingQuestion } from '../../../main/keystore/unlocking.ts'
import { failure, type Result, success } from '../../../main/renewal/errors.ts'

interface Given {
  readonly canKeep?: boolean
  readonly remember?: boolean
}

/** A key store with the password `right`, and a user who enters these one after another, then closes the window. */
function unlocking(entered: string[], { canKeep = false, remember = false }: Given = {}) {
  const ask = vi.fn(async (_question: UnlockingQuestion): Promise<UnlockingAnswer | undefined> => {
    const password = entered.shift()
    return password === undefined ? undefined : { password, remember }
  })
  const unlock = vi.fn(
    async (password: string): Promise<Result<Unlocked>> =>
      success(password === 'right' ? 'unlocked' : 'wrong-password'),
  )
  const openToChromium = vi.fn(async (_password: string) => true)
  const kept = { canKeep: async () => canKeep, keep: vi.fn(async () => undefined) }
  return {
    ...{ ask, unlock, openToChromium, kept },
    opened: createUnlocking({ token: () => undefined, ask, unlock, openToChromium, kept }),
  }
}

const [asked, again] = [false, true].map((refused) => ({ refused, canRemember: false }))

describe('the password of a key store', () => {
  it('is asked for until it is right, and each time said whether the last one was wrong', async () => {
    const { ask, openToChromium, opened } = unlocking(['wrong', 'right'])
    expect(await opened()).toBe(true)
    expect(ask.mock.calls).toEqual([[asked], [again]])
    expect(openToChromium.mock.calls).toEqual([['right', undefined]])
  })

  it('is asked for once, however often that is wished for meanwhile', async () => {
    const { ask, opened } = unlocking(['right'])
    expect(await Promise.all([opened(), opened()])).toEqual([true, true])
    expect(ask).toHaveBeenCalledOnce()
  })

  it('stays unknown to whoever closes the window, who may be asked again', async () => {
    const { ask, unlock, opened } = unlocking([])
    expect(await opened()).toBe(false)
    expect(await opened()).toBe(false)
    expect(ask.mock.calls).toEqual([[asked], [asked]])
    expect(unlock).not.toHaveBeenCalled()
  })

  it('is not blamed for what else is wrong with the key store, which is then looked into again', async () => {
    const { ask, unlock, openToChromium, kept, opened } = unlocking(['right'], { canKeep: true, remember: true })
    unlock.mockResolvedValue(failure('keystore.unavailable'))
    expect(await opened()).toBe(true)
    expect(ask).toHaveBeenCalledOnce()
    expect(openToChromium).not.toHaveBeenCalled()
    expect(kept.keep).not.toHaveBeenCalled()
  })

  it('is kept once it was right, where its user says so and there is a keyring; never a wrong one', async () => {
    const wished = unlocking(['wrong', 'right'], { canKeep: true, remember: true })
    await wished.opened()
    expect(wished.ask.mock.calls[0]).toEqual([{ refused: false, canRemember: true }])
    expect(wished.kept.keep.mock.calls).toEqual([['right', undefined]])
    for (const given of [{ canKeep: true }, { remember: true }]) {
      const { opened, kept } = unlocking(['right'], given)
      expect(await opened()).toBe(true)
      expect(kept.keep).not.toHaveBeenCalled()
    }
  })

  it('is a token’s PIN where one is wanted, by that token’s name, and before the last try this is said', async () => {
    const { ask, kept, openToChromium } = unlocking(['1111', '2222', '3333'], { canKeep: true, remember: true })
    const answers: Unlocked[] = ['wrong-password', 'wrong-before-last-try', 'unlocked']
    const unlock = vi.fn(async (_pin: string, _token?: string): Promise<Result<Unlocked>> => success(answers.shift()!))
    expect(await createUnlocking({ token: () => 'Card', ask, unlock, openToChromium, kept })()).toBe(true)
    const ofCard = { token: 'Card', canRemember: true }
    expect(ask.mock.calls).toEqual([
      [{ ...ofCard, refused: false }],
      [{ ...ofCard, refused: true }],
      [{ ...ofCard, refused: true, lastTry: true }],
    ])
    expect(unlock.mock.calls).toEqual([
      ['1111', 'Card'],
      ['2222', 'Card'],
      ['3333', 'Card'],
    ])
    expect(openToChromium.mock.calls).toEqual([['3333', 'Card']])
    expect(kept.keep.mock.calls).toEqual([['3333', 'Card']])
  })
})
