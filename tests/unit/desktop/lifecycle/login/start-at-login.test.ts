import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { autostartFile } from '../../../../../main/desktop/lifecycle/login/autostart.ts'
import { createStartAtLogin, type LoginItem } from '../../../../../main/desktop/lifecycle/login/start-at-login.ts'
import { done } from '../../../../../main/renewal/errors.ts'
import type { Preferences } from '../../../../../main/storage/preferences.ts'

let listed: boolean
let preferences: Preferences
const item: LoginItem = { isSet: () => listed, set: (wanted) => void (listed = wanted) }

function start(forced?: boolean) {
  const store = {
    read: () => ({ ok: true as const, value: preferences }),
    change(change: Preferences) {
      preferences = { ...preferences, ...change }
      return done
    },
  }
  return createStartAtLogin({ item, preferences: store, forced, onFailure: vi.fn() })
}

beforeEach(() => {
  listed = false
  preferences = {}
})

describe('start at login', () => {
  it('is on after the first start', () => {
    expect(start().state()).toEqual({ on: true, fixed: false })
  })

  it('stays off once the user has opted out', () => {
    start().choose(false)
    expect(start().state()).toEqual({ on: false, fixed: false })
  })

  it("stays off once the user has switched it off in the system's own list", () => {
    start()
    listed = false
    expect(start().state().on).toBe(false)
  })

  it('can be chosen again', () => {
    start().choose(false)
    start().choose(true)
    expect(start().state().on).toBe(true)
  })

  for (const forced of [true, false]) {
    it(`forced ${forced ? 'on' : 'off'} by policy is what it is, whatever the user chose or chooses`, () => {
      preferences = { startAtLogin: !forced }
      listed = !forced
      const managed = start(forced)
      managed.choose(!forced)
      expect(managed.state()).toEqual({ on: forced, fixed: true })
      expect(preferences).toEqual({ startAtLogin: !forced })
    })
  }

  it('that the system forbids does not stop the app', () => {
    const onFailure = vi.fn()
    const forbidden: LoginItem = {
      isSet: () => false,
      set() {
        throw new Error('EACCES')
      },
    }
    const store = { read: () => ({ ok: true as const, value: {} }), change: () => done }
    expect(createStartAtLogin({ item: forbidden, preferences: store, forced: true, onFailure }).state().on).toBe(false)
    expect(onFailure).toHaveBeenCalledOnce()
  })
})

const glib = spawnSync('/usr/bin/python3', ['-c', 'from gi.repository import Gio']).status === 0
if (!glib) console.warn('skipped: python3-gi, with which GLib reads our autostart file, is not installed')

describe('the autostart file of a Linux desktop', () => {
  function folder(): string {
    const made = mkdtempSync(path.join(tmpdir(), 'koshin-autostart-'))
    onTestFinished(() => rmSync(made, { recursive: true, force: true }))
    return made
  }

  it('is made and taken away', () => {
    const where = folder()
    const entry = autostartFile(where, ['/opt/Koshin/koshin', '--hidden'])
    expect(entry.isSet()).toBe(false)
    entry.set(true)
    expect(entry.isSet()).toBe(true)
    const written = readFileSync(path.join(where, 'autostart/koshin.desktop'), 'utf8')
    expect(written).toContain('Exec="/opt/Koshin/koshin" "--hidden"')
    entry.set(false)
    entry.set(false)
    expect(entry.isSet()).toBe(false)
  })

  it.skipIf(process.platform === 'win32')(
    'is its user’s alone, whatever the umask: by it anything would be started',
    () => {
      const umask = process.umask(0)
      onTestFinished(() => void process.umask(umask))
      const where = folder()
      autostartFile(where, ['koshin']).set(true)
      expect(statSync(path.join(where, 'autostart/koshin.desktop')).mode & 0o777).toBe(0o600)
    },
  )

  for (const line of ['Hidden=true', 'X-GNOME-Autostart-enabled=false']) {
    it(`does not count where the desktop has put ${line} into it`, () => {
      const where = folder()
      const entry = autostartFile(where, ['koshin'])
      entry.set(true)
      writeFileSync(path.join(where, 'autostart/koshin.desktop'), `${line}\n`, { flag: 'a' })
      expect(entry.isSet()).toBe(false)
    })
  }

  it.skipIf(!glib)('names the program as GLib reads it, however odd its path', () => {
    const where = folder()
    const command = ['/opt/a "b" $c `d` \\e 100% 更新/koshin', '--hidden']
    autostartFile(where, command).set(true)
    const script = `
import json, sys
from gi.repository import GLib
keyfile = GLib.KeyFile()
keyfile.load_from_file(sys.argv[1], GLib.KeyFileFlags.KEEP_TRANSLATIONS)
ok, arguments = GLib.shell_parse_argv(keyfile.get_string('Desktop Entry', 'Exec'))
name = keyfile.get_locale_string('Desktop Entry', 'Name', 'ja')
print(json.dumps([name, [a.replace('%%', '%') for a in arguments]]))
`
    const file = path.join(where, 'autostart/koshin.desktop')
    const read = JSON.parse(execFileSync('/usr/bin/python3', ['-c', script, file], { encoding: 'utf8' })) as unknown
    expect(read).toEqual(['電子証明書更新 Koshin', command])
  })
})
