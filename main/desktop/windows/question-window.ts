import type { BrowserWindow } from 'electron'
import { openWindow, type WindowKind } from './open-window.ts'

/** A modal window as a promise of its answer. */
export interface QuestionWindows<Question, Answer> {
  /** Resolves with the answer, or undefined when the window was closed without one. */
  ask(question: Question, parent: BrowserWindow): Promise<Answer | undefined>
  /** What the window with these contents was opened for. @throws Error when it asks nothing */
  questionOf(contentsId: number): Question
  answer(contentsId: number, answer: Answer): void
}

export function createQuestionWindows<Question, Answer>(
  kind: WindowKind,
  size: { readonly width: number; readonly height: number },
  developmentServer: string | undefined,
): QuestionWindows<Question, Answer> {
  const open = new Map<number, { question: Question; answer: (value: Answer) => void }>()
  const fixed = { modal: true, resizable: true, minimizable: false, maximizable: false, fullscreenable: false }
  return {
    ask: (question, parent) =>
      new Promise((resolve) => {
        const window = openWindow(kind, { parent, ...size, ...fixed }, developmentServer)
        const { id } = window.webContents
        let given: Answer | undefined
        open.set(id, {
          question,
          answer(value) {
            given = value
            window.close()
          },
        })
        window.once('closed', () => {
          open.delete(id)
          resolve(given)
        })
      }),
    questionOf(contentsId) {
      const asked = open.get(contentsId)
      if (asked === undefined) throw new Error('nothing is asked')
      return asked.question
    },
    answer: (contentsId, value) => open.get(contentsId)?.answer(value),
  }
}
