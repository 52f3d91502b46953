/** What no window and no session can be asked for, because it is laid before either. */
import { readFileSync } from 'node:fs'
import { afterEach, expect, it, vi } from 'vitest'

const switches = new Map<string, string>()
vi.mock('electron', () => ({
  app: {
    commandLine: {
      getSwitchValue: (name: string) => switches.get(name) ?? '',
      appendSwitch: (name: string, value = '') => void switches.set(name, value),
    },
  },
  session: {},
}))
const { sendNothingAgain, speakToNobodyElse } = await import('../../../../main/desktop/windows/security.ts')

afterEach(() => switches.clear())

const features = 'NetworkErrorLogging,Reporting,EarlyHintsPreloadForNavigation'

it('no server has Chromium report to another host what is asked of it, or what fails', () => {
  speakToNobodyElse()
  expect(switches.get('disable-features')).toBe(features)
})

it('no server has Chromium connect to another host, ahead of a page or in its own place', () => {
  speakToNobodyElse()
  expect(switches.get('disable-features')).toContain('EarlyHintsPreloadForNavigation')
  expect(switches.get('disable-quic')).toBe('')
})

it('no server has Chromium send a request again by itself, which we count once', () => {
  sendNothingAgain()
  expect(switches.get('disable-http2')).toBe('')
})

it('what was left out before stays left out', () => {
  switches.set('disable-features', 'Other')
  speakToNobodyElse()
  expect(switches.get('disable-features')).toBe(`Other,${features}`)
})

it('that is said before the app waits for anything, because Chromium asks once', () => {
  const entry = readFileSync('main/index.ts', 'utf8')
  const waited = entry.search(/\bawait\b|\basync\b/)
  for (const call of ['\nspeakToNobodyElse()', '\nsendNothingAgain()']) {
    expect(entry.indexOf(call)).toBeGreaterThan(0)
    expect(entry.indexOf(call)).toBeLessThan(waited)
  }
})
