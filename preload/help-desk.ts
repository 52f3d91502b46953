import type { HelpDesk } from './contract.ts'

/** Whom to call, in one language; what the bank has not said in English stands there as it is. */
export function helpDeskIn({ en, ...words }: HelpDesk, language: string): Omit<HelpDesk, 'en'> {
  return language === 'en' ? { ...words, ...en } : words
}
