import type { ReactNode } from 'react'
import { useTitle } from './use-title.ts'
import './question-page.css'

interface QuestionPageProps {
  readonly title: string
  readonly testId: string
  /** By Escape, as by the button. */
  readonly onCancel: () => void
  readonly children: ReactNode
}

/** A page that asks for a password, in a window of its own. */
export function QuestionPage({ title, testId, onCancel, children }: QuestionPageProps) {
  useTitle(title)
  return (
    <main className="question" data-testid={testId} onKeyDown={(event) => event.key === 'Escape' && onCancel()}>
      <h1>{title}</h1>
      {children}
    </main>
  )
}
