import { EventEmitter } from 'node:events'
import type { BrowserWindow, WebContents } from 'electron'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { typingEnds, watchTyping } from '../../../../main/desktop/windows/typing.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function open() {
  const webContents = new EventEmitter()
  let destroyed = false
  watchTyping(webContents as unknown as WebContents)
  const window = { webContents, isDestroyed: () => destroyed } as unknown as BrowserWindow
  const press = (key: string, type = 'keyDown') => void webContents.emit('before-input-event', {}, { type, key })
  let asks = false
  const ask = () => void typingEnds(window).then(() => (asks = true))
  const isAsked = async (ms: number) => {
    await vi.advanceTimersByTimeAsync(ms)
    return asks
  }
  return { press, ask, isAsked, close: () => (destroyed = true) }
}

it('a question waits for whoever types, and comes once they have paused', async () => {
  const { press, ask, isAsked } = open()
  for (const key of ['K', 'Backspace', 'Process']) {
    press(key)
    await isAsked(1000)
  }
  ask()
  expect(await isAsked(400)).toBe(false)
  press('4')
  expect(await isAsked(1499)).toBe(false)
  expect(await isAsked(1)).toBe(true)
})

it('a question comes at once where nobody types, or has pressed a button by a key', async () => {
  const { press, ask, isAsked } = open()
  for (const key of ['Tab', 'Enter', ' ']) press(key)
  press('4', 'keyUp')
  ask()
  expect(await isAsked(0)).toBe(true)
})

it('a question waits no longer than its window is there', async () => {
  const { press, ask, isAsked, close } = open()
  press('4')
  ask()
  close()
  expect(await isAsked(1500)).toBe(true)
})
