/** What somebody else may have put on a card is opened as it was shown, or not at all. */
import type { BrowserWindow } from 'electron'
import { beforeEach, expect, it, vi } from 'vitest'
import { openSavedPage } from '../../../../../main/desktop/windows/questions/saved-page.ts'

const asked = vi.hoisted(() => ({ message: '', answer: 0, opened: [] as string[] }))
vi.mock('electron', () => ({
  app: { getLocale: () => 'ja' },
  dialog: {
    showMessageBox: async (_window: unknown, { message }: { message: string }) => {
      asked.message = message
      return { response: asked.answer }
    },
  },
  shell: { openExternal: async (address: string) => void asked.opened.push(address) },
}))

beforeEach(() => Object.assign(asked, { message: '', answer: 0, opened: [] }))
const open = (address: string) => openSavedPage(address, 'user', {} as BrowserWindow)

it('a host in letters that look like others is shown as it is asked for', async () => {
  // The first letter is Cyrillic.
  await open('https://аpple.example/renew')
  expect(asked.message).toContain('\nxn--pple-43d.example')
  expect(asked.opened).toEqual(['https://xn--pple-43d.example/renew'])
})

it('a port is shown, and a page that is not wanted stays closed', async () => {
  asked.answer = 1
  await open('https://bank.example:8443/')
  expect(asked.message).toContain('\nbank.example:8443')
  expect(asked.opened).toEqual([])
})
