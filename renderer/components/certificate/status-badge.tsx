import { useTranslation } from 'react-i18next'
import type { CertificateCard } from '../../../preload/contract.ts'
import './status-badge.css'

export type Status = CertificateCard['status'] | 'absent'

/** A status by shape, word and colour, so that it survives grey print and every kind of eye. */
export function StatusBadge({ status }: { status: Status }) {
  const { t } = useTranslation()
  return (
    <span className={`status status-${status}`} data-testid="status" data-status={status}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={shapes[status]} />
      </svg>
      {t(`status.${status}`)}
    </span>
  )
}

const circle = 'M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13'
const square = 'M2 2h12v12H2z'
const shapes: Record<Status, string> = {
  absent: `${circle}M5 8h6`,
  valid: `${circle}M5 8.3l2.1 2.1 3.9-4.4`,
  due: 'M8 1.8l6.7 12.4H1.3zM8 6.4v3.6M8 12.2v.1',
  grace: 'M3 1.5h10M3 14.5h10M4 1.5c0 4 4 5 4 6.5s-4 2.5-4 6.5M12 1.5c0 4-4 5-4 6.5s4 2.5 4 6.5',
  lapsed: `${square}M5.5 5.5l5 5M10.5 5.5l-5 5`,
  revoked: `${circle}M3.6 3.6l8.8 8.8`,
  unusable: `${square}M8 4.8v4M8 11.3v.1`,
}
