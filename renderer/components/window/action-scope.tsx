import { type ReactNode, useMemo, useState } from 'react'
import { ReporterContext } from '../controls/action.tsx'
import { FailureNotice } from '../progress/failure-notice.tsx'

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
