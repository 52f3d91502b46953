import { useTranslation } from 'react-i18next'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { loginIds } from './test-ids.ts'

/** 電子証明書取得; the main thing in the window when nothing else can be done. */
export function AcquireButton({ busy, primary = false }: { busy: boolean; primary?: boolean }) {
  const { t } = useTranslation()
  return (
    <ActionButton
      kind={primary ? 'primary' : 'secondary'}
      action={() => koshin().login.acquire()}
      disabled={busy}
      testId={loginIds.acquire}
    >
      {t('buttons.acquire')}
    </ActionButton>
  )
}
