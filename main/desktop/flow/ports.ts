/** What the flow between the windows needs of everything else. */
import type { View } from '../../../preload/contract.ts'
import type { Portal } from '../../bank/portal.ts'
import type { Result } from '../../renewal/errors.ts'
import type { BankPolicy, Policy } from '../../renewal/policy.ts'
import type { RetiredCertificates } from '../certificates/retired-certificates.ts'
import type { Notifier } from '../notices/notifier.ts'
import type { PreparationPorts } from './preparation.ts'
import type { RetryPorts } from './retries.ts'
import type { ViewPorts } from './views.ts'

export interface FlowPorts extends Omit<ViewPorts, 'hasPortal'>, PreparationPorts, RetryPorts {
  readonly portal: Portal | undefined
  readonly prove: (thumbprint: string) => Promise<Result<unknown>>
  readonly policy: { current(): Policy; adopt(bank: BankPolicy): void }
  readonly reminders: Notifier
  readonly retiredCertificates: RetiredCertificates
  /** Their names. */
  readonly runningBrowsers: () => Promise<readonly string[]>
  readonly onView: (view: View) => void
  readonly openExternal: (url: string) => void
  /** Does the user see the view now? */
  readonly isShown: () => boolean
  /** このウィンドウを閉じる takes the window away. */
  readonly closeWindow: () => void
}
