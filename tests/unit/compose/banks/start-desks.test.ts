import { describe, expect, it, vi } from 'vitest'
import { startDesks } from '../../../../main/compose/banks/start-desks.ts'

const never = new Promise<never>(() => undefined)
const at = async () => undefined
const desk = (start: () => Promise<void>, check: () => Promise<void>) => ({ flow: { start }, check: vi.fn(check) })

describe('several banks', () => {
  it('are checked although one of them does not answer: neither at its start nor later', async () => {
    const slow = desk(() => never, at)
    const hanging = desk(at, () => never)
    const quick = desk(at, at)
    const onChecked = vi.fn()
    const running = startDesks([slow, hanging, quick], onChecked)
    void running.check()
    await vi.waitFor(() => expect(onChecked).toHaveBeenCalledOnce())
    expect(quick.check).toHaveBeenCalledOnce()
    expect(slow.check).not.toHaveBeenCalled()
  })

  it('are each checked after their own start', async () => {
    let begin = (): void => undefined
    const late = desk(() => new Promise((resolve) => (begin = resolve)), at)
    const running = startDesks([late], () => undefined)
    const checked = running.check()
    await vi.waitFor(() => expect(late.check).not.toHaveBeenCalled())
    begin()
    await checked
    expect(late.check).toHaveBeenCalledOnce()
  })

  it('tell of one that fails after all others were checked, and have looked all the same', async () => {
    const broken = desk(() => Promise.reject(new Error('broken')), at)
    const quick = desk(at, at)
    const onChecked = vi.fn()
    const running = startDesks([broken, quick], onChecked)
    await expect(running.check()).rejects.toThrow('broken')
    expect(onChecked).toHaveBeenCalledOnce()
    await running.looked
  })
})
