import type { ReactNode } from 'react'
import './details-list.css'

interface Detail {
  readonly name: string
  readonly value: ReactNode
  readonly testId?: string
}

export function DetailsList({ details }: { details: readonly Detail[] }) {
  return (
    <dl className="details">
      {details.map(({ name, value, testId }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd data-testid={testId}>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
