import { useTranslation } from 'react-i18next'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { DetailsList } from '../../components/certificate/details-list.tsx'
import { PageFrame } from '../../components/frame/page-frame.tsx'
import { useLeave } from '../../components/frame/use-leave.ts'
import type { ViewOf } from '../../components/frame/view.ts'
import { AppUpdates } from './app-updates.tsx'
import { licences } from './licences.ts'
import { aboutIds } from './test-ids.ts'

/** Which Koshin this is, and what it is made of. */
export function AboutPage({ view: { versions, updates } }: { view: ViewOf<'about'> }) {
  const { t } = useTranslation()
  useLeave()
  return (
    <PageFrame title={t('titles.about')} testId={aboutIds.page}>
      <p className="lead">{t('about.lead')}</p>
      <section className="panel stack-tight" data-testid={aboutIds.versions}>
        <h2>{t('about.versions')}</h2>
        <DetailsList
          details={[
            { name: t('product'), value: versions.koshin },
            { name: 'Electron', value: versions.electron },
            { name: 'Chromium', value: versions.chromium },
            { name: 'Node.js', value: versions.node },
          ]}
        />
      </section>
      <AppUpdates updates={updates} />
      <section className="panel stack-tight" data-testid={aboutIds.parts}>
        <h2>{t('about.parts')}</h2>
        <p>{t('about.licence')}</p>
        <DetailsList details={licences} />
        <p className="soft small">{t('about.packages')}</p>
        <p className="soft small">{t('about.chromium')}</p>
      </section>
      <div className="actions">
        <ActionButton action={() => koshin().side.back()} testId={aboutIds.back}>
          {t('buttons.back')}
        </ActionButton>
      </div>
    </PageFrame>
  )
}
