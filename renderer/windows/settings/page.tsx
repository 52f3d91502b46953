import { useTranslation } from 'react-i18next'
import { koshin, useAction } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { ChoiceList } from '../../components/controls/choice-list.tsx'
import { FailureNotice } from '../../components/progress/failure-notice.tsx'
import { PageFrame } from '../../components/frame/page-frame.tsx'
import { useLeave } from '../../components/frame/use-leave.ts'
import type { ViewOf } from '../../components/frame/view.ts'
import { ja } from '../../locales/ja.ts'
import { speak } from '../../locales/language.ts'
import { Passwords } from './passwords.tsx'
import { Reminders } from './reminders.tsx'
import { settingsIds } from './test-ids.ts'
import './settings.css'

/** What the user decides about the app itself; nothing here touches a certificate. */
export function SettingsPage({ view }: { view: ViewOf<'settings'> }) {
  const { t, i18n } = useTranslation()
  useLeave()
  return (
    <PageFrame title={t('titles.settings')} testId={settingsIds.page}>
      {view.failure !== undefined && <FailureNotice failure={view.failure} testId={settingsIds.failure} />}
      <p>{t('settings.atOnce')}</p>
      <ChoiceList
        name={t('settings.language')}
        // Each language under its own name, too: whoever chose the wrong one must find back.
        choices={{
          system: t('settings.languages.system'),
          ja: bilingual(t('settings.languages.ja')),
          en: t('settings.languages.en'),
        }}
        chosen={view.language}
        onChoose={async (choice) => {
          await koshin().settings.language(choice)
          await speak(i18n, choice === 'system' ? navigator.language : choice)
        }}
        testId={settingsIds.language}
      />
      <ChoiceList
        name={t('settings.theme')}
        choices={{
          system: t('settings.themes.system'),
          light: t('settings.themes.light'),
          dark: t('settings.themes.dark'),
        }}
        chosen={view.theme}
        onChoose={(choice) => koshin().settings.theme(choice)}
        testId={settingsIds.theme}
      />
      {(view.startAtLogin ?? view.tray) !== undefined && <Start {...view} />}
      {view.automatic === true && (
        <section className="stack-tight" data-testid={settingsIds.automatic}>
          <h2>{t('settings.renewal')}</h2>
          <p>{t('settings.automatic')}</p>
          <p className="soft small">{t('settings.decided')}</p>
        </section>
      )}
      <Reminders {...view} />
      {view.passwords.length > 0 && <Passwords passwords={view.passwords} />}
      <div className="actions">
        <ActionButton kind="quiet" action={() => koshin().side.open('about')} testId={settingsIds.about}>
          {t('titles.about')}
        </ActionButton>
        <ActionButton action={() => koshin().side.back()} testId={settingsIds.back}>
          {t('buttons.back')}
        </ActionButton>
      </div>
    </PageFrame>
  )
}

function bilingual(name: string): string {
  const own = ja.settings.languages.ja
  return name === own ? name : `${name} (${own})`
}

function Start({ startAtLogin, tray }: Pick<ViewOf<'settings'>, 'startAtLogin' | 'tray'>) {
  const { t } = useTranslation()
  return (
    <section className="stack-tight">
      <h2>{t('settings.start')}</h2>
      {startAtLogin !== undefined && (
        <Choice
          words={t('settings.startAtLogin')}
          chosen={startAtLogin.on}
          fixed={startAtLogin.fixed}
          choose={(on) => koshin().settings.startAtLogin(on)}
          testId={settingsIds.startAtLogin}
        />
      )}
      {tray !== undefined && (
        <Choice
          words={t('settings.tray')}
          chosen={tray.always}
          fixed={tray.fixed}
          choose={(always) => koshin().settings.tray(always)}
          testId={settingsIds.tray}
        />
      )}
      {tray !== undefined && <p className="soft small">{t('settings.trayAway')}</p>}
    </section>
  )
}

interface ChoiceProps {
  readonly words: string
  readonly chosen: boolean
  /** The administrator has decided. */
  readonly fixed: boolean
  readonly choose: (chosen: boolean) => Promise<void>
  readonly testId: string
}

function Choice({ words, chosen, fixed, choose, testId }: ChoiceProps) {
  const { t } = useTranslation()
  const { run } = useAction()
  return (
    <>
      <label className="check">
        <input
          type="checkbox"
          checked={chosen}
          disabled={fixed}
          data-testid={testId}
          onChange={({ target }) => void run(() => choose(target.checked))}
        />
        {words}
      </label>
      {fixed && <p className="soft small">{t('settings.decided')}</p>}
    </>
  )
}
