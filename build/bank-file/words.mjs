/** What is said to who makes a bank file, in both languages. */

/** @typedef {Record<string, (problem: import('./problem.mjs').Problem) => [ja: string, en: string]>} Sentences */

/** @type {Sentences} */
const sentences = {
  'folder.missing': () => ['このファイルが必要です。', 'This file is needed.'],
  'folder.unreadable': ({ detail }) => [
    `ファイルを読み取れません（${detail}）。`,
    `The file cannot be read (${detail}).`,
  ],
  'folder.too-large': ({ detail }) => [`ファイルが大きすぎます（${detail}）。`, `The file is too large (${detail}).`],
  'folder.unknown-file': () => [
    'この名前のファイルは使いません。名前を確かめるか、フォルダーの外に移してください。',
    'No file of this name is used. Check its name, or move it out of the folder.',
  ],
  'folder.not-text': () => [
    'UTF-8 の文字として読み取れません。UTF-8 で保存し直してください。',
    'This is no text in UTF-8. Save it as UTF-8.',
  ],
  'folder.not-json': () => ['JSON のオブジェクトではありません。', 'This is no JSON object.'],
  'folder.misplaced': ({ detail }) => [
    `${detail} に書いてください。`,
    `This has its place in ${detail}; move it there.`,
  ],
  'folder.no-anchors': () => [
    '認証局の電子証明書（PEM または DER）を、ここに1枚以上置いてください。',
    "Put the certificate of at least one of the bank's authorities here, as PEM or DER.",
  ],
  'folder.anchor': ({ detail }) => [
    `トラストアンカーにできません（${detail}）。有効な認証局の電子証明書に替えてください。`,
    `This cannot be a trust anchor: ${detail}. Replace it with a valid certificate of an authority.`,
  ],
  'folder.help-desk': () => [
    'お客様が困ったときに表示します。日本語と英語の両方に必要です。値を書いてください。',
    'Customers see it where something fails, in Japanese and in English. Give it a value.',
  ],
  'folder.help-desk-language': () => [
    '英語の画面に表示します。英語で書いてください。',
    'English windows show it. Write it in English.',
  ],
  'folder.unreachable': ({ detail }) => [
    `このパソコンから TLS で接続できません（${detail}）。アドレスとサーバーの証明書を確かめてください。`,
    `No TLS connection from this computer: ${detail}. Check the address and the server's certificate.`,
  ],
  'folder.other-file': ({ detail }) => [
    `前に作った別の銀行ファイル（確認コード ${detail}）があります。そのコードを印刷した書面は、新しいファイルには使えません。置き換えるときは --replace を付けてください。`,
    `Another bank file is there, with the code ${detail}: letters with that code will not confirm the new one. Add --replace to replace it.`,
  ],
  'folder.not-written': ({ detail }) => [
    `銀行ファイルを書き込めません（${detail}）。`,
    `The bank file cannot be written: ${detail}.`,
  ],
}

/**
 * One sentence with file, line and reason.
 * @param {import('./problem.mjs').Problem} problem
 * @param {string} language ja or en
 * @param {Record<string, any>} texts of the app's windows, in that language
 * @param {Sentences} [more] for codes of others
 */
export function told(problem, language, texts, more = {}) {
  const { code, file, line, place, mistake } = problem
  const own = (more[code] ?? sentences[code])?.(problem)[language === 'ja' ? 0 : 1]
  const at = line === undefined ? file : `${file}:${line}`
  const name = place ?? mistake?.place
  const text = mistake === undefined ? own : asInWindows(mistake, texts.setup)
  return `${[at, ...(name ? [name] : []), text].join(': ')} [${code}]`
}

/** @param {import('../../main/storage/settings/mistakes.ts').Mistake} mistake */
function asInWindows({ kind, detail }, { kinds, detailed }) {
  return detail === undefined ? kinds[kind] : detailed[kind].replace('{{detail}}', detail)
}

/** @type {Record<string, [ja: string, en: string]>} */
const lines = {
  refused: [
    '銀行ファイルは作っていません。前からあるファイルは変わっていません。',
    'No bank file was made; what was there is unchanged.',
  ],
  file: ['銀行ファイル', 'bank file'],
  bank: ['銀行', 'bank'],
  host: ['接続先', 'host'],
  reached: ['接続できました', 'reached'],
  anchor: ['トラストアンカー', 'trust anchor'],
  until: ['有効期限', 'valid until'],
  ends: [
    '有効期限まで1年もありません。これより後まで有効な電子証明書は使えなくなるため、次の認証局の証明書も入れてください',
    'it ends within a year, and with it every certificate that lasts longer: add the one of the next authority',
  ],
  code: ['確認コード', 'code'],
  same: ['前と同じ内容です', 'as it was'],
}

export const say = (name, language) => lines[name][language === 'ja' ? 0 : 1]
