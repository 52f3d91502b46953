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
    <figure aria-label={t('life.label')} data-testid="life-line">
      <svg className="life" aria-hidden="true">
        {phases.map(({ name, from, to }) => (
          <g key={name}>
            <rect className={`life-phase-${name}`} x={at(from)} y="30" width={at(to - from)} height="28" />
            <text className="life-word" x={at((from + to) / 2)} y="46" textAnchor="middle">
              {t(`life.${name}`)}
            </text>
          </g>
        ))}
        <rect className="life-outline" x="0" y="30" width="100%" height="28" />
        {marks.map(({ name, time, x }) => (
          <g key={name}>
            <line className="life-tick" x1={at(x)} x2={at(x)} y1="30" y2="66" />
            <text className="life-wide" x={at(x)} y="84" textAnchor={anchorAt(x)}>
              {name}
            </text>
            <text className="life-wide" x={at(x)} y="102" textAnchor={anchorAt(x)}>
              {dates.date(time)}
            </text>
            <text className="life-narrow" x={at(x)} y="84" textAnchor={anchorAt(x)}>
              {formatMark(time)}
            </text>
          </g>
        ))}
        <rect className="life-lived" x="0" y="53" width={at(today)} height="5" />
        <line className="life-today" x1={at(today)} x2={at(today)} y1="22" y2="30" />
        <circle className="life-today-head" cx={at(today)} cy="22" r="4.5" />
        <circle className="life-today-head" cx={at(today)} cy="55.5" r="5.5" />
        <text className="life-today-word" x={at(today)} y="12" textAnchor={anchorAt(today)}>
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
