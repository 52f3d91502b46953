import { useTranslation } from 'react-i18next'
import { koshin } from '../controls/action.tsx'
import { ActionButton } from '../controls/button.tsx'

/** The way to 本物確認 for who was asked by phone or mail to renew. */
export function GenuineLink() {
  const { t } = useTranslation()
  return (
    <ActionButton kind="quiet" action={() => koshin().genuine.open()} testId="genuine-open">
      {t('genuine.open')}
    </ActionButton>
  )
}
