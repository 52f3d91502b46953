import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { HistoryEntry } from '../../../preload/contract.ts'
import { FailureDetails } from '../../components/progress/failure-details.tsx'
import { useDates } from '../../components/certificate/use-dates.ts'
import { mainIds } from './test-ids.ts'

function told({ event, automatic }: HistoryEntry, t: TFunction): string {
  const text = t(`main.events.${event}`)
  return automatic === true ? t('main.byItself', { text }) : text
}

/** What Koshin did on this computer: what was last, and the others, newest first, a press away. */
export function History({ entries }: { entries: readonly HistoryEntry[] }) {
  const { t } = useTranslation()
  const dates = useDates()
  const newestFirst = [...entries].sort((a, b) => b.time - a.time)
  const [last] = newestFirst
  if (last === undefined) {
    return (
      <section className="stack-tight" data-testid={mainIds.history}>
        <h2>{t('main.history')}</h2>
        <p className="soft">{t('main.historyNone')}</p>
      </section>
    )
  }
  return (
    <details className="main-history" data-testid={mainIds.history}>
      <summary>
        <h2>{t('main.history')}</h2>
        <span className="soft small">{`${dates.instant(last.time)} ${told(last, t)}`}</span>
      </summary>
      <Entries entries={newestFirst} />
    </details>
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
            <p>{told(entry, t)}</p>
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
