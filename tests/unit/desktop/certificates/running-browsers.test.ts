import { describe, expect, it } from 'vitest'
import { browsersAmong } from '../../../../main/desktop/certificates/running-browsers.ts'

describe('running browsers', () => {
  it('are named once each, as people call them', () => {
    const linux = ['systemd', 'chromium', 'chromium', 'firefox-esr', 'electron', 'bash']
    expect(browsersAmong(linux)).toEqual(['Chromium', 'Firefox'])
    expect(browsersAmong(['chrome.exe', 'MSEDGE.EXE', 'explorer.exe'])).toEqual(['Google Chrome', 'Microsoft Edge'])
    expect(browsersAmong(['Safari', 'Google Chrome', 'Finder'])).toEqual(['Google Chrome', 'Safari'])
  })

  it('are none where there are none', () => {
    expect(browsersAmong(['koshin', 'firefoxlike', ''])).toEqual([])
  })
})
