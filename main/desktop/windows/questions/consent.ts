import type { BrowserWindow } from 'electron'
import {
  type BankFileQuestion,
  consentChannels,
  type ConsentQuestion,
  type HideQuestion,
  type LiftQuestion,
} from '../../../../preload/contract.ts'
import { handleChannels } from '../ipc.ts'
import { createQuestionWindows } from './question-window.ts'
import { windowSizes } from '../look/sizes.ts'

type Question = ConsentQuestion | BankFileQuestion | HideQuestion | LiftQuestion

/**
 * Asks Web アクセスの確認, whether a bank shall be set, a certificate be hidden or a lock be lifted, in a modal window of its
 * own; closing it is いいえ.
 */
export type AskConsent = (question: Question, parent: BrowserWindow) => Promise<boolean>

export function createConsent(origin: string, developmentServer?: string): AskConsent {
  const windows = createQuestionWindows<Question, boolean>('consent', windowSizes.consent, developmentServer)
  handleChannels('consent', origin, consentChannels, {
    'consent:question': (_none, contentsId) => windows.questionOf(contentsId),
    'consent:answer': (answer, contentsId) => void windows.answer(contentsId, answer === 'yes'),
    'consent:height': (height, contentsId) => void windows.grow(contentsId, height),
  })
  return async (question, parent) => (await windows.ask(question, parent)) ?? false
}
