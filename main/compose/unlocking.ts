/** The key store's password: the window that asks for it, who is told, and what goes on then. */
import { createPasswordWindow } from '../desktop/windows/password-question.ts'
import { wantsPassword } from '../desktop/windows/told-failure.ts'
import { openToChromium } from '../keystore/linux/chromium-login.ts'
import type { RemoteKeyStore } from '../keystore/process/remote-key-store.ts'
import { createUnlocking } from '../keystore/unlocking.ts'
import type { AppWindow } from './app-window.ts'
import type { BankDesks } from './bank-desks.ts'

interface UnlockingParts {
  readonly unlock: RemoteKeyStore['unlock']
  readonly window: AppWindow
  readonly desks: BankDesks
  readonly origin: string
  readonly developmentServer: string | undefined
}

/** The buttons that try again what the key store had refused. */
const retries = { login: 'login:retry', preparing: 'preparing:retry', ended: 'ended:retry' } as const

export function composeUnlocking({ unlock, window, desks, origin, developmentServer }: UnlockingParts) {
  const ask = createPasswordWindow(origin, developmentServer)
  const opened = createUnlocking({
    unlock,
    // Where that cannot be done, the bank will see no certificate, and says so.
    openToChromium: (password) => openToChromium(password).catch(() => false),
    async ask(question) {
      const parent = window.current()
      return parent === undefined ? undefined : ask(question, parent)
    },
  })
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
