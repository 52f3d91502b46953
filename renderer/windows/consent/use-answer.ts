import { type KeyboardEvent, type RefObject, useEffect, useRef } from 'react'
import { useAction } from '../../components/controls/action.tsx'
import { useGuard } from './guard.ts'

interface Answering {
  readonly answer: (value: 'yes' | 'no') => void
  /** Not yet, or no more. */
  readonly rests: boolean
  readonly onKeyDown: (event: KeyboardEvent) => void
  /** The button with the focus. */
  readonly no: RefObject<HTMLButtonElement | null>
}

/** One question, two answers: neither by accident, and いいえ at hand. */
export function useAnswer(): Answering {
  const { pending, run } = useAction()
  const ready = useGuard()
  const no = useRef<HTMLButtonElement>(null)
  useEffect(() => no.current?.focus(), [])
  function answer(value: 'yes' | 'no'): void {
    if (!pending) void run(() => window.koshinConsent.answer(value))
  }
  return {
    answer,
    rests: !ready || pending,
    no,
    onKeyDown(event) {
      // A key held down since the window underneath is not an answer, however long ago this one opened.
      if (event.repeat && (event.key === 'Enter' || event.key === ' ')) event.preventDefault()
      if (event.key === 'Escape') answer('no')
    },
  }
}
