import { useTranslation } from 'react-i18next'
import type { SavedPassword } from '../../../preload/contract.ts'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { settingsIds } from './test-ids.ts'

/** What the user has let the app keep in the computer's credential store, each to be taken out of it. */
export function Passwords({ passwords }: { passwords: readonly SavedPassword[] }) {
  const { t } = useTranslation()
  const nameOf = (one: SavedPassword) =>
    one.kind === 'key-store'
      ? t('settings.passwordOf.key-store')
      : t(`settings.passwordOf.${one.kind}`, { name: one.name })
  return (
    <section className="stack-tight" data-testid={settingsIds.passwords}>
      <h2>{t('settings.passwords')}</h2>
      <p className="soft small">{t('settings.passwordsText')}</p>
      {passwords.map((one) => (
        <div className="settings-reminder" key={nameOf(one)}>
          <p>{nameOf(one)}</p>
          <ActionButton kind="quiet" action={() => koshin().settings.forgetPassword(one)} testId={settingsIds.forget}>
            {t('buttons.forget')}
          </ActionButton>
        </div>
      ))}
    </section>
  )
}
