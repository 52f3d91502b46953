import { useTranslation } from 'react-i18next'
import { DetailsList } from '../../components/certificate/details-list.tsx'
import { useDates } from '../../components/certificate/use-dates.ts'
import type { ViewOf } from '../../components/frame/view.ts'
import { completionIds } from './test-ids.ts'
import { Thumbprint } from './thumbprint.tsx'

/** What tells the new certificate from every other one. */
export function NewCertificate({ view: { certificate, proven } }: { view: ViewOf<'completion'> }) {
  const { t } = useTranslation()
  const dates = useDates()
  return (
    <section className="panel completion-new">
      <h2>{t('completion.details')}</h2>
      <DetailsList
        details={[
          { name: t('certificate.issuer'), value: certificate.issuer, testId: completionIds.issuer, field: 'issuer' },
          {
            name: t('certificate.serial'),
            value: <span className="mono">{certificate.serial}</span>,
            testId: completionIds.serial,
            field: 'serial',
          },
          {
            name: t('certificate.notBefore'),
            value: dates.instant(certificate.notBefore),
            testId: completionIds.notBefore,
            field: 'notBefore',
          },
          {
            name: t('certificate.thumbprint'),
            value: <Thumbprint value={certificate.thumbprint} testId={completionIds.thumbprint} />,
            field: 'thumbprint',
          },
          {
            name: t('certificate.storedIn'),
            value: (
              <>
                <p>{t(`places.${certificate.protection}`)}</p>
                <p className="soft small">{t(`protections.${certificate.protection}`)}</p>
              </>
            ),
            testId: completionIds.storedIn,
          },
          ...(proven === undefined
            ? []
            : [{ name: t('completion.proof'), value: t(`completion.proven.${proven}`), testId: completionIds.proof }]),
        ]}
      />
    </section>
  )
}
