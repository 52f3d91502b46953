import { describe, expect, it } from 'vitest'
import { browsersAmong } from '../../../../main/desktop/certificates/running-browsers.ts'

const named = (...names: string[]) => names.map((name) => ({ names: [name] }))
const none = { sharing: [], apart: [] }

describe('running browsers', () => {
  it('are named once each, as people call them', () => {
    const windows = named('chrome.exe', 'MSEDGE.EXE', 'explorer.exe', 'firefox.exe')
    expect(browsersAmong(windows, 'win32')).toEqual({
      sharing: ['Firefox', 'Google Chrome', 'Microsoft Edge'],
      apart: [],
    })
    const macos = named('Safari', 'Google Chrome', 'Finder')
    expect(browsersAmong(macos, 'darwin')).toEqual({ sharing: ['Google Chrome', 'Safari'], apart: [] })
  })

  it('on Linux are told apart by whether they look into the database that Koshin works on', () => {
    const programs = [
      { names: ['systemd'], file: '/usr/lib/systemd/systemd' },
      { names: ['chromium'], file: '/usr/lib/chromium/chromium' },
      { names: ['chromium'], file: '/usr/lib/chromium/chromium' },
      { names: ['firefox-esr'], file: '/usr/lib/firefox-esr/firefox-esr' },
      // As a thread of it names the process
      { names: ['GeckoMain', 'firefox'], file: '/snap/firefox/1/usr/lib/firefox/firefox' },
      { names: ['brave'], file: '/snap/brave/1/opt/brave.com/brave/brave' },
      { names: ['msedge'], file: '/app/extra/msedge' },
      { names: ['electron'], file: '/opt/electron' },
    ]
    expect(browsersAmong(programs, 'linux')).toEqual({
      sharing: ['Chromium'],
      apart: ['Brave', 'Firefox', 'Microsoft Edge'],
    })
  })

  it('are none where there are none', () => {
    expect(browsersAmong(named('koshin', 'firefoxlike', ''), 'linux')).toEqual(none)
  })
})
