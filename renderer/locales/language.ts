import { createInstance, type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Language } from '../../preload/dates.ts'
import { en } from './en.ts'
import { ja } from './ja.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof ja }
    returnNull: false
  }
}

/** The bank's customers read Japanese; English is for those whose system asks for it. */
export function pickLanguage(tag: string): Language {
  return /^en\b/i.test(tag) ? 'en' : 'ja'
}

/** Makes the language of this window's texts known, also to screen readers and to the font choice for kanji. */
export function startLanguage(tag: string): void {
  const language = pickLanguage(tag)
  document.documentElement.lang = language
  void createInstance()
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: 'ja',
      resources: { ja: { translation: ja }, en: { translation: en } },
      // React escapes; a second escape would show &amp; in a holder's name.
      interpolation: { escapeValue: false },
      initAsync: false,
      // i18next would print an advertisement to the console.
      showSupportNotice: false,
    })
}

/** Goes on in another language, in the same window. */
export async function speak(texts: i18n, tag: string): Promise<void> {
  const language = pickLanguage(tag)
  document.documentElement.lang = language
  await texts.changeLanguage(language)
}
