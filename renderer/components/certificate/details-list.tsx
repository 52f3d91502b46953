import type { ReactNode } from 'react'
import type { CopyField } from '../../../preload/contract.ts'
import { CopyButton } from '../controls/copy-button.tsx'
import './details-list.css'

interface Detail {
  readonly name: string
  readonly value: ReactNode
  readonly testId?: string
  /** Can be copied by itself, as this field of the certificate that the window is about. */
  readonly field?: CopyField
}

export function DetailsList({ details }: { details: readonly Detail[] }) {
  return (
    <dl className="details">
      {details.map(({ name, value, testId, field }) => (
        <div key={name}>
          <dt>{name}</dt>
          {field === undefined ? (
            <dd data-testid={testId}>{value}</dd>
          ) : (
            <dd className="details-copied">
              <div data-testid={testId}>{value}</div>
              <CopyButton name={name} field={field} />
            </dd>
          )}
        </div>
      ))}
    </dl>
  )
}
