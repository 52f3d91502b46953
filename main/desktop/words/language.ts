/** The language that the user chose for the windows, tray and notifications; the system's, unless they did. */
import type { LanguageChoice } from '../../../preload/contract.ts'

let chosen: Exclude<LanguageChoice, 'system'> | undefined

export function chosenLanguage(): typeof chosen {
  return chosen
}

export function chooseLanguage(choice: LanguageChoice): void {
  chosen = choice === 'system' ? undefined : choice
}
