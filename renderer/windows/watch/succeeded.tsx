import { useTranslation } from 'react-i18next'
import type { WatchedLine } from '../../../preload/contract.ts'
import { Elsewhere } from '../../components/watched/elsewhere.tsx'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { watchIds } from './test-ids.ts'

/** A new certificate has taken the place of another: what else has to know, until its user has seen and done it all. */
export function Succeeded({ line: { id, serial, renewedFrom, elsewhere } }: { line: WatchedLine }) {
  const { t } = useTranslation()
  if (renewedFrom === undefined && elsewhere.length === 0) return null
  return (
    <div className="watch-renewed">
      {renewedFrom !== undefined && <p role="status">{t('watch.renewed', { from: renewedFrom, serial })}</p>}
      {elsewhere.length === 0 ? <p>{t('watch.elsewhere')}</p> : <Elsewhere id={id} entries={elsewhere} />}
      {renewedFrom !== undefined && (
        <ActionButton action={() => koshin().watch.seen(id)} testId={watchIds.seen}>
          {t('watch.seen')}
        </ActionButton>
      )}
    </div>
  )
}
