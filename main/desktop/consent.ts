import type { BrowserWindow } from 'electron'
import { consentChannels, type ConsentQuestion } from '../../preload/contract.ts'
import { handleChannels } from './ipc.ts'
import { openWindow } from './windows.ts'

/** Asks Web アクセスの確認 in a modal window of its own; closing it is いいえ. */
export type AskConsent = (question: ConsentQuestion, parent: BrowserWindow) => Promise<boolean>

export function createConsent(origin: string, developmentServer?: string): AskConsent {
  const open = new Map<number, { question: ConsentQuestion; answer: (yes: boolean) => void }>()

  handleChannels('consent', origin, consentChannels, {
    'consent:question'(_none, contentsId) {
      const asked = open.get(contentsId)
      if (asked === undefined) throw new Error('consent:question: nothing is asked')
      return asked.question
    },
    'consent:answer'(answer, contentsId) {
      open.get(contentsId)?.answer(answer === 'yes')
      return undefined
    },
  })

  return (question, parent) =>
    new Promise((resolve) => {
      const window = openWindow(
        'consent',
        { parent, modal: true, width: 560, height: 420, resizable: true, minimizable: false, maximizable: false, fullscreenable: false },
        developmentServer,
      )
      const { id } = window.webContents
      let answered = false
      open.set(id, {
        question,
        answer(yes) {
          answered = yes
          window.close()
        },
      })
      window.once('closed', () => {
        open.delete(id)
        resolve(answered)
      })
    })
}
