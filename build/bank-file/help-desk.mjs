/** Whom customers call, in both languages: who reads the English windows needs the hours as much. */

/** Every failure shows these. */
const needed = ['phone', 'hours', 'en.hours']

const japanese = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u

/**
 * @param {Record<string, any>} helpDesk as the app has read it
 * @returns {{ place: string, code: string }[]} places are of the bank file
 */
export function helpDeskProblems(helpDesk) {
  const wanted = helpDesk.address === undefined ? needed : [...needed, 'en.address']
  const missing = wanted.filter((name) => valueAt(helpDesk, name) === undefined)
  const notEnglish = Object.keys(helpDesk.en ?? {}).filter((name) => japanese.test(helpDesk.en[name]))
  return [
    ...missing.map((name) => ({ place: `bank.helpDesk.${name}`, code: 'folder.help-desk' })),
    ...notEnglish.map((name) => ({ place: `bank.helpDesk.en.${name}`, code: 'folder.help-desk-language' })),
  ]
}

const valueAt = (value, name) => name.split('.').reduce((inside, part) => inside?.[part], value)
