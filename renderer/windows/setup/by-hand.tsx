import { useTranslation } from 'react-i18next'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { StepsList } from '../../components/progress/steps-list.tsx'
import type { ViewOf } from '../../components/frame/view.ts'
import { setupIds } from './test-ids.ts'

/** Where an administrator puts a settings file. */
export function ByHand({ places, open }: Pick<ViewOf<'setup'>, 'places'> & { open: boolean }) {
  const { t } = useTranslation()
  return (
    <details className="panel" open={open} data-testid={setupIds.byHand}>
      <summary>{t('setup.byHand')}</summary>
      <div className="stack setup-by-hand">
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
        <div>
          <ActionButton action={() => koshin().setup.reload()} testId={setupIds.reload}>
            {t('buttons.reload')}
          </ActionButton>
        </div>
      </div>
    </details>
  )
}
