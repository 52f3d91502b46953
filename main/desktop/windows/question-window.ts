import { type BrowserWindow, screen, type Size } from 'electron'
import { openWindow, type WindowKind } from './open-window.ts'
import { grown } from './sizes.ts'

/** A modal window as a promise of its answer. */
export interface QuestionWindows<Question, Answer> {
  /** Resolves with the answer, or undefined when the window was closed without one. */
  ask(question: Question, parent: BrowserWindow): Promise<Answer | undefined>
  /** What the window with these contents was opened for. @throws Error when it asks nothing */
  questionOf(contentsId: number): Question
  answer(contentsId: number, answer: Answer): void
}

/** @param size of what the window shows; it grows with a question that needs more height */
export function createQuestionWindows<Question, Answer>(
  kind: WindowKind,
  size: Size,
  developmentServer: string | undefined,
): QuestionWindows<Question, Answer> {
  const open = new Map<number, { question: Question; answer: (value: Answer) => void }>()
  const fixed = { modal: true, resizable: true, minimizable: false, maximizable: false, fullscreenable: false }
  const options = { ...size, ...fixed, useContentSize: true, tellsPageSize: true }
  return {
    ask: (question, parent) =>
      new Promise((resolve) => {
        const window = openWindow(kind, { parent, ...options }, developmentServer)
        const { id } = window.webContents
        let given: Answer | undefined
        open.set(id, {
          question,
          answer(value) {
            given = value
            window.close()
          },
        })
        growWithPage(window)
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

/** Keeps both answers in sight: with long names, a translation, larger text or after a pull at the window's side. */
function growWithPage(window: BrowserWindow): void {
  window.webContents.on('preferred-size-changed', (_event, { height }) => {
    if (window.isDestroyed()) return
    const content = window.getContentBounds()
    const frame = window.getBounds().height - content.height
    const place = grown(content, frame, height, screen.getDisplayMatching(content).workArea)
    if (place !== undefined) window.setContentBounds(place)
  })
}
