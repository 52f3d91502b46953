import { useTranslation } from 'react-i18next'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { Caution } from '../../components/frame/caution.tsx'
import { PageFrame } from '../../components/frame/page-frame.tsx'
import { SideLinks } from '../../components/frame/side-links.tsx'
import { useLeave } from '../../components/frame/use-leave.ts'
import type { ViewOf } from '../../components/frame/view.ts'
import { FailureNotice } from '../../components/progress/failure-notice.tsx'
import { Line } from './line.tsx'
import { watchIds } from './test-ids.ts'
import './watch.css'

/** このパソコンの電子証明書: what can be done without any bank's help. The ones that people renew come first. */
export function WatchPage({ view: { lines, failure, beside } }: { view: ViewOf<'watch'> }) {
  const { t } = useTranslation()
  const own = lines.filter(({ kind, watched, forgotten }) => watched || (kind === 'client' && forgotten !== true))
  const others = lines.filter((line) => !own.includes(line))
  // What could not be looked for is not known to be missing.
  const isUnread = failure !== undefined && lines.length === 0
  return (
    <PageFrame title={t('titles.watch')} testId={watchIds.page}>
      <p className="lead">{t('watch.lead')}</p>
      <p className="soft">{t('watch.nothingSent')}</p>
      {failure !== undefined && <FailureNotice failure={failure} testId={watchIds.failure} />}
      {own.length === 0 && !isUnread && <p>{t(beside === true ? 'watch.noOthers' : 'watch.none')}</p>}
      {own.map((line) => (
        <Line key={line.id} line={line} />
      ))}
      {others.length > 0 && (
        <details data-testid={watchIds.others}>
          <summary>{t('watch.others', { amount: String(others.length) })}</summary>
          <div className="stack watch-others">
            <p className="soft">{t('watch.othersLead')}</p>
            {others.map((line) => (
              <Line key={line.id} line={line} />
            ))}
          </div>
        </details>
      )}
      <Caution />
      {beside === true ? <Back /> : <BankSettings />}
      {beside !== true && <SideLinks />}
    </PageFrame>
  )
}

/** To the window of the bank that is set. */
function Back() {
  const { t } = useTranslation()
  useLeave()
  return (
    <div className="actions">
      <ActionButton action={() => koshin().side.back()} testId={watchIds.back}>
        {t('buttons.back')}
      </ActionButton>
    </div>
  )
}

function BankSettings() {
  const { t } = useTranslation()
  return (
    <section className="panel panel-row">
      <div>
        <h2>{t('watch.bankFile.title')}</h2>
        <p>{t('watch.bankFile.text')}</p>
      </div>
      <ActionButton action={() => koshin().watch.setUp()} testId={watchIds.setUp}>
        {t('watch.bankFile.open')}
      </ActionButton>
    </section>
  )
}
