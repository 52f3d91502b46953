import { useTranslation } from 'react-i18next'
import type { DemoCharacter } from '../../../preload/contract.ts'
import { useAction } from '../../components/controls/action.tsx'
import { demoBankIds } from './test-ids.ts'

interface CharactersProps {
  readonly characters: readonly DemoCharacter[]
  readonly onChange: (character: DemoCharacter) => void
}

/** What real banks are like: each can be tried out, and is off at first. */
export function Characters({ characters, onChange }: CharactersProps) {
  const { t } = useTranslation()
  const { pending, run } = useAction()
  const set = (character: DemoCharacter) =>
    run(async () => {
      await window.koshinDemo.setCharacter(character)
      onChange(character)
    })
  return (
    <details className="stack-tight" data-testid={demoBankIds.characters}>
      <summary>{t('demo.characters')}</summary>
      <p>{t('demo.charactersLead')}</p>
      {characters.map(({ name, on }) => (
        <label key={name} className="check">
          <input
            type="checkbox"
            checked={on}
            disabled={pending}
            data-testid={demoBankIds.character}
            data-character={name}
            onChange={({ target }) => void set({ name, on: target.checked })}
          />
          {t(`demo.characterNames.${name}`)}
        </label>
      ))}
    </details>
  )
}
