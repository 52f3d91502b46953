import { useTranslation } from 'react-i18next'
import type { CertificateCard as Card, CopyField } from '../../../preload/contract.ts'
import { useDates } from './use-dates.ts'
import { DetailsList } from './details-list.tsx'
import { StatusBadge } from './status-badge.tsx'
import './certificate-card.css'

/** One certificate, by everything that tells it from another. */
interface CertificateCardProps {
  readonly certificate: Card
  readonly testId: string
  /** Each of its fields can be copied: it is the one that the window is about. */
  readonly copied?: boolean
}

export function CertificateCard({ certificate, testId, copied = false }: CertificateCardProps) {
  return (
    <div
      className="certificate-card"
      data-testid={testId}
      data-thumbprint={certificate.thumbprint}
      data-status={certificate.status}
    >
      <CertificateFacts certificate={certificate} copied={copied} />
    </div>
  )
}

export function CertificateFacts({ certificate, copied = false }: { certificate: Card; copied?: boolean }) {
  const { t } = useTranslation()
  const field = <F extends CopyField>(name: F) => (copied ? { field: name } : {})
  return (
    <>
      <div className="certificate-card-head">
        <p className="certificate-card-holder">{certificate.holder}</p>
        <StatusBadge status={certificate.status} />
      </div>
      <DetailsList
        details={[
          { name: t('certificate.notAfter'), value: <Expiry of={certificate} />, ...field('notAfter') },
          { name: t('certificate.issuer'), value: certificate.issuer, ...field('issuer') },
          {
            name: t('certificate.serial'),
            value: <span className="mono">{certificate.serial}</span>,
            ...field('serial'),
          },
        ]}
      />
    </>
  )
}

/** Until when, and how many days are left. */
export function Expiry({ of: { notAfter, daysLeft } }: { of: Pick<Card, 'notAfter' | 'daysLeft'> }) {
  const dates = useDates()
  return (
    <span className="certificate-card-expiry">
      <span>{dates.instant(notAfter)}</span>
      <span className="certificate-card-left">{dates.daysLeft(daysLeft)}</span>
    </span>
  )
}
