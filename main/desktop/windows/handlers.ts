/** What each button of the app's window does. */
import { type AppChannels, appChannels, type Banks, type View } from '../../../preload/contract.ts'
import type { ButtonInput, ButtonName } from '../flow/event.ts'
import type { Flow } from '../flow/flow.ts'
import { buttonNames } from '../flow/step.ts'
import { handleChannels, type Handlers } from './ipc.ts'
import type { SidePages } from '../flow/side-pages.ts'
import type { Exporter } from './export.ts'
import { tellsFailure, wantsPassword } from './told-failure.ts'

export interface Shown {
  /** Of the bank whose window is shown. */
  readonly flow: () => Flow
  readonly banks: () => Banks
  /** Shows another bank. */
  readonly choose: (id: string) => void
  readonly side: Pick<SidePages, 'view'>
  readonly exporter: Exporter
  /** The page of the shown bank's help desk, in the browser. */
  readonly openHelpDesk: () => void
  /** Asks for the key store's password, and goes on with what waited for it. */
  readonly unlockKeyStore: () => Promise<void>
}

const nothing = (): undefined => undefined

/** Where whom to call stands in the window. */
const offersHelpDesk = (view: View): boolean =>
  view.window === 'help' || view.window === 'completion' || tellsFailure(view)

/** Answers the channels of the app's window. */
export function handleAppChannels(
  { flow, banks, choose, side, exporter, openHelpDesk, unlockKeyStore }: Shown,
  origin: string,
  onPress: () => void,
): void {
  // A button works only while its window is the one that is shown. The answer does not wait for the work: windows follow
  // by the view that is pushed to them.
  const press =
    <B extends ButtonName>(button: B) =>
    (input: ButtonInput<B>): undefined => {
      const shown = flow()
      if (!button.startsWith(`${shown.view().window}:`)) return
      onPress()
      shown.press(button, input)
    }
  const buttons: unknown = Object.fromEntries(buttonNames.map((button) => [button, press(button)]))
  handleChannels('app', origin, appChannels, {
    ...(buttons as Pick<Handlers<AppChannels>, ButtonName>),
    'app:view': side.view,
    'app:banks': banks,
    'app:choose-bank'(id) {
      choose(id)
      return undefined
    },
    'support:contents': () => exporter.supportContents(),
    'support:save': () => exporter.saveSupport().then(nothing),
    'support:page': () => void (offersHelpDesk(side.view()) && openHelpDesk()),
    // The answer does not wait for the user's.
    'key-store:unlock': () => void (wantsPassword(side.view()) && unlockKeyStore()),
    'failure:copy': (code) => exporter.copyFailure(code),
    'certificate:copy': (field) => exporter.copy(field).then(nothing),
    'certificate:export': () => exporter.exportCertificate().then(nothing),
    'completion:save': () => exporter.savePage(),
  })
}
