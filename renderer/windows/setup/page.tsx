import { useTranslation } from 'react-i18next'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { FailureDetails } from '../../components/progress/failure-details.tsx'
import { FailureNotice } from '../../components/progress/failure-notice.tsx'
import { PageFrame } from '../../components/frame/page-frame.tsx'
import { SideLinks } from '../../components/frame/side-links.tsx'
import type { ViewOf } from '../../components/frame/view.ts'
import { ByHand } from './by-hand.tsx'
import { Mistakes } from './mistakes.tsx'
import { setupIds } from './test-ids.ts'
import { Ways } from './ways.tsx'
import './setup.css'

/** Instead of every other window: which bank is missing, or what is wrong with the settings, where, and what to do. */
export function SetupPage({ view }: { view: ViewOf<'setup'> }) {
  const { t } = useTranslation()
  const { isEmpty, failure, file, mistakes, places, bankFiles, canGoBack = false } = view
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
      {!isEmpty && (
        <div className="actions">
          <ActionButton kind="primary" action={() => koshin().setup.reload()} testId={setupIds.reload}>
            {t(ofSettings ? 'buttons.reload' : 'buttons.retry')}
          </ActionButton>
        </div>
      )}
      {bankFiles === 'offered' && <Ways primary={isEmpty} />}
      {bankFiles === 'forbidden' && <p data-testid={setupIds.forbidden}>{t('setup.forbidden')}</p>}
      {isEmpty && <ByHand places={places} open={bankFiles !== 'offered'} />}
      {isEmpty && <FailureDetails failure={failure} />}
      {canGoBack && (
        <div className="actions">
          <ActionButton action={() => koshin().watch.back()} testId={setupIds.back}>
            {t('buttons.back')}
          </ActionButton>
        </div>
      )}
      <SideLinks />
    </PageFrame>
  )
}
