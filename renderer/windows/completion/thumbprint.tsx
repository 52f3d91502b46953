/** Sixteen groups of four, as people compare them aloud; lower-case hex in. */
export function Thumbprint({ value, testId }: { value: string; testId?: string }) {
  const groups = value.toUpperCase().match(/.{1,4}/g) ?? []
  return (
    <span className="mono thumbprint" data-testid={testId} data-thumbprint={value}>
      {groups.join(' ')}
    </span>
  )
}
