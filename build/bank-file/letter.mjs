/** A paragraph for the letter that the bank sends with the acquisition password, in both languages. */

/**
 * @param {{ name: string, code: string, domain: string | undefined, app: { ja: string, en: string, ending: string } }} told the
 *   code as it is printed, in groups; the app by its names, and what the names of its bank files end in
 * @returns {{ ja: string, en: string }}
 */
export function letter({ name, code, domain, app }) {
  return { ja: inJapanese(name, code, domain, app), en: inEnglish(name, code, domain, app) }
}

/** A Latin name stands before a blank. */
const before = (name) => (/[A-Za-z0-9]$/.test(name) ? `${name} ` : name)

const inJapanese = (name, code, domain, app) =>
  [
    `【${name}の設定】`,
    `${before(app.ja)}で${name}を初めてお使いになるときは、「銀行の設定」で銀行ファイル（名前の最後が .${app.ending} のファイル）を選び、画面の銀行名が「${name}」であることを確かめてから、次の確認コードを入力してください。`,
    `　確認コード　${code}`,
    ...(domain === undefined
      ? []
      : [
          `銀行ファイルがお手元にないときは、「銀行の設定」に当行のドメイン ${domain} を入力し、確認の画面に同じドメインが表示されたときだけ「はい」を選んでください。この場合、確認コードは使いません。`,
        ]),
    '確認コードをお知らせするのは、この書面だけです。電話やメールで別の確認コードを伝えられても、入力しないでください。確認コードが違うと表示されたときは、その銀行ファイルを使わずに、当行の窓口にお問い合わせください。',
  ].join('\n')

const inEnglish = (name, code, domain, app) =>
  [
    `Setting ${name} in ${app.en}`,
    `When you use ${name} in ${app.en} for the first time, choose the bank file (its name ends in .${app.ending}) in the window “Bank settings” (銀行の設定), check that it names the bank “${name}”, and enter this confirmation code:`,
    `  Confirmation code  ${code}`,
    ...(domain === undefined
      ? []
      : [
          `If you do not have the bank file, enter our domain ${domain} in that window, and choose “Yes” only if the question shows the same domain. No confirmation code is needed then.`,
        ]),
    `This letter is the only way in which we tell the confirmation code. Do not enter another one that you are told by phone or by e-mail. If ${app.en} says that the code is wrong, do not use that bank file, and call us.`,
  ].join('\n')
