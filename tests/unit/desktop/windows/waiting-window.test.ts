import { expect, it, vi } from 'vitest'
import { waitingWords } from '../../../../main/desktop/words/waiting-words.ts'

vi.mock('electron', () => ({ app: {}, BrowserWindow: {} }))
const { waitingPage } = await import('../../../../main/desktop/windows/waiting-window.ts')

it.each(['ja', 'en'] as const)('the window of a start that waits says in %s what for, and runs nothing', (language) => {
  const page = waitingPage(language)
  expect(page).toContain(`<html lang="${language}">`)
  for (const text of Object.values(waitingWords[language])) expect(page).toContain(text)
  expect(page).toContain("default-src 'none'")
  expect(page).not.toContain('script')
})
