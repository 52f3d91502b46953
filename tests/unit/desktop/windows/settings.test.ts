import { describe, expect, it, vi } from 'vitest'
import type { SavedPassword } from '../../../../preload/contract.ts'

vi.mock('electron', () => ({ app: { getLocale: () => 'ja' }, nativeTheme: {} }))
const { createSettings } = await import('../../../../main/desktop/windows/settings.ts')
type Ports = Parameters<typeof createSettings>[0]

const day = 24 * 60 * 60 * 1000
const now = Date.UTC(2026, 11, 26)
/** Of a certificate with so many days left. */
function remindersAt(days: number, reminderDays = [30, 15, 7, 3, 1, 0]) {
  const certificate = {
    thumbprint: 'a'.repeat(64),
    holder: '更新商事',
    notBefore: now - day,
    notAfter: now + days * day,
  }
  const policy = { noticeDays: 30, graceDays: 30, reminderDays }
  const settings = createSettings({
    preferences: { read: () => ({ ok: true, value: {} }) },
    startAtLogin: () => undefined,
    saved: { all: () => [] },
    rest: () => undefined,
    certificates: () => [{ certificate, reminders: { silence: () => ({ possible: true }) }, policy }],
    knowledge: () => 'known',
    clock: () => now,
    onChange: () => undefined,
  } as unknown as Ports)
  const view = settings.view()
  return view.window === 'settings' ? view.reminders : []
}

describe('the reminders in the settings', () => {
  it('can be put off from the first day of the policy on, and not while a year is left', () => {
    expect(remindersAt(365)).toMatchObject([{ begun: false, from: 30 }])
    expect(remindersAt(31)).toMatchObject([{ begun: false }])
    expect(remindersAt(30)).toMatchObject([{ begun: true }])
    expect(remindersAt(45, [60, 7])).toMatchObject([{ begun: true, from: 60 }])
  })

  it('are those of certificates that have not expired', () => {
    expect(remindersAt(-1)).toEqual([])
  })

  it.each(['looking', 'unreadable', 'known'] as const)(
    'are said to be none only where it is known: %s',
    (knowledge) => {
      const ports = { preferences: { read: () => ({ ok: true, value: {} }) }, saved: { all: () => [] } }
      const nothing = { startAtLogin: () => undefined, rest: () => undefined, certificates: () => [] }
      const settings = createSettings({ ...ports, ...nothing, knowledge: () => knowledge } as unknown as Ports)
      expect(settings.view()).toMatchObject({ reminders: [], knowledge })
    },
  )
})

describe('the kept passwords in the settings', () => {
  it('are looked for when the settings are opened, and one that is taken out is not shown any more', async () => {
    let found: SavedPassword[] = []
    const held: SavedPassword[] = [{ kind: 'key-store' }, { kind: 'token', name: 'Card' }]
    const saved: Ports['saved'] = {
      all: () => found,
      look: async () => void (found = [...held]),
      forget: async (one) => void (found = held.filter(({ kind }) => kind !== one.kind)),
    }
    const settings = createSettings({
      preferences: { read: () => ({ ok: true, value: {} }) },
      startAtLogin: () => undefined,
      saved,
      rest: () => undefined,
      certificates: () => [],
      knowledge: () => 'known',
      clock: () => now,
      onChange: () => undefined,
    } as unknown as Ports)
    expect(settings.view()).toMatchObject({ passwords: [] })
    settings.opened()
    expect(settings.view()).toMatchObject({ passwords: held })
    settings.forgetPassword({ kind: 'token', name: 'Card' })
    expect(settings.view()).toMatchObject({ passwords: [{ kind: 'key-store' }] })
  })
})

describe('the icon in the settings', () => {
  const settingsWith = (rest: Ports['rest']) => {
    const onChange = vi.fn()
    const preferences = { read: () => ({ ok: true, value: {} }), change: vi.fn() }
    const ports = {
      preferences,
      startAtLogin: () => undefined,
      rest,
      saved: { all: () => [] },
      certificates: () => [],
      knowledge: () => 'known',
      clock: () => now,
      onChange,
    }
    return { settings: createSettings(ports as unknown as Ports), onChange }
  }

  it('is as it was chosen, and its choice is passed on and drawn', () => {
    let always = false
    const { settings, onChange } = settingsWith(() => ({
      state: () => ({ always, fixed: false }),
      choose: (wanted) => void (always = wanted),
    }))
    expect(settings.view()).toMatchObject({ tray: { always: false, fixed: false } })
    settings.tray(true)
    expect(settings.view()).toMatchObject({ tray: { always: true } })
    expect(onChange).toHaveBeenCalledOnce()
  })

  it('is none where nobody else would start the app, as in a demo', () => {
    expect(settingsWith(() => undefined).settings.view()).not.toHaveProperty('tray')
  })
})
