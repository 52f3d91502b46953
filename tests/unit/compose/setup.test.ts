import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Shell } from '../../../main/compose/shell.ts'
import type { Desktop } from '../../../main/desktop/lifecycle/activation.ts'
import { setupChannels } from '../../../preload/contract.ts'
import { readConfiguration } from '../../../main/storage/settings/configuration.ts'

type Answer = (input?: unknown) => unknown
interface Seen {
  handlers: Record<string, Answer>
}
const bound = vi.hoisted((): Seen => ({ handlers: {} }))
const seen = vi.hoisted(() => ({
  app: { getLocale: () => 'ja', relaunch: vi.fn(), exit: vi.fn(), quit: vi.fn(), once: vi.fn() },
  copied: vi.fn(),
}))
vi.mock('electron', () => ({
  app: seen.app,
  clipboard: { writeText: seen.copied },
  Menu: { setApplicationMenu: vi.fn(), buildFromTemplate: vi.fn() },
}))
vi.mock('../../../main/desktop/windows/ipc.ts', () => ({
  handleChannels: (_kind: string, _origin: string, _schemas: unknown, handlers: Record<string, Answer>) => {
    bound.handlers = handlers
  },
}))
const { openSetup } = await import('../../../main/compose/setup.ts')

const places = { user: '/home/hanako/settings.json', machine: '/etc/koshin/settings.json' }
const show = vi.fn()
const openWindow = vi.fn(() => ({ show: vi.fn(), focus: vi.fn(), once: vi.fn(), webContents: { once: vi.fn() } }))
const answersPages = vi.fn()
let desktop: Desktop

function failing(sources: Partial<Parameters<typeof readConfiguration>[0]>): void {
  const read = readConfiguration({ options: {}, environment: {}, ...sources })
  if (read.ok) throw new Error('the settings are right')
  const shell = { icon: { lead: () => show }, openWindow, window: undefined } as unknown as Shell
  const activation = { open: vi.fn(), lead: (to: Desktop) => void (desktop = to) }
  openSetup(read.failure, { shell, places, activation, answersPages, origin: 'app://koshin' })
}

beforeEach(() => vi.clearAllMocks())

describe('an app without settings', () => {
  beforeEach(() => failing({}))

  it('answers its window, which says where settings belong', () => {
    expect(Object.keys(bound.handlers).sort()).toEqual(Object.keys(setupChannels).sort())
    expect(answersPages).toHaveBeenCalledOnce()
    expect(bound.handlers['app:view']!()).toMatchObject({ window: 'setup', isEmpty: true, mistakes: [], places })
  })

  it('waits in the tray when it was started there, and tells what it needs', () => {
    expect(openWindow).not.toHaveBeenCalled()
    expect(show).toHaveBeenCalledWith('absent', '銀行の設定が必要です', [])
  })

  it('opens the window for whoever asks: the tray, a second start, an address', () => {
    desktop.visit('notice')
    desktop.open()
    expect(openWindow).toHaveBeenCalled()
  })

  it('reads the settings again by starting anew', () => {
    bound.handlers['setup:reload']!()
    expect(seen.app.relaunch).toHaveBeenCalledOnce()
    expect(seen.app.exit).toHaveBeenCalledWith(0)
  })

  it('ends with its window, and with the exit code of wrong settings', () => {
    const [event, ended] = seen.app.once.mock.calls[0] as [string, () => void]
    ended()
    expect([event, seen.app.exit.mock.calls]).toEqual(['window-all-closed', [[2]]])
  })
})

describe('an app with wrong settings', () => {
  it('tells each mistake at once, also when it was started into the tray', async () => {
    failing({ file: '/nowhere/settings.json' })
    expect(openWindow).toHaveBeenCalledOnce()
    expect(bound.handlers['app:view']!()).toMatchObject({
      isEmpty: false,
      file: '/nowhere/settings.json',
      mistakes: [{ place: '', kind: 'no-file', detail: '/nowhere/settings.json' }],
    })
    await bound.handlers['failure:copy']!()
    expect(seen.copied.mock.calls[0]?.[0]).toMatch(/^config\.invalid\n\/nowhere\/settings\.json\nsettings file: ENOENT/)
  })
})
