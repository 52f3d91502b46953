/** What somebody else may have put on a card is opened as it was shown, or not at all. */
import type { BrowserWindow } from 'electron'
import { beforeEach, expect, it, vi } from 'vitest'
import { openSavedPage } from '../../../../../main/desktop/windows/questions/saved-page.ts'

const asked = vi.hoisted(() => ({
  message: '',
  opened: [] as string[],
  answer: (): Promise<{ response: number }> => Promise.resolve({ response: 0 }),
}))
vi.mock('electron', () => ({
  app: { getLocale: () => 'ja' },
  dialog: {
    showMessageBox: (_window: unknown, { message }: { message: string }) => {
      asked.message = message
      return asked.answer()
    },
  },
  shell: { openExternal: async (address: string) => void asked.opened.push(address) },
}))

let now = 0
vi.spyOn(performance, 'now').mockImplementation(() => now)
const after = (ms: number, response: number) => () => {
  now += ms
  return Promise.resolve({ response })
}
const [opens, closes] = [after(500, 0), after(500, 1)]
beforeEach(() => Object.assign(asked, { message: '', opened: [], answer: opens }))
const open = (address: string) => openSavedPage(address, 'user', {} as BrowserWindow)

it('a host in letters that look like others is shown as it is asked for', async () => {
  // The first letter is Cyrillic.
  await open('https://аpple.example/renew')
  expect(asked.message).toContain('\nxn--pple-43d.example')
  expect(asked.opened).toEqual(['https://xn--pple-43d.example/renew'])
})

it('a port is shown, and a page that is not wanted stays closed', async () => {
  asked.answer = closes
  await open('https://bank.example:8443/')
  expect(asked.message).toContain('\nbank.example:8443')
  expect(asked.opened).toEqual([])
})

it('one is asked about at a time: a page that was taken over buries nobody under such windows', async () => {
  let answer = (_given: { response: number }): void => undefined
  asked.answer = () => new Promise((resolve) => (answer = resolve))
  const first = open('https://bank.example/')
  await open('https://other.example/')
  expect(asked.message).toContain('\nbank.example')
  answer({ response: 1 })
  await first
  asked.answer = opens
  await open('https://other.example/')
  expect(asked.opened).toEqual(['https://other.example/'])
})

it('a click that was meant for the page underneath, where the button has appeared, opens nothing', async () => {
  asked.answer = after(499, 0)
  await open('https://bank.example/')
  expect(asked.opened).toEqual([])
  asked.answer = opens
  await open('https://bank.example/')
  expect(asked.opened).toEqual(['https://bank.example/'])
})
