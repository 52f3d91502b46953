/** What each button of the app's window does. */
import { appChannels, type Banks, type View } from '../../../preload/contract.ts'
import type { Flow } from '../flow/flow.ts'
import { handleChannels } from './ipc.ts'
import type { Settings } from './settings.ts'
import type { SidePages } from '../flow/side-pages.ts'
import type { Updates } from '../../updates/updates.ts'
import type { Exporter } from './export.ts'

export interface Shown {
  /** Of the bank whose window is shown. */
  readonly flow: () => Flow
  readonly banks: () => Banks
  /** Shows another bank. */
  readonly choose: (id: string) => void
  readonly side: SidePages
  readonly settings: Settings
  readonly exporter: Exporter
  readonly updates: Pick<Updates, 'lookNow' | 'restart'>
}

const nothing = (): undefined => undefined

/** Answers the channels of the app's window. */
export function handleAppChannels(
  { flow, banks, choose, side, settings, exporter, updates }: Shown,
  origin: string,
  onPress: () => void,
): void {
  /**
   * A button works only while its window is the one that is shown, whoever presses it. The answer does not wait for
   * the work: windows follow by the view that is pushed to them.
   */
  const at =
    <I>(window: View['window'], action: (flow: Flow, input: I) => unknown) =>
    (input: I): undefined => {
      const shown = flow()
      if (shown.view().window !== window) return
      onPress()
      Promise.resolve(action(shown, input)).catch((error: unknown) => shown.fail(error))
    }
  handleChannels('app', origin, appChannels, {
    'app:view': side.view,
    'app:banks': banks,
    'app:choose-bank'(id) {
      choose(id)
      return undefined
    },
    'side:open': (page) => void side.open(page),
    'side:back': () => void side.back(),
    'support:contents': () => exporter.supportContents(),
    'support:save': () => exporter.saveSupport().then(nothing),
    'updates:look': () => void updates.lookNow(),
    'updates:restart': () => void updates.restart(),
    'settings:language': (choice) => void settings.language(choice),
    'settings:theme': (choice) => void settings.theme(choice),
    'settings:start-at-login': (on) => void settings.startAtLogin(on),
    'settings:reminders': (choice) => void settings.reminders(choice),
    'login:choose': at('login', (flow, input) => flow.choose(input)),
    'login:sign-in': at('login', (flow, input) => flow.signIn(input)),
    'login:retry': at('login', (flow) => flow.retryLogin()),
    'login:renew': at('login', (flow) => flow.renewExpired()),
    'login:acquire': at('login', (flow) => flow.acquire()),
    'login:new-pc': at('login', (flow) => flow.newPc()),
    'notice:to-main': at('notice', (flow) => flow.leave()),
    'notice:renew': at('notice', (flow) => flow.renew()),
    'notice:snooze': at('notice', (flow) => flow.snooze()),
    'notice:mute': at('notice', (flow) => flow.mute()),
    'preparing:cancel': at('preparing', (flow) => flow.leave()),
    'preparing:retry': at('preparing', (flow) => flow.renew()),
    'start:begin': at('start', (flow) => flow.begin()),
    'start:cancel': at('start', (flow) => flow.leave()),
    'certificate:copy': (field) => exporter.copy(field).then(nothing),
    'certificate:export': () => exporter.exportCertificate().then(nothing),
    'completion:save': () => exporter.savePage().then(nothing),
    'completion:close': at('completion', (flow) => flow.close()),
    'main:renew': at('main', (flow) => flow.renew()),
    'main:install-waiting': at('main', (flow) => flow.installWaiting()),
    'main:open-banking': at('main', (flow) => flow.openBanking()),
    'main:self-test': at('main', (flow) => flow.selfTest()),
    'main:restore': at('main', (flow, input) => flow.restore(input)),
    'main:new-pc': at('main', (flow) => flow.newPc()),
    'main:log-out': at('main', (flow) => flow.logOut()),
    'acquire:request': at('acquire', (flow, input) => flow.requestAcquisition(input)),
    'acquire:back': at('acquire', (flow) => flow.leaveAcquisition()),
    'new-pc:back': at('new-pc', (flow) => flow.leave()),
    'ended:continue': at('ended', (flow) => flow.leave()),
    'ended:retry': at('ended', (flow) => flow.retryEnded()),
  })
}
