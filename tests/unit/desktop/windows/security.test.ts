/** What no window and no session can be asked for, because it is laid before either. */
import { readFileSync } from 'node:fs'
import { afterEach, expect, it, vi } from 'vitest'

const switches = new Map<string, string>()
vi.mock('electron', () => ({
  app: {
    commandLine: {
      getSwitchValue: (name: string) => switches.get(name) ?? '',
      appendSwitch: (name: string, value: string) => void switches.set(name, value),
    },
  },
  session: {},
}))
const { sendNoReports } = await import('../../../../main/desktop/windows/security.ts')

afterEach(() => switches.clear())

it('no server has Chromium report to another host what is asked of it, or what fails', () => {
  sendNoReports()
  expect(switches.get('disable-features')).toBe('NetworkErrorLogging,Reporting')
})

it('what was left out before stays left out', () => {
  switches.set('disable-features', 'Other')
  sendNoReports()
  expect(switches.get('disable-features')).toBe('Other,NetworkErrorLogging,Reporting')
})

it('that is said before the app waits for anything, because Chromium asks once', () => {
  const entry = readFileSync('main/index.ts', 'utf8')
  const [said, waited] = [entry.indexOf('\nsendNoReports()'), entry.search(/\bawait\b|\basync\b/)]
  expect(said).toBeGreaterThan(0)
  expect(said).toBeLessThan(waited)
})
