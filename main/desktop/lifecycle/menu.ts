/** The application menu: whole on macOS, where it is always seen; short elsewhere, where Alt brings it up. */
import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { SidePage } from '../../../preload/contract.ts'
import { menuWords } from '../words/menu-words.ts'
import { language } from '../words/words.ts'
import { product } from '../../renewal/product/product.ts'

export interface MenuActions {
  /** undefined while there is no page to open. */
  readonly openSide: ((page: SidePage) => void) | undefined
  readonly quit: () => void
}

type Items = MenuItemConstructorOptions[]

/** Made anew when the language changes. */
export function showMenu(actions: MenuActions, platform: NodeJS.Platform = process.platform): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(actions, platform)))
}

export function menuTemplate({ openSide, quit }: MenuActions, platform: NodeJS.Platform): Items {
  const say = menuWords[language()]
  const mac = platform === 'darwin'
  const line = { type: 'separator' } as const
  const leads = (page: SidePage) => ({ click: () => openSide?.(page), enabled: openSide !== undefined })
  const about: Items = [{ label: say.about, ...leads('about') }]
  const settings: Items = [{ label: say.settings, accelerator: 'CmdOrCtrl+,', ...leads('settings') }]
  const help: Items = [{ label: say.helpPage, accelerator: mac ? 'Cmd+?' : 'F1', ...leads('help') }]
  // Quitting is not closing: only the tray's entry and this one end the app, and its reminders with it.
  const leave: Items = [
    { label: say.close, accelerator: 'CmdOrCtrl+W', role: 'close' },
    ...(mac ? [] : [{ label: say.quit, accelerator: 'CmdOrCtrl+Q', click: quit }]),
  ]
  const edit: Items = (['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll'] as const).map((role) => ({
    role,
    label: say[role],
  }))
  const view: Items = [
    ...(['resetZoom', 'zoomIn', 'zoomOut'] as const).map((role) => ({ role, label: say[role] })),
    line,
    { role: 'togglefullscreen', label: say.fullScreen },
  ]
  const app: Items = [
    ...about,
    line,
    ...settings,
    line,
    { role: 'services', label: say.services },
    line,
    { role: 'hide', label: say.hide },
    { role: 'hideOthers', label: say.hideOthers },
    { role: 'unhide', label: say.unhide },
    line,
    { label: say.quit, accelerator: 'Cmd+Q', click: quit },
  ]
  return [
    ...(mac ? [{ label: product.name[language()], submenu: app }] : []),
    { label: say.file, submenu: mac ? leave : [...settings, line, ...leave] },
    { label: say.edit, submenu: edit },
    { label: say.view, submenu: view },
    ...(mac ? [{ role: 'windowMenu', label: say.window } as const] : []),
    { role: 'help', label: say.help, submenu: mac ? help : [...help, line, ...about] },
  ]
}
