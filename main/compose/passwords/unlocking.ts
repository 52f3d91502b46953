/** The key store's password: the window that asks for it, who is told, and what goes on then. */
import { createPasswordWindow } from '../../desktop/windows/questions/password-question.ts'
import { wantsPassword } from '../../desktop/windows/told-failure.ts'
import type { TokenPins } from '../../keystore/linux/tokens/with-tokens.ts'
import type { KeptPasswords } from '../../keystore/kept-passwords.ts'
import type { RemoteKeyStore } from '../../keystore/process/remote-key-store.ts'
import { createUnlocking } from '../../keystore/unlocking.ts'
import type { AppWindow } from '../window/app-window.ts'
import type { BankDesks } from '../banks/bank-desks.ts'
import { alsoToChromium } from './saved.ts'

interface AskingParts {
  readonly unlock: RemoteKeyStore['unlock']
  readonly pins: TokenPins
  readonly kept: KeptPasswords
  readonly window: AppWindow
  readonly origin: string
  readonly developmentServer: string | undefined
}

interface UnlockingParts extends AskingParts {
  readonly desks: BankDesks
}

/** The buttons that try again what the key store had refused. */
const retries = { login: 'login:retry', preparing: 'preparing:retry', ended: 'ended:retry' } as const

/** Asks before the app's window; resolves with whether something has changed. */
export function composeAsking({
  unlock,
  pins,
  kept,
  window,
  origin,
  developmentServer,
}: AskingParts): () => Promise<boolean> {
  const ask = createPasswordWindow(origin, developmentServer)
  return createUnlocking({
    token: pins.wanted,
    unlock,
    openToChromium: (password, token) => alsoToChromium(pins, password, token),
    kept,
    async ask(question) {
      const parent = window.current()
      return parent === undefined ? undefined : ask(question, parent)
    },
  })
}

export function composeUnlocking({ desks, ...asking }: UnlockingParts) {
  const opened = composeAsking(asking)
  return async (): Promise<void> => {
    if (!(await opened())) return
    for (const { flow, check } of desks.all) {
      const view = flow.view()
      if (view.window in retries && wantsPassword(view)) {
        flow.press(retries[view.window as keyof typeof retries], undefined)
      }
      await check()
    }
  }
}
