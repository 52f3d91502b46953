import { expect, it, vi } from 'vitest'
import { composeSaved } from '../../../../main/compose/passwords/saved.ts'

vi.mock('electron', () => ({ app: {} }))

function keyring() {
  const answers: (() => void)[] = []
  const names = new Set(['proxy.example:3128'])
  const kept = vi.fn(
    () =>
      new Promise<readonly string[]>(
        (resolve) =>
          void answers.push(
            (
              (now) => () =>
                resolve(now)
            )([...names]),
          ),
      ),
  )
  const onChange = vi.fn()
  const saved = composeSaved({
    kept: { all: async () => [], forget: vi.fn(), canKeep: vi.fn(), keep: vi.fn() } as never,
    proxy: { kept, forget: async (name) => void names.delete(name) },
    onChange,
  })
  return { saved, kept, answer: () => answers.shift()!() }
}

it('a keyring, which may ask its user each time, is looked into once at a time', async () => {
  const { saved, kept, answer } = keyring()
  const looks = Array.from({ length: 1000 }, () => saved.look())
  expect(kept).toHaveBeenCalledOnce()
  answer()
  await Promise.all(looks)
  expect(saved.all()).toEqual([{ kind: 'proxy', name: 'proxy.example:3128' }])
  void saved.look()
  expect(kept).toHaveBeenCalledTimes(2)
})

it('what was forgotten meanwhile is not shown', async () => {
  const { saved, kept, answer } = keyring()
  const looked = saved.look()
  const forgotten = saved.forget({ kind: 'proxy', name: 'proxy.example:3128' })
  answer()
  await looked
  await vi.waitFor(() => expect(kept).toHaveBeenCalledTimes(2))
  answer()
  await forgotten
  expect(saved.all()).toEqual([])
})
