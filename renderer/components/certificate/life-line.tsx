import { useTranslation } from 'react-i18next'
import type { CertificateCard } from '../../../preload/contract.ts'
import { formatMark } from '../../../preload/dates.ts'
import { phases, positionOf, todayOf } from './life-scale.ts'
import { useDates } from './use-dates.ts'
import './life-line.css'

const at = (percent: number): string => `${percent}%`

function anchorAt(percent: number): 'start' | 'middle' | 'end' {
  if (percent < 12) return 'start'
  return percent > 88 ? 'end' : 'middle'
}

/** A certificate's life at a glance. Positions are attributes, because the page allows no inline style. */
export function LifeLine({ certificate }: { certificate: CertificateCard }) {
  const { t } = useTranslation()
  const dates = useDates()
  const today = positionOf(todayOf(certificate), certificate)
  const marks = [
    { name: t('life.issued'), time: certificate.notBefore, x: 0 },
    { name: t('life.noticeFrom'), time: certificate.noticeFrom, x: phases[1].from },
    { name: t('life.expiry'), time: certificate.notAfter, x: phases[2].from },
    { name: t('life.graceUntil'), time: certificate.graceUntil, x: 100 },
  ]
  return (
    <figure className="life-figure" aria-label={t('life.label')} data-testid="life-line">
      <svg className="life" aria-hidden="true">
        {phases.map(({ name, from, to }) => (
          <g key={name}>
            <rect className={`life-phase-${name}`} x={at(from)} y="1.875rem" width={at(to - from)} height="1.75rem" />
            <text className="life-word" x={at((from + to) / 2)} y="2.875rem" textAnchor="middle">
              {t(`life.${name}`)}
            </text>
          </g>
        ))}
        <rect className="life-outline" x="0" y="1.875rem" width="100%" height="1.75rem" />
        {marks.map(({ name, time, x }) => (
          <g key={name}>
            <line className="life-tick" x1={at(x)} x2={at(x)} y1="1.875rem" y2="4.125rem" />
            <text className="life-wide" x={at(x)} y="5.25rem" textAnchor={anchorAt(x)}>
              {name}
            </text>
            <text className="life-wide" x={at(x)} y="6.375rem" textAnchor={anchorAt(x)}>
              {dates.date(time)}
            </text>
            <text className="life-narrow" x={at(x)} y="5.25rem" textAnchor={anchorAt(x)}>
              {formatMark(time)}
            </text>
          </g>
        ))}
        <rect className="life-lived" x="0" y="3.3125rem" width={at(today)} height="0.3125rem" />
        <line className="life-today" x1={at(today)} x2={at(today)} y1="1.375rem" y2="1.875rem" />
        <circle className="life-today-head" cx={at(today)} cy="1.375rem" r="0.28125rem" />
        <circle className="life-today-head" cx={at(today)} cy="3.46875rem" r="0.34375rem" />
        <text className="life-today-word" x={at(today)} y="0.75rem" textAnchor={anchorAt(today)}>
          {`${t('life.today')} ${dates.daysLeft(certificate.daysLeft)}`}
        </text>
      </svg>
      <dl className="visually-hidden">
        {marks.map(({ name, time }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{dates.instant(time)}</dd>
          </div>
        ))}
      </dl>
    </figure>
  )
}
