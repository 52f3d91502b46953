import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { settingsFileIn, settingsPlaces } from '../../../../main/storage/settings/settings-file.ts'

let work: string
beforeEach(() => (work = mkdtempSync(path.join(tmpdir(), 'koshin-settings-'))))
afterEach(() => rmSync(work, { recursive: true, force: true }))

describe('the places of settings', () => {
  it('are the user’s folder, and one that an administrator alone can write', () => {
    expect(settingsPlaces({ platform: 'linux', userData: '/home/hanako/.config/Koshin' })).toEqual({
      user: '/home/hanako/.config/Koshin/settings.json',
      machine: '/etc/koshin/settings.json',
    })
    expect(
      settingsPlaces({ platform: 'darwin', userData: '/Users/hanako/Library/Application Support/Koshin' }),
    ).toEqual({
      user: '/Users/hanako/Library/Application Support/Koshin/settings.json',
      machine: '/Library/Application Support/Koshin/settings.json',
    })
    const userData = 'C:\\Users\\hanako\\AppData\\Roaming\\Koshin'
    expect(settingsPlaces({ platform: 'win32', userData, commonFiles: 'D:\\Common' })).toEqual({
      user: `${userData}\\settings.json`,
      machine: 'D:\\Common\\Koshin\\settings.json',
    })
    expect(settingsPlaces({ platform: 'win32', userData }).machine).toBe(
      'C:\\Program Files\\Common Files\\Koshin\\settings.json',
    )
  })

  it('are looked at in that order, before those that the app brings along, whatever is in the file', () => {
    const places = { user: path.join(work, 'user/settings.json'), machine: path.join(work, 'machine/settings.json') }
    const own = path.join(work, 'own/settings.json')
    expect(settingsFileIn(places, own)).toBeUndefined()
    for (const file of [own, places.machine, places.user]) {
      mkdirSync(path.dirname(file))
      writeFileSync(file, '{')
      expect(settingsFileIn(places, own)).toBe(file)
    }
  })
})
