import { expect, it, vi } from 'vitest'
import { openInBrowser } from '../../../../main/desktop/windows/browser.ts'

const electron = vi.hoisted(() => ({ opened: [] as string[] }))
vi.mock('electron', () => ({ shell: { openExternal: async (address: string) => void electron.opened.push(address) } }))

it('a page that was taken over opens five pages in a minute, and buries nobody under them', async () => {
  const minute = 60_000
  for (let page = 0; page < 1000; page++) await openInBrowser(`https://bank.example/${page}`, page)
  expect(electron.opened).toEqual([0, 1, 2, 3, 4].map((page) => `https://bank.example/${page}`))
  await openInBrowser('https://bank.example/early', minute - 1)
  expect(electron.opened).toHaveLength(5)
  await openInBrowser('https://bank.example/later', minute)
  await openInBrowser('https://bank.example/again', minute)
  expect(electron.opened.slice(5)).toEqual(['https://bank.example/later'])
})
