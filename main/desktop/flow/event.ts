/** What can happen to the flow: a button of one of its windows, or what an effect came to. */
import type { z } from 'zod'
import type { AppChannels, Preparation } from '../../../preload/contract.ts'
import type { Failure, Result } from '../../renewal/errors.ts'
import type { RenewalState } from '../../renewal/machine/machine.ts'
import type { Browsers, FlowWindow, RetiredCertificate, SignedIn } from './state.ts'

/** Of the window that its name begins with; what only copies or saves what is shown is none of the flow's. */
export type ButtonName = Exclude<Extract<keyof AppChannels, `${FlowWindow}:${string}`>, 'completion:save'>
export type ButtonInput<B extends ButtonName> = z.infer<AppChannels[B]>
export type Press = { [B in ButtonName]: { readonly type: B; readonly input: ButtonInput<B> } }[ButtonName]

/** Results carry the number that their effect was given. */
export type Happening =
  /** The app started. `left`: where the journal's renewal will carry on, if it does so by itself. */
  | { readonly type: 'started'; readonly left: RenewalState | undefined }
  | { readonly type: 'looked'; readonly task: number; readonly failure?: Failure | undefined }
  | { readonly type: 'restarted'; readonly task: number; readonly failure?: Failure | undefined }
  | {
      readonly type: 'signed-in'
      readonly task: number
      readonly thumbprint: string
      readonly result: Result<SignedIn>
    }
  | { readonly type: 'checked'; readonly task: number; readonly checks: readonly Preparation[] }
  | { readonly type: 'prepared'; readonly task: number; readonly failure?: Failure | undefined }
  /** The checks were on the screen for long enough. */
  | { readonly type: 'shown-long-enough'; readonly task: number }
  | { readonly type: 'made-ahead'; readonly task: number }
  /** The domain moved a renewal to its next state. */
  | { readonly type: 'moved' }
  | { readonly type: 'settled'; readonly task: number; readonly failure?: Failure | undefined }
  /** The key store was looked into again after a completion. */
  | {
      readonly type: 'read-back'
      readonly task: number
      readonly browsers: Browsers
      /** Why nothing could be looked at. */
      readonly failure?: Failure | undefined
    }
  | { readonly type: 'given-up' }
  /** The same after its question. */
  | { readonly type: 'gave-up'; readonly task: number; readonly yes: boolean; readonly failure?: Failure | undefined }
  | { readonly type: 'wait-over'; readonly task: number }
  /** From time to time: what could not reach the bank may reach it now. */
  | { readonly type: 'retry-stalled' }
  | { readonly type: 'reviewed'; readonly task: number; readonly restorable: readonly RetiredCertificate[] }
  | { readonly type: 'tested'; readonly task: number; readonly failure?: Failure | undefined }
  | { readonly type: 'restored'; readonly task: number; readonly failure?: Failure | undefined }
  /** The time has come to renew a certificate without being asked. `isIdle`: nobody has touched the computer for minutes. */
  | { readonly type: 'renewal-due'; readonly thumbprint: string; readonly isIdle: boolean }
  /** There is nothing to be renewed any more: nothing was begun. */
  | { readonly type: 'needless'; readonly task: number }
  /** An unattended run beside the app wants its work done here. `isIdle`: as above. */
  | { readonly type: 'taken-on'; readonly isIdle: boolean }
  /** It was done, or came to nothing. */
  | { readonly type: 'given-back'; readonly task: number; readonly failure?: Failure | undefined }
  /** From the tray or a notification: the notice of one certificate. */
  | { readonly type: 'notice-asked'; readonly thumbprint: string }
  /** A fault of ours. `task`: of the effect that it happened in. */
  | { readonly type: 'faulted'; readonly cause: string; readonly task?: number | undefined }

export type FlowEvent = Press | Happening
