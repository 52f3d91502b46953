import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Shell } from '../../../../main/compose/window/shell.ts'
import type { Desktop } from '../../../../main/desktop/lifecycle/activation.ts'
import { bankFileChannels, genuineChannels, setupChannels, sideChannels } from '../../../../preload/contract.ts'
import type { ManagedSettings } from '../../../../main/storage/managed-policy/schema.ts'
import type { KeyStore } from '../../../../main/renewal/ports.ts'
import { noPolicy } from '../../../../main/storage/managed-policy/managed-policy.ts'
import { readConfiguration } from '../../../../main/storage/settings/configuration.ts'

type Answer = (input?: unknown) => unknown
interface Seen {
  handlers: Record<string, Answer>
}
const bound = vi.hoisted((): Seen => ({ handlers: {} }))
const seen = vi.hoisted(() => ({
  app: {
    getLocale: () => 'ja',
    getVersion: () => '1.0.0',
    ...{ relaunch: vi.fn(), exit: vi.fn(), quit: vi.fn(), on: vi.fn(), once: vi.fn(), setBadgeCount: vi.fn() },
  },
  updates: { status: () => ({ state: 'idle' }), check: vi.fn(), lookNow: vi.fn(), restart: vi.fn(), atQuit: vi.fn() },
  watched: undefined as { status: string; told: string } | undefined,
  copied: vi.fn(),
  loginItem: { isSet: () => false, set: vi.fn() },
}))
vi.mock('electron', () => ({
  default: {},
  app: seen.app,
  clipboard: { writeText: seen.copied },
  Menu: { setApplicationMenu: vi.fn(), buildFromTemplate: vi.fn() },
}))
vi.mock('keytar', () => ({ default: { findCredentials: async () => [] } }))
vi.mock('../../../../main/desktop/lifecycle/login/login-item.ts', () => ({ currentLoginItem: () => seen.loginItem }))
// The certificates of a computer are of e2e/desktop/watch.spec.ts.
vi.mock('../../../../main/compose/watched/watch.ts', () => ({
  startWatch: () => ({
    looked: Promise.resolve(),
    isWatching: () => true,
    hasView: () => false,
    view: () => undefined,
    reminded: () => [],
    status: () => seen.watched,
  }),
}))
vi.mock('../../../../main/compose/updates.ts', () => ({ composeUpdates: () => seen.updates }))
vi.mock('../../../../main/desktop/lifecycle/wake-ups.ts', () => ({ onWakeUp: (check: () => unknown) => check() }))
vi.mock('../../../../main/desktop/windows/questions/consent.ts', () => ({ createConsent: () => vi.fn() }))
vi.mock('../../../../main/desktop/windows/questions/proxy-question.ts', () => ({ createProxyWindow: () => vi.fn() }))
vi.mock('../../../../main/desktop/windows/ipc.ts', () => ({
  handleChannels: (_kind: string, _origin: string, _schemas: unknown, handlers: Record<string, Answer>) => {
    Object.assign(bound.handlers, handlers)
  },
}))
const { openKeptPasswords } = await import('../../../../main/keystore/kept-passwords.ts')
const { openSecrets } = await import('../../../../main/storage/secrets.ts')
const { openSetup } = await import('../../../../main/compose/setup/setup.ts')

const places = { user: '/home/hanako/settings.json', machine: '/etc/koshin/settings.json' }
const show = vi.fn()
const openWindow = vi.fn(() => ({
  show: vi.fn(),
  focus: vi.fn(),
  once: vi.fn(),
  webContents: { once: vi.fn(), send: vi.fn() },
}))
const answersPages = vi.fn()
let desktop: Desktop

interface Start {
  readonly managed?: ManagedSettings
  readonly named?: boolean
  /** Is there a certificate to be watched? */
  readonly watching?: boolean
}

function failing(
  sources: Partial<Parameters<typeof readConfiguration>[0]>,
  { managed = {}, named = false, watching = false }: Start = {},
): void {
  const read = readConfiguration({ options: {}, environment: {}, ...sources })
  if (read.ok) throw new Error('the settings are right')
  const preferences = { read: () => ({ ok: true, value: {} }), change: vi.fn() }
  const shell = {
    icon: { lead: () => show, appear: vi.fn() },
    openWindow,
    window: undefined,
    preferences,
  } as unknown as Shell
  const activation = { open: vi.fn(), lead: (to: Desktop) => void (desktop = to) }
  const bankFiles = {
    managed: { ...noPolicy, settings: managed },
    settingsFile: places.user,
    named,
    stateRoot: '/home/hanako/state',
    record: vi.fn(),
  }
  const options = { shell, places, bankFiles, activation, answersPages, origin: 'app://koshin' }
  const computer = {
    keyStore: watching ? ({} as KeyStore) : undefined,
    unlock: undefined,
    pins: undefined,
    kept: openKeptPasswords(openSecrets('of this test')),
    stateFolder: '/home/hanako/state',
    manageLogin: watching,
    record: vi.fn(),
  }
  openSetup(read.failure, { ...options, ...computer, developmentServer: undefined })
}

beforeEach(() => vi.clearAllMocks())

describe('an app without settings', () => {
  beforeEach(() => failing({}))

  it('answers its window, which says where settings belong', () => {
    const channels = Object.keys({ ...setupChannels, ...sideChannels, ...bankFileChannels, ...genuineChannels })
    expect(Object.keys(bound.handlers).sort()).toEqual(channels.sort())
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

  it('has its help, settings and what it is, and looks for newer versions of itself', () => {
    for (const page of ['help', 'settings', 'about']) {
      bound.handlers['side:open']!(page)
      expect(bound.handlers['app:view']!()).toMatchObject({ window: page })
    }
    expect(seen.updates.check).toHaveBeenCalledOnce()
    bound.handlers['side:back']!()
    bound.handlers['side:open']!('help')
    expect(bound.handlers['app:view']!()).toMatchObject({ window: 'help', topic: 'setup', noticeDays: 30 })
    bound.handlers['side:back']!()
    expect(bound.handlers['app:view']!()).toMatchObject({ window: 'setup' })
  })

  it('reads the settings again by starting anew', () => {
    bound.handlers['setup:reload']!()
    expect(seen.app.relaunch).toHaveBeenCalledOnce()
    expect(seen.app.exit).toHaveBeenCalledWith(0)
  })

  it('ends with its window, and with the exit code of wrong settings', () => {
    const told = (seen.app.on.mock.calls as [string, () => void][]).filter(([event]) => event === 'window-all-closed')
    for (const [, ended] of told) ended()
    expect(seen.app.exit.mock.calls).toEqual([[2]])
  })
})

describe('bank files', () => {
  const offers = () => (bound.handlers['app:view']!() as { readonly bankFiles: string }).bankFiles

  it.each([
    ['are offered where nothing is set', {}, {}, 'offered'],
    ['are not where the policy forbids them', {}, { managed: { bankFiles: 'forbid' as const } }, 'forbidden'],
    ['are where the policy allows them', {}, { managed: { bankFiles: 'allow' as const } }, 'offered'],
    ['are not where the start itself names settings', { file: '/nowhere/settings.json' }, { named: true }, 'useless'],
    ['are offered where settings in their place are wrong', { usual: '/nowhere/settings.json' }, {}, 'offered'],
  ])('%s', (_, sources, start: Start, expected) => {
    failing(sources, start)
    expect(offers()).toBe(expected)
  })

  it('that somebody opens are shown, whatever the window showed', () => {
    failing({})
    desktop.openBankFile('/nowhere/bank.koshin-bank')
    expect(openWindow).toHaveBeenCalled()
    expect(bound.handlers['app:view']!()).toMatchObject({ window: 'bank-file', from: { name: 'bank.koshin-bank' } })
    bound.handlers['bank-file:back']!()
    expect(bound.handlers['app:view']!()).toMatchObject({ window: 'setup' })
  })
})

describe('the app beside a certificate to be watched', () => {
  it.each([
    ['due', 1],
    ['valid', 0],
  ])('that is %s has a badge of %i', (status, badge) => {
    seen.watched = { status, told: 'メインバンク' }
    failing({}, { watching: true })
    expect(show).toHaveBeenCalledWith(status, 'メインバンク', [])
    expect(seen.app.setBadgeCount).toHaveBeenLastCalledWith(badge)
    seen.watched = undefined
  })

  it.each([
    ['starts at login from then on', {}, [[true]]],
    ['does not where the policy of the machine forbids it', { startAtLogin: false }, []],
  ])('%s', async (_, managed, expected) => {
    failing({}, { managed, watching: true })
    await vi.waitFor(() => expect(show).toHaveBeenCalledTimes(2))
    expect(seen.loginItem.set.mock.calls).toEqual(expected)
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
    await bound.handlers['failure:copy']!('config.invalid')
    expect(seen.copied.mock.calls[0]?.[0]).toMatch(/^config\.invalid\n\/nowhere\/settings\.json\nsettings file: ENOENT/)
  })
})
