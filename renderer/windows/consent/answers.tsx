import { useTranslation } from 'react-i18next'
import { Button } from '../../components/controls/button.tsx'
import { consentIds } from './test-ids.ts'
import type { useAnswer } from './use-answer.ts'

export function Answers({ answer, rests, no }: ReturnType<typeof useAnswer>) {
  const { t } = useTranslation()
  return (
    <div className="actions">
      <Button kind="primary" disabled={rests} onPress={() => answer('yes')} testId={consentIds.yes}>
        {t('buttons.yes')}
      </Button>
      <Button ref={no} disabled={rests} onPress={() => answer('no')} testId={consentIds.no}>
        {t('buttons.no')}
      </Button>
    </div>
  )
}
