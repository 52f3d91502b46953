import { useTranslation } from 'react-i18next'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { FailureDetails } from '../../components/progress/failure-details.tsx'
import { FailureNotice } from '../../components/progress/failure-notice.tsx'
import { PageFrame } from '../../components/frame/page-frame.tsx'
import { StepsList } from '../../components/progress/steps-list.tsx'
import type { ViewOf } from '../../components/frame/view.ts'
import { Mistakes } from './mistakes.tsx'
import { setupIds } from './test-ids.ts'
import './setup.css'

/** Instead of every other window: which bank is missing, or what is wrong with the settings, where, and what to do. */
export function SetupPage({ view }: { view: ViewOf<'setup'> }) {
  const { t } = useTranslation()
  const { isEmpty, failure, file, mistakes, places } = view
  const ofSettings = failure.code === 'config.invalid' || failure.code === 'policy.invalid'
  return (
    <PageFrame title={t(ofSettings ? 'titles.setup' : 'titles.cannotStart')} testId={setupIds.page}>
      {isEmpty ? (
        <p className="lead" data-testid={setupIds.lead} data-code={failure.code}>
          {t('setup.none')}
        </p>
      ) : (
        <FailureNotice failure={failure} testId={setupIds.lead} />
      )}
      {mistakes.length > 0 && <Mistakes file={file} mistakes={mistakes} />}
      {isEmpty && (
        <section className="panel stack">
          <StepsList steps={[t('setup.steps.file'), t('setup.steps.place'), t('setup.steps.reload')]} />
          <dl className="setup-places">
            <div>
              <dt>{t('setup.places.user')}</dt>
              <dd className="mono" data-testid={setupIds.place}>
                {places.user}
              </dd>
            </div>
            <div>
              <dt>{t('setup.places.machine')}</dt>
              <dd className="mono" data-testid={setupIds.place}>
                {places.machine}
              </dd>
            </div>
          </dl>
        </section>
      )}
      <div className="actions">
        <ActionButton kind="primary" action={() => koshin().setup.reload()} testId={setupIds.reload}>
          {t(ofSettings ? 'buttons.reload' : 'buttons.retry')}
        </ActionButton>
      </div>
      {isEmpty && <FailureDetails failure={failure} />}
    </PageFrame>
  )
}
