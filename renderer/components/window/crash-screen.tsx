import { Component, type ReactNode } from 'react'
import { FailureNotice } from '../progress/failure-notice.tsx'

/** A page that cannot be drawn says so, instead of leaving an empty window. */
export class CrashScreen extends Component<{ readonly children: ReactNode }, { readonly crashed: boolean }> {
  override state = { crashed: false }

  static getDerivedStateFromError(): { crashed: boolean } {
    return { crashed: true }
  }

  override render(): ReactNode {
    if (!this.state.crashed) return this.props.children
    return <FailureNotice failure={{ code: 'internal', retry: 'never' }} testId="crash" banner />
  }
}
