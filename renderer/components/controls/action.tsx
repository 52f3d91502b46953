import { createContext, useCallback, useContext, useState } from 'react'
import type { KoshinBridge } from '../../../preload/capabilities.ts'

interface Reporter {
  /** Something that the user asked for could not even be handed over. */
  readonly report: () => void
  readonly clear: () => void
}

export const ReporterContext = createContext<Reporter>({ report: () => undefined, clear: () => undefined })

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
