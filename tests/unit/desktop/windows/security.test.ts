/** What no window and no session can be asked for, because it is laid before either. */
import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'

const switches = new Map<string, string>()
vi.mock('electron', () => ({
  app: {
    commandLine: {
      hasSwitch: (name: string) => switches.has(name),
      getSwitchValue: (name: string) => switches.get(name) ?? '',
      appendSwitch: (name: string, value = '') => void switches.set(name, value),
    },
  },
  protocol: {},
  session: {},
}))
const { sayLittle, sendNothingAgain, speakToNobodyElse } = await import('../../../../main/desktop/windows/security.ts')

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

describe('a page that was taken over, whose messages and addresses Electron writes to the standard error,', () => {
  function listen(): string[] {
    const before = process.listeners('warning')
    const { error } = console
    const written: string[] = []
    console.error = (...parts: unknown[]) => void written.push(parts.join(' '))
    onTestFinished(() => {
      console.error = error
      process.removeAllListeners('warning')
      before.forEach((listener) => process.on('warning', listener))
    })
    sayLittle()
    return written
  }

  it('has 200 lines written of 1,000 characters, and no more', () => {
    const written = listen()
    for (let turn = 0; turn < 1000; turn++) {
      console.error("Error occurred in handler for '%s':", 'x'.repeat(5000), new Error('no handler'))
      process.listeners('warning').forEach((tell) => tell(new Error(`Failed to load URL: data:${'y'.repeat(5000)}`)))
    }
    expect(written).toHaveLength(200)
    expect(new Set(written.map(({ length }) => length))).toEqual(new Set([1000]))
    expect(written.slice(0, 2).map((line) => line.slice(0, 40))).toEqual([
      "Error occurred in handler for 'xxxxxxxxx",
      'Error: Failed to load URL: data:yyyyyyyy',
    ])
  })

  it('has Chromium write no errors, unless somebody wants to read what it writes', () => {
    listen()
    expect(switches.get('log-level')).toBe('3')
    switches.clear()
    switches.set('enable-logging', '')
    sayLittle()
    expect(switches.has('log-level')).toBe(false)
  })

  it('is kept so before the app waits for anything', () => {
    const entry = readFileSync('main/index.ts', 'utf8')
    const begun = entry.slice(entry.indexOf('async function start('))
    expect(begun.indexOf('sayLittle()')).toBeGreaterThan(0)
    expect(begun.indexOf('sayLittle()')).toBeLessThan(begun.indexOf('await'))
  })
})
