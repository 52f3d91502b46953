import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Flow } from '../../../../main/desktop/flow/flow.ts'
import { buttonNames } from '../../../../main/desktop/flow/step.ts'
import { appChannels, sideChannels, type View } from '../../../../preload/contract.ts'

type Answer = (input: unknown, contentsId: number) => unknown
const bound = vi.hoisted((): { handlers: Record<string, Answer> } => ({ handlers: {} }))
vi.mock('../../../../main/desktop/windows/ipc.ts', () => ({
  handleChannels: (_kind: string, _origin: string, _schemas: unknown, handlers: Record<string, Answer>) => {
    Object.assign(bound.handlers, handlers)
  },
}))

const { handleAppChannels } = await import('../../../../main/desktop/windows/handlers.ts')
const { handleSideChannels } = await import('../../../../main/desktop/windows/side-handlers.ts')

describe("the app window's channels", () => {
  let window: View['window']
  const press = vi.fn()
  const onPress = vi.fn()
  const side = { view: vi.fn(), open: vi.fn(), back: vi.fn(), refresh: vi.fn(), giveWay: vi.fn() }
  const settings = {
    ...{ view: vi.fn(), opened: vi.fn(), language: vi.fn(), theme: vi.fn(), startAtLogin: vi.fn() },
    ...{ tray: vi.fn(), reminders: vi.fn(), forgetPassword: vi.fn() },
  }
  const exporter = {
    supportContents: vi.fn(),
    saveSupport: vi.fn(),
    copy: vi.fn(),
    exportCertificate: vi.fn(),
    savePage: vi.fn(),
    copyFailure: vi.fn(),
  }
  const updates = { lookNow: vi.fn(), restart: vi.fn() }
  const choose = vi.fn()
  const openHelpDesk = vi.fn()
  const unlockKeyStore = vi.fn()

  beforeEach(() => {
    vi.clearAllMocks()
    for (const done of Object.values(exporter)) done.mockResolvedValue(undefined)
    const flow = { view: () => ({ window }), press } as unknown as Flow
    handleAppChannels(
      { flow: () => flow, banks: vi.fn(), choose, side, exporter, openHelpDesk, unlockKeyStore },
      'app://koshin',
      onPress,
    )
    handleSideChannels({ side, settings, updates }, 'app://koshin')
  })

  it('are all answered', () => {
    expect(Object.keys(bound.handlers).sort()).toEqual(Object.keys({ ...appChannels, ...sideChannels }).sort())
  })

  it('open the help desk’s page that the settings name, whatever a page asks', () => {
    for (const offering of [
      { window: 'help' },
      { window: 'completion' },
      { window: 'login', failure: { code: 'internal' } },
    ]) {
      openHelpDesk.mockClear()
      side.view.mockReturnValueOnce(offering)
      bound.handlers['support:page']!('https://elsewhere.example', 7)
      expect(openHelpDesk.mock.calls).toEqual([[]])
    }
  })

  it('do not open it where no window shows whom to call', () => {
    side.view.mockReturnValueOnce({ window: 'login' })
    bound.handlers['support:page']!(undefined, 7)
    expect(openHelpDesk).not.toHaveBeenCalled()
  })

  it('ask for the key store’s password only where its window says that it has one', () => {
    side.view.mockReturnValueOnce({ window: 'login', failure: { code: 'keystore.unavailable' } })
    bound.handlers['key-store:unlock']!(undefined, 7)
    expect(unlockKeyStore).not.toHaveBeenCalled()
    side.view.mockReturnValueOnce({ window: 'login', failure: { code: 'keystore.password-protected' } })
    bound.handlers['key-store:unlock']!(undefined, 7)
    expect(unlockKeyStore.mock.calls).toEqual([[]])
  })

  it.each(buttonNames)('%s presses that button of its window, with what was entered', (button) => {
    window = button.slice(0, button.indexOf(':')) as View['window']
    const input = { entered: button }
    expect(bound.handlers[button]!(input, 7)).toBeUndefined()
    expect(press.mock.calls).toEqual([[button, input]])
    expect(onPress).toHaveBeenCalledOnce()
  })

  it.each(buttonNames)('%s does nothing while another window is shown', (button) => {
    window = button.startsWith('login:') ? 'main' : 'login'
    bound.handlers[button]!(undefined, 7)
    expect(press).not.toHaveBeenCalled()
    expect(onPress).not.toHaveBeenCalled()
  })

  it.each([
    ['app:choose-bank', choose],
    ['side:open', side.open],
    ['side:back', side.back],
    ['support:contents', exporter.supportContents],
    ['support:save', exporter.saveSupport],
    ['updates:look', updates.lookNow],
    ['updates:restart', updates.restart],
    ['settings:language', settings.language],
    ['settings:theme', settings.theme],
    ['settings:start-at-login', settings.startAtLogin],
    ['settings:tray', settings.tray],
    ['settings:reminders', settings.reminders],
    ['settings:forget-password', settings.forgetPassword],
    ['certificate:copy', exporter.copy],
    ['certificate:export', exporter.exportCertificate],
    ['completion:save', exporter.savePage],
  ] as const)('%s is done over any window', async (channel, done) => {
    await bound.handlers[channel]!('said', 7)
    expect(done).toHaveBeenCalledOnce()
    expect(press).not.toHaveBeenCalled()
  })
})
