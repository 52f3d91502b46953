import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startDeadline } from '../../../../main/bank/transport/deadline.ts'

const over = vi.fn<() => void>()
beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  over.mockClear()
})

describe('a time limit', () => {
  it('is over in its time', () => {
    startDeadline(100, over)
    vi.advanceTimersByTime(99)
    expect(over).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(over).toHaveBeenCalledOnce()
  })

  it('stands still while it is paused, and begins anew', () => {
    const deadline = startDeadline(100, over)
    vi.advanceTimersByTime(90)
    deadline.pause()
    vi.advanceTimersByTime(1000)
    deadline.resume()
    vi.advanceTimersByTime(99)
    expect(over).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(over).toHaveBeenCalledOnce()
  })

  it('that has ended never begins again', () => {
    const deadline = startDeadline(100, over)
    deadline.end()
    deadline.resume()
    vi.advanceTimersByTime(1000)
    expect(over).not.toHaveBeenCalled()
  })
})
