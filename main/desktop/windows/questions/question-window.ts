import { type BrowserWindow, screen, type Size } from 'electron'
import { openWindow, type WindowKind } from '../open-window.ts'
import { grown } from '../look/sizes.ts'
import { typingEnds } from '../typing.ts'

/** A modal window as a promise of its answer. */
export interface QuestionWindows<Question, Answer> {
  /** Resolves with the answer, or undefined when the window was closed without one. */
  ask(question: Question, parent: BrowserWindow): Promise<Answer | undefined>
  /** What the window with these contents was opened for. @throws Error when it asks nothing */
  questionOf(contentsId: number): Question
  answer(contentsId: number, answer: Answer): void
  /** @param pageHeight in the page's px: what it needs to be seen whole */
  grow(contentsId: number, pageHeight: number): void
}

/** @param size of what the window shows; it grows with a question that needs more height */
export function createQuestionWindows<Question, Answer>(
  kind: WindowKind,
  size: Size,
  developmentServer: string | undefined,
): QuestionWindows<Question, Answer> {
  const open = new Map<number, { window: BrowserWindow; question: Question; answer: (value: Answer) => void }>()
  const fixed = { modal: true, resizable: true, minimizable: false, maximizable: false, fullscreenable: false }
  const options = { ...size, ...fixed, useContentSize: true }
  const openQuestion = (question: Question, parent: BrowserWindow): Promise<Answer | undefined> =>
    new Promise((resolve) => {
      const window = openWindow(kind, { parent, ...options }, developmentServer)
      const { id } = window.webContents
      let given: Answer | undefined
      open.set(id, {
        window,
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
    })

  return {
    async ask(question, parent) {
      await typingEnds(parent)
      return parent.isDestroyed() ? undefined : openQuestion(question, parent)
    },
    questionOf(contentsId) {
      const asked = open.get(contentsId)
      if (asked === undefined) throw new Error('nothing is asked')
      return asked.question
    },
    answer: (contentsId, value) => open.get(contentsId)?.answer(value),
    grow(contentsId, pageHeight) {
      const window = open.get(contentsId)?.window
      if (window !== undefined) growTo(window, pageHeight * window.webContents.getZoomFactor())
    },
  }
}

/** Keeps both answers in sight: with long names, a translation, larger text or after a pull at the window's side. */
function growTo(window: BrowserWindow, height: number): void {
  const content = window.getContentBounds()
  const frame = window.getBounds().height - content.height
  const place = grown(content, frame, height, screen.getDisplayMatching(content).workArea)
  if (place !== undefined) window.setContentBounds(place)
}
