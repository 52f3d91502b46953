/** What each button of settings, help and about does. */
import { sideChannels } from '../../../preload/contract.ts'
import type { Updates } from '../../updates/updates.ts'
import type { SidePages } from '../flow/side-pages.ts'
import { handleChannels } from './ipc.ts'
import type { Settings } from './settings.ts'

interface Sides {
  readonly side: Pick<SidePages, 'open' | 'back'>
  readonly settings: Settings
  readonly updates: Pick<Updates, 'lookNow' | 'restart'>
}

export function handleSideChannels({ side, settings, updates }: Sides, origin: string): void {
  handleChannels('app', origin, sideChannels, {
    'side:open': (page) => void side.open(page),
    'side:back': () => void side.back(),
    'settings:language': (choice) => void settings.language(choice),
    'settings:theme': (choice) => void settings.theme(choice),
    'settings:start-at-login': (on) => void settings.startAtLogin(on),
    'settings:tray': (always) => void settings.tray(always),
    'settings:reminders': (choice) => void settings.reminders(choice),
    'settings:forget-password': (one) => void settings.forgetPassword(one),
    'updates:look': () => void updates.lookNow(),
    'updates:restart': () => void updates.restart(),
  })
}
