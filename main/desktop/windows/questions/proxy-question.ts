import type { BrowserWindow } from 'electron'
import { proxyChannels, type ProxyAnswer, type ProxyQuestion } from '../../../../preload/contract.ts'
import { handleChannels } from '../ipc.ts'
import { createQuestionWindows } from './question-window.ts'
import { windowSizes } from '../look/sizes.ts'

/** Asks for a proxy's user name and password in a modal window of its own; undefined when it was closed. */
export type AskProxy = (question: ProxyQuestion, parent: BrowserWindow) => Promise<ProxyAnswer | undefined>

export function createProxyWindow(origin: string, developmentServer?: string): AskProxy {
  const windows = createQuestionWindows<ProxyQuestion, ProxyAnswer | undefined>(
    'proxy',
    windowSizes.proxy,
    developmentServer,
  )
  handleChannels('proxy', origin, proxyChannels, {
    'proxy:question': (_none, contentsId) => windows.questionOf(contentsId),
    'proxy:answer': (answer, contentsId) => void windows.answer(contentsId, answer),
    'proxy:height': (height, contentsId) => void windows.grow(contentsId, height),
  })
  return (question, parent) => windows.ask(question, parent)
}
