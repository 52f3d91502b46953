import type { BrowserWindow } from 'electron'
import { type PasswordAnswer, passwordChannels, type PasswordQuestion } from '../../../../preload/contract.ts'
import { handleChannels } from '../ipc.ts'
import { createQuestionWindows } from './question-window.ts'
import { windowSizes } from '../look/sizes.ts'

/** Asks for the key store's password in a modal window of its own; undefined when it was closed. */
export type AskPassword = (question: PasswordQuestion, parent: BrowserWindow) => Promise<PasswordAnswer | undefined>

export function createPasswordWindow(origin: string, developmentServer?: string): AskPassword {
  const windows = createQuestionWindows<PasswordQuestion, PasswordAnswer | undefined>(
    'password',
    windowSizes.password,
    developmentServer,
  )
  handleChannels('password', origin, passwordChannels, {
    'password:question': (_none, contentsId) => windows.questionOf(contentsId),
    'password:answer': (answer, contentsId) => void windows.answer(contentsId, answer),
    'password:height': (height, contentsId) => void windows.grow(contentsId, height),
  })
  return (question, parent) => windows.ask(question, parent)
}
