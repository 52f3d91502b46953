import './steps-list.css'

/** What to do, or what will happen, one after the other. */
export function StepsList({ steps }: { steps: readonly string[] }) {
  return (
    <ol className="steps-list">
      {steps.map((step) => (
        <li key={step}>{step}</li>
      ))}
    </ol>
  )
}
