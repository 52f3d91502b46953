import type { BrowserWindow } from 'electron'
import { expect, it } from 'vitest'
import { createAppWindow } from '../../../../main/compose/window/app-window.ts'
import type { Shell } from '../../../../main/compose/window/shell.ts'
import type { View } from '../../../../preload/contract.ts'

it('a page ends with the newest view, although that was sent while an older one was on its way', () => {
  const [older, newer] = [{ window: 'welcome' }, { window: 'genuine' }] as unknown as [View, View]
  const arrived: unknown[] = []
  let meanwhile: (() => void) | undefined = () => window.sendView(newer)
  const webContents = {
    once: () => undefined,
    send(_channel: string, view: unknown) {
      const waiting = meanwhile
      meanwhile = undefined
      waiting?.()
      arrived.push(view)
    },
  }
  const page = { once: () => undefined, webContents } as unknown as BrowserWindow
  const window = createAppWindow({ window: page } as unknown as Shell)
  window.sendView(older)
  expect(arrived.at(-1)).toBe(newer)
})
