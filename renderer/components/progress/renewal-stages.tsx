import { useTranslation } from 'react-i18next'
import './renewal-stages.css'

const stages = ['notice', 'preparing', 'start', 'working', 'completion'] as const
export type Stage = (typeof stages)[number]

/** Where in the renewal the user stands. */
export function RenewalStages({ current }: { current: Stage }) {
  const { t } = useTranslation()
  const reached = stages.indexOf(current)
  return (
    <ol className="stages" aria-label={t('stages.label')}>
      {stages.map((stage, index) => (
        <li key={stage} aria-current={index === reached ? 'step' : undefined}>
          <svg viewBox="0 0 12 12" aria-hidden="true">
            {index < reached ? <path d="M2 6.5l2.8 2.8L10 3.2" /> : <circle cx="6" cy="6" r="4.2" />}
          </svg>
          <span>{t(`stages.${stage}`)}</span>
          {index < reached && <span className="visually-hidden">{t('stages.done')}</span>}
        </li>
      ))}
    </ol>
  )
}
