import { useTranslation } from 'react-i18next'
import type { CertificateCard as Card } from '../../preload/contract.ts'
import { useDates } from './use-dates.ts'
import { DetailsList } from './details-list.tsx'
import { StatusBadge } from './status-badge.tsx'
import './certificate-card.css'

/** One certificate, by everything that tells it from another. */
export function CertificateCard({ certificate, testId }: { certificate: Card; testId: string }) {
  return (
    <div
      className="certificate-card"
      data-testid={testId}
      data-thumbprint={certificate.thumbprint}
      data-status={certificate.status}
    >
      <CertificateFacts certificate={certificate} />
    </div>
  )
}

export function CertificateFacts({ certificate }: { certificate: Card }) {
  const { t } = useTranslation()
  return (
    <>
      <div className="certificate-card-head">
        <p className="certificate-card-holder">{certificate.holder}</p>
        <StatusBadge status={certificate.status} />
      </div>
      <DetailsList
        details={[
          { name: t('certificate.notAfter'), value: <Expiry certificate={certificate} /> },
          { name: t('certificate.issuer'), value: certificate.issuer },
          { name: t('certificate.serial'), value: <span className="mono">{certificate.serial}</span> },
        ]}
      />
    </>
  )
}

function Expiry({ certificate }: { certificate: Card }) {
  const dates = useDates()
  return (
    <span className="certificate-card-expiry">
      <span>{dates.instant(certificate.notAfter)}</span>
      <span className="certificate-card-left">{dates.daysLeft(certificate.daysLeft)}</span>
    </span>
  )
}
