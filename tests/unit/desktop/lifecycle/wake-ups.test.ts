import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { onWakeUp, type WakeUpPorts } from '../../../../main/desktop/lifecycle/wake-ups.ts'

vi.mock('electron', () => ({ net: {}, powerMonitor: {} }))

const minute = 60_000
const hour = 60 * minute

const onFailure = vi.fn()
let comeBack: () => void
let online: boolean
let shift: number
const ports: WakeUpPorts = {
  beat: () => ({ wall: Date.now() + shift, monotonic: performance.now(), zone: 0, online }),
  chance: () => 0.5,
  everyMinute: (listener) => void setInterval(listener, minute),
  onReturn: (listener) => (comeBack = listener),
}

beforeEach(() => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  online = true
  shift = 0
})

describe('the checks', () => {
  it('happen at the start, every hour, and when the machine, its user or its network comes back', async () => {
    const check = vi.fn(() => Promise.resolve())
    await onWakeUp(check, onFailure, ports)
    expect(check).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(24 * hour)
    expect(check).toHaveBeenCalledTimes(25)
    comeBack()
    await vi.advanceTimersByTimeAsync(0)
    expect(check).toHaveBeenCalledTimes(26)
    online = false
    await vi.advanceTimersByTimeAsync(minute)
    online = true
    await vi.advanceTimersByTimeAsync(minute)
    expect(check).toHaveBeenCalledTimes(27)
  })

  it('follow a changed clock within a minute', async () => {
    const check = vi.fn(() => Promise.resolve())
    await onWakeUp(check, onFailure, ports)
    shift = 20 * 24 * hour
    await vi.advanceTimersByTimeAsync(60_000)
    expect(check).toHaveBeenCalledTimes(2)
  })

  it('never overlap: what comes while one runs is one more after it', async () => {
    const finish: (() => void)[] = []
    const check = vi.fn(() => new Promise<void>((resolve) => void finish.push(resolve)))
    void onWakeUp(check, onFailure, ports)
    comeBack()
    comeBack()
    expect(check).toHaveBeenCalledTimes(1)
    finish[0]!()
    await vi.advanceTimersByTimeAsync(0)
    expect(check).toHaveBeenCalledTimes(2)
    finish[1]!()
    await vi.advanceTimersByTimeAsync(0)
    expect(check).toHaveBeenCalledTimes(2)
  })

  it('go on after one that failed', async () => {
    const check = vi.fn(() => Promise.reject(new Error('no key store')))
    await onWakeUp(check, onFailure, ports)
    comeBack()
    await vi.advanceTimersByTimeAsync(0)
    expect(check).toHaveBeenCalledTimes(2)
    expect(onFailure).toHaveBeenCalledTimes(2)
  })
})
