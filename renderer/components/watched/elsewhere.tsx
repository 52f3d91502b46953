import { useTranslation } from 'react-i18next'
import type { WatchedLine } from '../../../preload/contract.ts'
import { koshin, useAction } from '../controls/action.tsx'
import './elsewhere.css'

interface ElsewhereProps {
  /** The line's. */
  readonly id: string
  readonly entries: WatchedLine['elsewhere']
}

/** What else has to be told of a new certificate, to tick off. */
export function Elsewhere({ id, entries }: ElsewhereProps) {
  const { t } = useTranslation()
  const { run } = useAction()
  return (
    <fieldset className="stack-tight elsewhere">
      <legend>{t('watch.checklist')}</legend>
      {entries.map(({ text, done }, index) => (
        <label className="check" key={text}>
          <input
            type="checkbox"
            checked={done}
            data-testid="elsewhere"
            onChange={({ target }) => void run(() => koshin().watch.tick(id, index, target.checked))}
          />
          {text}
        </label>
      ))}
    </fieldset>
  )
}
