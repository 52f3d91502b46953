import type { ReactNode } from 'react'
import '../../components/window/question-page.css'
import { Answers } from './answers.tsx'
import { consentIds } from './test-ids.ts'
import { useAnswer } from './use-answer.ts'

interface QuestionFrameProps {
  readonly kind: string
  /** With the heading in it. */
  readonly top: ReactNode
  readonly children: ReactNode
}

/** What every question has: what it is about at the top, and the two answers at the end. */
export function QuestionFrame({ kind, top, children }: QuestionFrameProps) {
  const answering = useAnswer()
  return (
    <main
      className="question consent"
      data-testid={consentIds.page}
      data-question={kind}
      onKeyDown={answering.onKeyDown}
    >
      <header className="consent-top">{top}</header>
      {children}
      <Answers {...answering} />
    </main>
  )
}
