import { useTranslation } from 'react-i18next'
import type { WatchedLine } from '../../../preload/contract.ts'
import { useDates } from '../../components/certificate/use-dates.ts'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { watchIds } from './test-ids.ts'

/** Those that were replaced: the ones that choosers still offer can be hidden, and the hidden ones shown again. */
export function Replaced({ line: { id, replaced, hidden } }: { line: WatchedLine }) {
  const { t } = useTranslation()
  const dates = useDates()
  if (replaced.length === 0 && hidden.length === 0) return null
  return (
    <ul className="watch-replaced">
      {replaced.map(({ thumbprint, serial, notAfter }) => (
        <li key={thumbprint}>
          <p>{t('watch.replaced', { serial, notAfter: dates.instant(notAfter) })}</p>
          <ActionButton action={() => koshin().watch.hide(id, thumbprint)} testId={watchIds.hide}>
            {t('watch.hide')}
          </ActionButton>
        </li>
      ))}
      {hidden.map(({ thumbprint, serial, notAfter }) => (
        <li key={thumbprint}>
          <p>{t('watch.hidden', { serial, notAfter: dates.instant(notAfter) })}</p>
          <ActionButton action={() => koshin().watch.show(id, thumbprint)} testId={watchIds.show}>
            {t('buttons.restore')}
          </ActionButton>
        </li>
      ))}
    </ul>
  )
}
