import { useTranslation } from 'react-i18next'
import type { GenuineCertificate } from '../../../preload/contract.ts'
import { Expiry } from '../../components/certificate/certificate-card.tsx'
import { DetailsList } from '../../components/certificate/details-list.tsx'
import { StatusBadge } from '../../components/certificate/status-badge.tsx'
import { useDates } from '../../components/certificate/use-dates.ts'
import { genuineIds } from './test-ids.ts'

/** What is true of it, in the words that a caller can be held to. */
export function Certificate({ certificate }: { certificate: GenuineCertificate }) {
  const { t } = useTranslation()
  const dates = useDates()
  const { holder, issuer, serial, status, renewFrom, renewUntil, underWay } = certificate
  const period = t('genuine.periodValue', { from: dates.instant(renewFrom), until: dates.instant(renewUntil) })
  return (
    <article
      className="certificate-card stack-tight"
      data-testid={genuineIds.certificate}
      data-status={status}
      data-under-way={underWay}
    >
      <div className="certificate-card-head">
        <h3 className="certificate-card-holder">{holder}</h3>
        <StatusBadge status={status} />
      </div>
      <p className="genuine-verdict">{t(`genuine.verdict.${status}`)}</p>
      <DetailsList
        details={[
          { name: t('certificate.notAfter'), value: <Expiry of={certificate} /> },
          { name: t('genuine.period'), value: period },
          { name: t('certificate.issuer'), value: issuer },
          { name: t('certificate.serial'), value: <span className="mono">{serial}</span> },
        ]}
      />
      <p className="soft">{t(underWay ? 'genuine.underWay' : 'genuine.notBegun')}</p>
    </article>
  )
}
