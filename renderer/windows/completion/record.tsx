import { useContext } from 'react'
import { useTranslation } from 'react-i18next'
import { DetailsList } from '../../components/certificate/details-list.tsx'
import { useDates } from '../../components/certificate/use-dates.ts'
import { BanksContext } from '../../components/frame/banks/banks.ts'
import type { ViewOf } from '../../components/frame/view.ts'
import { completionIds } from './test-ids.ts'
import { Thumbprint } from './thumbprint.tsx'

/** What is printed and saved as PDF instead of the window: a record that can be filed. */
export function CompletionRecord({ view }: { view: ViewOf<'completion'> }) {
  const { purpose, certificate, retired, inSight, proven, completedAt, confirmedBy } = view
  const old = retired ?? inSight
  const { t } = useTranslation()
  const dates = useDates()
  const banks = useContext(BanksContext)
  const bank = banks?.banks.find(({ id }) => id === banks.shown)?.name
  const mono = (text: string) => <span className="mono">{text}</span>
  const confirmed =
    confirmedBy.who === 'user'
      ? t('completion.record.byUser', { user: confirmedBy.user })
      : t('completion.record.byOrganisation')
  return (
    <section className="print-only stack-tight" data-testid={completionIds.record}>
      <h2>{t(`completion.record.title.${purpose}`)}</h2>
      <DetailsList
        details={[
          ...(bank === undefined ? [] : [{ name: t('bank'), value: bank }]),
          { name: t('certificate.holder'), value: certificate.holder },
          { name: t('completion.record.at'), value: dates.instant(completedAt) },
          { name: t('completion.record.newSerial'), value: mono(certificate.serial) },
          {
            name: t('completion.record.validity'),
            value: `${dates.instant(certificate.notBefore)} – ${dates.instant(certificate.notAfter)}`,
          },
          { name: t('certificate.issuer'), value: certificate.issuer },
          { name: t('certificate.thumbprint'), value: <Thumbprint value={certificate.thumbprint} /> },
          ...(old === undefined ? [] : [{ name: t('completion.record.oldSerial'), value: mono(old.serial) }]),
          { name: t('certificate.storedIn'), value: t(`places.${certificate.protection}`) },
          ...(proven === undefined ? [] : [{ name: t('completion.proof'), value: t(`completion.proven.${proven}`) }]),
          { name: t('completion.record.confirmed'), value: confirmed },
        ]}
      />
      <p className="soft small">{t('completion.record.made')}</p>
    </section>
  )
}
