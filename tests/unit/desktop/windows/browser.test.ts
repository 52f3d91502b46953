import { expect, it, vi } from 'vitest'
import { openInBrowser } from '../../../../main/desktop/windows/browser.ts'

const electron = vi.hoisted(() => ({ opened: [] as string[], told: [] as string[], hasBrowser: true }))
vi.mock('electron', () => ({
  app: { getLocale: () => 'ja' },
  dialog: { showMessageBox: async ({ message }: { message: string }) => void electron.told.push(message) },
  shell: {
    async openExternal(address: string) {
      if (!electron.hasBrowser) throw new Error('Failed to open: The operation completed successfully. (0x0)')
      electron.opened.push(address)
    },
  },
}))

const minute = 60_000

it('a page that was taken over opens five pages in a minute, and buries nobody under them', async () => {
  for (let page = 0; page < 1000; page++) await openInBrowser(`https://bank.example/${page}`, page)
  expect(electron.opened).toEqual([0, 1, 2, 3, 4].map((page) => `https://bank.example/${page}`))
  await openInBrowser('https://bank.example/early', minute - 1)
  expect(electron.opened).toHaveLength(5)
  await openInBrowser('https://bank.example/later', minute)
  await openInBrowser('https://bank.example/again', minute)
  expect(electron.opened.slice(5)).toEqual(['https://bank.example/later'])
})

it('where there is no browser its user is told the address, and no fault ends the app', async () => {
  electron.hasBrowser = false
  await openInBrowser('https://bank.example/login', 10 * minute)
  expect(electron.told).toEqual([expect.stringContaining('\nhttps://bank.example/login')])
})
