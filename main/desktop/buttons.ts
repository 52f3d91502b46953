/** What each button of the app's window does. */
import { appChannels, type View } from '../../preload/contract.ts'
import type { Flow } from './flow.ts'
import { handleChannels } from './ipc.ts'

/** Answers the channels of the app's window. */
export function bindApp(flow: Flow, origin: string, onPress: () => void): void {
  /**
   * A button works only while its window is the one that is shown, whoever presses it. The answer does not wait for
   * the work: windows follow by the view that is pushed to them.
   */
  const at =
    <I>(window: View['window'], action: (input: I) => unknown) =>
    (input: I): undefined => {
      if (flow.view().window !== window) return
      onPress()
      Promise.resolve(action(input)).catch((error: unknown) => flow.fail(error))
    }
  handleChannels('app', origin, appChannels, {
    'app:view': () => flow.view(),
    'login:choose': at('login', flow.choose),
    'login:sign-in': at('login', flow.signIn),
    'login:retry': at('login', flow.retryLogin),
    'login:renew': at('login', flow.renewExpired),
    'login:acquire': at('login', flow.acquire),
    'login:new-pc': at('login', flow.newPc),
    'notice:to-main': at('notice', flow.leave),
    'notice:renew': at('notice', flow.renew),
    'notice:snooze': at('notice', flow.snooze),
    'notice:mute': at('notice', flow.mute),
    'preparing:cancel': at('preparing', flow.leave),
    'preparing:retry': at('preparing', flow.renew),
    'start:begin': at('start', flow.begin),
    'start:cancel': at('start', flow.leave),
    'completion:close': at('completion', flow.close),
    'main:renew': at('main', flow.renew),
    'main:install-waiting': at('main', flow.installWaiting),
    'main:open-banking': at('main', flow.openBanking),
    'main:self-test': at('main', flow.selfTest),
    'main:restore': at('main', flow.restore),
    'main:new-pc': at('main', flow.newPc),
    'main:log-out': at('main', flow.logOut),
    'acquire:request': at('acquire', flow.requestAcquisition),
    'acquire:back': at('acquire', flow.leaveAcquisition),
    'new-pc:back': at('new-pc', flow.leave),
    'ended:continue': at('ended', flow.leave),
    'ended:retry': at('ended', flow.retryEnded),
  })
}
