import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it, vi } from 'vitest'

vi.mock('electron', () => ({ app: { getLocale: () => 'ja' }, Menu: {} }))

const { menuTemplate } = await import('../../../../main/desktop/lifecycle/menu.ts')

const actions = { openSide: vi.fn(), quit: vi.fn() }
const labels = (platform: NodeJS.Platform) => menuTemplate(actions, platform).map(({ label }) => label)

function entries(platform: NodeJS.Platform): MenuItemConstructorOptions[] {
  const all = menuTemplate(actions, platform).flatMap(
    ({ submenu }) => submenu as MenuItemConstructorOptions[] | undefined,
  )
  return all.filter((entry) => entry !== undefined)
}

describe('the application menu', () => {
  it('begins with the app itself on macOS, and is short elsewhere', () => {
    expect(labels('darwin')).toEqual(['Koshin', 'ファイル', '編集', '表示', 'ウィンドウ', 'ヘルプ'])
    expect(labels('win32')).toEqual(['ファイル', '編集', '表示', 'ヘルプ'])
    expect(labels('linux')).toEqual(labels('win32'))
  })

  it.each([
    ['darwin', 'CmdOrCtrl+,', 'Cmd+?'],
    ['win32', 'CmdOrCtrl+,', 'F1'],
  ] as const)('shows the keys for settings and help (%s)', (platform, settings, help) => {
    const keyOf = (label: string) => entries(platform).find((entry) => entry.label === label)?.accelerator
    expect([keyOf('設定…'), keyOf('Koshin のヘルプ')]).toEqual([settings, help])
  })

  it.each(['darwin', 'win32', 'linux'] as const)('leads to settings, help and about, each once (%s)', (platform) => {
    actions.openSide.mockClear()
    for (const { label, click } of entries(platform)) {
      if (label !== 'Koshin を終了') (click as (() => void) | undefined)?.()
    }
    expect(actions.openSide.mock.calls.flat().sort()).toEqual(['about', 'help', 'settings'])
  })
})
