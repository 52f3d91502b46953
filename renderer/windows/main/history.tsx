import { useTranslation } from 'react-i18next'
import type { HistoryEntry } from '../../../preload/contract.ts'
import { FailureDetails } from '../../components/progress/failure-details.tsx'
import { useDates } from '../../components/certificate/use-dates.ts'
import { mainIds } from './test-ids.ts'

/** As many as a look needs; the others are a press away. */
const newest = 3

/** What Koshin did on this computer, newest first. */
export function History({ entries }: { entries: readonly HistoryEntry[] }) {
  const { t } = useTranslation()
  const newestFirst = [...entries].sort((a, b) => b.time - a.time)
  const earlier = newestFirst.slice(newest)
  return (
    <section className="stack-tight" data-testid={mainIds.history}>
      <h2>{t('main.history')}</h2>
      {newestFirst.length === 0 && <p className="soft">{t('main.historyNone')}</p>}
      <Entries entries={newestFirst.slice(0, newest)} />
      {earlier.length > 0 && (
        <details className="main-more">
          <summary>{t('main.historyEarlier', { amount: String(earlier.length) })}</summary>
          <Entries entries={earlier} />
        </details>
      )}
    </section>
  )
}

function Entries({ entries }: { entries: readonly HistoryEntry[] }) {
  const { t } = useTranslation()
  const dates = useDates()
  return (
    <ul className="history">
      {entries.map((entry) => (
        <li key={`${entry.time} ${entry.event} ${entry.serial ?? ''}`} data-event={entry.event}>
          <p className="soft small">{dates.instant(entry.time)}</p>
          <div>
            <p>{t(`main.events.${entry.event}`)}</p>
            {entry.code !== undefined && (
              <>
                <p className="soft small">{t(`failures.${entry.code}.what`)}</p>
                <FailureDetails failure={{ code: entry.code }} />
              </>
            )}
            {entry.serial !== undefined && <p className="soft small">{t('main.serial', { serial: entry.serial })}</p>}
          </div>
        </li>
      ))}
    </ul>
  )
}
