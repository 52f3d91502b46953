import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react'
import type { KoshinBridge } from '../../../preload/contract.ts'
import { FailureNotice } from '../progress/failure-notice.tsx'

interface Reporter {
  /** Something that the user asked for could not even be handed over. */
  readonly report: () => void
  readonly clear: () => void
}

const ReporterContext = createContext<Reporter>({ report: () => undefined, clear: () => undefined })

/** Shows a rejected action as a failure like any other, because none may be silent. */
export function ActionScope({ children }: { children: ReactNode }) {
  const [failed, setFailed] = useState(false)
  const reporter = useMemo(() => ({ report: () => setFailed(true), clear: () => setFailed(false) }), [])
  return (
    <ReporterContext value={reporter}>
      {failed && <FailureNotice failure={{ code: 'internal', retry: 'later' }} testId="action-failure" banner />}
      {children}
    </ReporterContext>
  )
}

/** Runs one thing at a time: while it is pending, a second click does nothing. */
export function useAction(): { pending: boolean; run: (work: () => Promise<void>) => Promise<void> } {
  const { report, clear } = useContext(ReporterContext)
  const [pending, setPending] = useState(false)
  const run = useCallback(
    async (work: () => Promise<void>) => {
      setPending(true)
      clear()
      try {
        await work()
      } catch {
        report()
      } finally {
        setPending(false)
      }
    },
    [report, clear],
  )
  return { pending, run }
}

/** The bridge, read when it is used: only the app's window has one. */
export function koshin(): KoshinBridge {
  return window.koshin
}
