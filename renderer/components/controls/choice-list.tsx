import { useId } from 'react'
import { useAction } from './action.tsx'
import './choice-list.css'

interface ChoiceListProps<C extends string> {
  readonly name: string
  readonly choices: Readonly<Record<C, string>>
  readonly chosen: C
  readonly onChoose: (choice: C) => Promise<void>
  readonly testId: string
}

/** One of a few: a choice holds at once. */
export function ChoiceList<C extends string>({ name, choices, chosen, onChoose, testId }: ChoiceListProps<C>) {
  const group = useId()
  const { run } = useAction()
  return (
    <fieldset className="choice-list" data-testid={testId}>
      <legend>{name}</legend>
      {(Object.keys(choices) as C[]).map((choice) => (
        <label key={choice}>
          <input
            type="radio"
            name={group}
            value={choice}
            checked={choice === chosen}
            onChange={() => void run(() => onChoose(choice))}
          />
          {choices[choice]}
        </label>
      ))}
    </fieldset>
  )
}
