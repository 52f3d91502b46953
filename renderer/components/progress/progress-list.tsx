import { useTranslation } from 'react-i18next'
import { Mark, type MarkState } from '../frame/mark.tsx'
import './progress-list.css'

interface ProgressItem {
  readonly id: string
  readonly state: MarkState
  readonly text: string
  /** More about it, while it runs. */
  readonly more?: string | undefined
  /** At the end of the line: how long it took. */
  readonly aside?: string
}

interface ProgressListProps {
  readonly label: string
  readonly items: readonly ProgressItem[]
  readonly testId: string
}

/** Steps with how far each is, by shape and word; the current one is read out as it changes. */
export function ProgressList({ label, items, testId }: ProgressListProps) {
  const { t } = useTranslation()
  const current = items.find(({ state }) => state === 'running' || state === 'failed')
  // Nothing comes after a failure: what was still to come is not waited for.
  const stopped = items.some(({ state }) => state === 'failed')
  return (
    <div>
      <ol className="progress" aria-label={label}>
        {items.map(({ id, state, text, more, aside }) => (
          <li
            key={id}
            className={`progress-${state}`}
            aria-current={state === 'running' ? 'step' : undefined}
            data-testid={testId}
            data-check={id}
            data-state={state}
          >
            <Mark state={state} />
            <div>
              <p className="progress-text">{text}</p>
              {more !== undefined && <p className="progress-more">{more}</p>}
            </div>
            <p className="progress-side">
              <span>{t(state === 'waiting' && stopped ? 'marks.notDone' : `marks.${state}`)}</span>
              {aside !== undefined && <span className="progress-time">{aside}</span>}
            </p>
          </li>
        ))}
      </ol>
      <p className="visually-hidden" aria-live="polite">
        {current !== undefined && `${current.text}: ${t(`marks.${current.state}`)} ${current.more ?? ''}`}
      </p>
    </div>
  )
}
