import { useTranslation } from 'react-i18next'
import type { CertificateCard } from '../../../preload/contract.ts'
import { useDates } from '../../components/certificate/use-dates.ts'
import type { ViewOf } from '../../components/frame/view.ts'
import { endedIds } from './test-ids.ts'

interface ExplanationProps {
  readonly outcome: Exclude<ViewOf<'ended'>['outcome'], 'failed'>
  readonly purpose: ViewOf<'ended'>['purpose']
  readonly current: CertificateCard | undefined
}

/** After いいえ: what was not done, what remains, and until when the certificate at hand works. */
export function Explanation({ outcome, purpose, current }: ExplanationProps) {
  const { t } = useTranslation()
  const dates = useDates()
  const works =
    current !== undefined && current.daysLeft >= 0
      ? t('ended.works', { notAfter: dates.instant(current.notAfter) })
      : t('ended.worksAny')
  return (
    <section className="stack-tight" data-testid={endedIds.explanation} data-outcome={outcome}>
      <p className="lead">{t(`ended.${outcome}`)}</p>
      {outcome === 'declined-installation' && <p>{t(purpose === 'renewal' ? 'ended.later' : 'ended.laterAcquired')}</p>}
      {purpose === 'renewal' && <p>{works}</p>}
    </section>
  )
}
