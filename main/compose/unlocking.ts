/** The key store's password: the window that asks for it, who is told, and what goes on then. */
import { createPasswordWindow } from '../desktop/windows/questions/password-question.ts'
import { wantsPassword } from '../desktop/windows/told-failure.ts'
import { openToChromium } from '../keystore/linux/chromium-login.ts'
import { answerChromium } from '../keystore/linux/tokens/chromium-pins.ts'
import type { TokenPins } from '../keystore/linux/tokens/with-tokens.ts'
import type { RemoteKeyStore } from '../keystore/process/remote-key-store.ts'
import { createUnlocking } from '../keystore/unlocking.ts'
import type { AppWindow } from './app-window.ts'
import type { BankDesks } from './banks/bank-desks.ts'

interface AskingParts {
  readonly unlock: RemoteKeyStore['unlock']
  readonly pins: TokenPins
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
  window,
  origin,
  developmentServer,
}: AskingParts): () => Promise<boolean> {
  const ask = createPasswordWindow(origin, developmentServer)
  return createUnlocking({
    token: pins.wanted,
    unlock,
    // Where that cannot be done, the bank will see no certificate, and says so.
    async openToChromium(password, token) {
      if (token === undefined) return openToChromium(password).catch(() => false)
      return answerChromium(pins)
    },
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
