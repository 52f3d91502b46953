import { nativeTheme } from 'electron'
import type { LanguageChoice, ThemeChoice } from '../../../../preload/contract.ts'
import { chooseLanguage } from '../../words/language.ts'

/** Makes the chosen language and theme hold for the windows, the tray and the menus that are drawn from now on. */
export function applyLook({
  language = 'system',
  theme = 'system',
}: {
  language?: LanguageChoice
  theme?: ThemeChoice
}): void {
  chooseLanguage(language)
  nativeTheme.themeSource = theme
}
