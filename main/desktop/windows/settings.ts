/** What the user chooses about the app itself: language, theme, start at login, silence. Each holds at once. */
import type { LanguageChoice, SavedPassword, SideChannels, ThemeChoice, View } from '../../../preload/contract.ts'
import type { z } from 'zod'
import { lifeStatus } from '../../renewal/certificates/certificate.ts'
import type { Failure } from '../../renewal/errors.ts'
import type { Policy } from '../../renewal/policy.ts'
import type { Preferences, PreferenceStore } from '../../storage/preferences.ts'
import { applyLook } from './look/look.ts'
import type { Notifier, Reminded } from '../notices/notifier.ts'
import type { Rest } from '../lifecycle/rest.ts'
import type { Knowledge } from '../certificates/last-known.ts'
import type { StartAtLogin } from '../lifecycle/login/start-at-login.ts'

/** What the keyring holds for the app. */
export interface SavedPasswords {
  /** As it was when it was last looked for. */
  readonly all: () => readonly SavedPassword[]
  readonly look: () => Promise<void>
  readonly forget: (one: SavedPassword) => Promise<void>
}

export interface SettingsPorts {
  readonly preferences: PreferenceStore
  readonly startAtLogin: () => StartAtLogin | undefined
  readonly saved: SavedPasswords
  /** undefined where nobody else would start the app, as in a demo. */
  readonly rest: () => Pick<Rest, 'state' | 'choose'> | undefined
  /** Has the administrator decided that the app renews by itself? */
  readonly automatic?: boolean
  /** Each bank's certificate that lasts longest, if it has one, and those that are only watched. */
  readonly certificates: () => readonly {
    readonly certificate: Reminded
    readonly reminders: Notifier
    readonly policy: Policy
  }[]
  /** Of the banks' key stores: whoever has not looked yet must not say that there is none. */
  readonly knowledge: () => Knowledge
  readonly clock: () => number
  /** Something else must be drawn now: tray, menu, the settings themselves. */
  readonly onChange: () => void
}

const day = 24 * 60 * 60 * 1000

export type Settings = ReturnType<typeof createSettings>

export function createSettings({
  preferences,
  startAtLogin,
  saved,
  rest,
  automatic = false,
  certificates,
  knowledge,
  clock,
  onChange,
}: SettingsPorts) {
  const kept = preferences.read()
  let chosen: Preferences = kept.ok ? kept.value : {}
  let failed: Failure | undefined = kept.ok ? undefined : kept.failure

  function change(wanted: Pick<Preferences, 'language' | 'theme'>): void {
    // Holds until the app is quit, even where the disk will not take it.
    chosen = { ...chosen, ...wanted }
    const written = preferences.change(wanted)
    failed = written.ok ? undefined : written.failure
    applyLook(chosen)
    onChange()
  }

  /** Those that reminders are about: what expired or is gone has none. */
  const reminded = () =>
    certificates().filter(({ certificate, policy }) =>
      ['valid', 'due'].includes(lifeStatus(certificate, policy, clock())),
    )

  return {
    view(): View {
      const { language = 'system', theme = 'system' } = chosen
      const item = startAtLogin()
      const tray = rest()?.state()
      return {
        window: 'settings',
        language,
        theme,
        ...(item === undefined ? {} : { startAtLogin: item.state() }),
        ...(tray === undefined ? {} : { tray }),
        ...(automatic ? { automatic } : {}),
        ...(failed === undefined ? {} : { failure: failed }),
        reminders: reminded().map(({ certificate, reminders, policy }) => {
          const { possible, until } = reminders.silence(certificate)
          const { thumbprint, holder } = certificate
          const from = Math.max(...policy.reminderDays)
          const begun = clock() >= certificate.notAfter - from * day
          const silence = { canBeSilenced: possible, ...(until === undefined ? {} : { silentUntil: until }) }
          return { thumbprint, holder, begun, from, ...silence }
        }),
        knowledge: knowledge(),
        passwords: [...saved.all()],
      }
    },
    /** Not before somebody wants to see it: a keyring may ask its user for a password of its own. */
    opened: () => void saved.look(),
    forgetPassword: (one: SavedPassword) => void saved.forget(one),
    language: (language: LanguageChoice) => change({ language }),
    theme: (theme: ThemeChoice) => change({ theme }),
    startAtLogin(on: boolean): void {
      startAtLogin()?.choose(on)
      onChange()
    },
    tray(always: boolean): void {
      rest()?.choose(always)
      onChange()
    },
    reminders({ thumbprint, silence }: z.infer<SideChannels['settings:reminders']>): void {
      const found = reminded().find(({ certificate }) => certificate.thumbprint === thumbprint)
      if (found === undefined) return
      found.reminders[silence === 'none' ? 'resume' : silence](found.certificate)
      onChange()
    },
  }
}
