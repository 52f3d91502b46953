import { describe, expect, it, vi } from 'vitest'
import type { Unlocked } from '../../../main/keystore/local-key-store.ts'
import { createUnlocking } from '../../../main/keystore/unlocking.ts'
import { failure, type Result, success } from '../../../main/renewal/errors.ts'

/** A key store with the password `right`, and a user who enters these one after another, then closes the window. */
function unlocking(...entered: string[]) {
  const ask = vi.fn(async (_question: { readonly refused: boolean }) => entered.shift())
  const unlock = vi.fn(
    async (password: string): Promise<Result<Unlocked>> =>
      success(password === 'right' ? 'unlocked' : 'wrong-password'),
  )
  const openToChromium = vi.fn(async (_password: string) => true)
  return {
    ask,
    unlock,
    openToChromium,
    opened: createUnlocking({ token: () => undefined, ask, unlock, openToChromium }),
  }
}

describe('the password of a key store', () => {
  it('is asked for until it is right, and each time said whether the last one was wrong', async () => {
    const { ask, openToChromium, opened } = unlocking('wrong', 'right')
    expect(await opened()).toBe(true)
    expect(ask.mock.calls).toEqual([[{ refused: false }], [{ refused: true }]])
    expect(openToChromium.mock.calls).toEqual([['right', undefined]])
  })

  it('is asked for once, however often that is wished for meanwhile', async () => {
    const { ask, opened } = unlocking('right')
    expect(await Promise.all([opened(), opened()])).toEqual([true, true])
    expect(ask).toHaveBeenCalledOnce()
  })

  it('stays unknown to whoever closes the window, who may be asked again', async () => {
    const { ask, unlock, opened } = unlocking()
    expect(await opened()).toBe(false)
    expect(await opened()).toBe(false)
    expect(ask.mock.calls).toEqual([[{ refused: false }], [{ refused: false }]])
    expect(unlock).not.toHaveBeenCalled()
  })

  it('is not blamed for what else is wrong with the key store, which is then looked into again', async () => {
    const ask = vi.fn(async () => 'right')
    const openToChromium = vi.fn(async (_password: string) => true)
    const unlock = async () => failure('keystore.unavailable')
    const opened = createUnlocking({ token: () => undefined, ask, unlock, openToChromium })
    expect(await opened()).toBe(true)
    expect(ask).toHaveBeenCalledOnce()
    expect(openToChromium).not.toHaveBeenCalled()
  })

  it('is a token’s PIN where one is wanted, by that token’s name, and before the last try this is said', async () => {
    const entered = ['1111', '2222', '3333']
    const ask = vi.fn(async () => entered.shift())
    const answers: Unlocked[] = ['wrong-password', 'wrong-before-last-try', 'unlocked']
    const unlock = vi.fn(async (_pin: string, _token?: string): Promise<Result<Unlocked>> => success(answers.shift()!))
    const openToChromium = vi.fn(async (_pin: string, _token?: string) => true)
    expect(await createUnlocking({ token: () => 'Card', ask, unlock, openToChromium })()).toBe(true)
    expect(ask.mock.calls).toEqual([
      [{ token: 'Card', refused: false }],
      [{ token: 'Card', refused: true }],
      [{ token: 'Card', refused: true, lastTry: true }],
    ])
    expect(unlock.mock.calls).toEqual([
      ['1111', 'Card'],
      ['2222', 'Card'],
      ['3333', 'Card'],
    ])
    expect(openToChromium.mock.calls).toEqual([['3333', 'Card']])
  })
})
