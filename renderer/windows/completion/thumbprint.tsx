import { completionIds } from './test-ids.ts'

/** Sixteen groups of four, as people compare them aloud; lower-case hex in. */
export function Thumbprint({ value }: { value: string }) {
  const groups = value.toUpperCase().match(/.{1,4}/g) ?? []
  return (
    <span className="mono thumbprint" data-testid={completionIds.thumbprint} data-thumbprint={value}>
      {groups.join(' ')}
    </span>
  )
}
