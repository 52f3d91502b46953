import { useTranslation } from 'react-i18next'
import type { CardNotes } from '../../../preload/contract.ts'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { Elsewhere } from '../../components/watched/elsewhere.tsx'
import { Past } from '../../components/watched/past.tsx'
import { mainIds } from './test-ids.ts'

/** What was written of the certificate while it was only watched, and goes on with it. */
export function Notes({ notes: { id, name, note, elsewhere, history } }: { notes: CardNotes }) {
  const { t } = useTranslation()
  return (
    <section className="panel stack-tight" data-testid={mainIds.notes}>
      <h2>{name}</h2>
      {note !== undefined && <p className="main-note">{note}</p>}
      {elsewhere.length > 0 && <Elsewhere id={id} entries={elsewhere} />}
      {history.length > 1 && <Past history={history} testId={mainIds.past} />}
      <div>
        <ActionButton kind="quiet" action={() => koshin().watch.edit(id)} testId={mainIds.editNotes}>
          {t('watch.edit')}
        </ActionButton>
      </div>
    </section>
  )
}
