/** What is said to who makes a bank's own app, in both languages. */

/** @type {import('../bank-file/words.mjs').Sentences} */
export const sentences = {
  'brand.name-ja': () => [
    '40 文字以内の文字、数字、空白、「ー」「・」「（）」「-」で書いてください。',
    'Write at most 40 letters, digits, spaces, ー, ・, （, ） and hyphens.',
  ],
  'brand.name-en': () => [
    'フォルダーやレジストリの名前にもなります。40 文字以内の英字、数字、空白、ハイフンで書いてください。Windows やブラウザーが使う名前にはできません。',
    'It names folders and registry keys, too: at most 40 letters of English, digits, single spaces and hyphens, and no name that systems or browsers use.',
  ],
  'brand.program': () => [
    'ほかのプログラムと重ならないように、ハイフンでつないだ2語以上の英小文字と数字（32 文字以内）にしてください。例: mihon-bank',
    'Use two or more words of small letters and digits with hyphens between them, at most 32 characters, so that no other program has the name: mihon-bank.',
  ],
  'brand.application-id': () => [
    '銀行のドメインを逆順に並べた3つ以上の語にしてください。com.apple など、システムやブラウザーのものは使えません。例: jp.bank.certificates',
    "Use the bank's domain backwards and a word, and none of a system or browser such as com.apple: jp.bank.certificates.",
  ],
  'brand.scheme': () => [
    'ハイフンでつないだ2語以上の英小文字と数字（32 文字以内）にしてください。ms- や web- など、システムやブラウザーのものは使えません。例: mihon-bank',
    'Use two or more words of small letters and digits with hyphens between them, at most 32 characters, and none of a system or browser such as ms-… or web-…: mihon-bank.',
  ],
  'brand.publisher': () => [
    '80 文字以内の文字、数字、空白、「ー」「・」「（）」「-」「.」「,」で書いてください。',
    'Write at most 80 letters, digits, spaces, ー, ・, （, ）, hyphens, points and commas.',
  ],
  'brand.server': () => [
    'https:// で始まり、ユーザー名、空白、「?」「#」を含まないアドレスにしてください。',
    'An address is needed that begins with https:// and has no user name, blanks, ? or # in it.',
  ],
  'brand.public-key': () => [
    'Ed25519 の公開鍵ではありません。npm run update-release が表示する updates.publicKey を書いてください。',
    'This is no public key for Ed25519. Use what npm run update-release prints as updates.publicKey.',
  ],
  'brand.koshin': () => [
    'Koshin と並べて使えるように、Koshin を含まない名前にしてください。',
    'Use a name without Koshin in it: both have to fit on one computer.',
  ],
  'brand.beside': ({ detail }) => [
    `${detail} のアプリと同じです（大文字と小文字は区別しません）。2つを1台のパソコンに入れられるように、違う名前にしてください。`,
    `The app of ${detail} has the same, but for capitals: both have to fit on one computer. Use another one.`,
  ],
  'brand.no-server': () => [
    'EST か CMP のサーバーがない銀行のアプリは作れません。est.url か cmp.url を書いてください。',
    'A bank without EST and CMP can have no app of its own: est.url or cmp.url is needed.',
  ],
  'brand.no-svg': () => ['SVG ではありません。', 'This is no SVG.'],
  'brand.foreign': ({ detail }) => [
    `アイコンには図形だけを使えます（${detail}）。スクリプト、画像、外部の参照を取り除いてください。`,
    `An icon consists of shapes alone: remove scripts, pictures and references to anything outside (${detail}).`,
  ],
  'brand.not-square': () => [
    '正方形の viewBox が必要です。例: viewBox="0 0 512 512"',
    'A square viewBox is needed: viewBox="0 0 512 512".',
  ],
  'brand.not-drawn': ({ detail }) => [`描画できません（${detail}）。`, `This cannot be drawn: ${detail}.`],
  'brand.nothing-drawn': () => ['何も描かれていません。', 'Nothing is drawn in it.'],
  'brand.control': () => [
    '画面に表示されない制御文字があります。取り除いてください。',
    'There is a control character in it, which nobody sees. Remove it.',
  ],
  'brand.empty': () => ['お客様への使用条件を書いてください。', 'Write the conditions for your customers.'],
}

/** @type {Record<string, [ja: string, en: string]>} */
const lines = {
  refused: [
    '何も作っていません。前からあるファイルは変わっていません。',
    'Nothing was made; what was there is unchanged.',
  ],
  folder: ['出力先', 'result'],
  product: ['アプリ', 'app'],
  file: ['ファイル', 'file'],
}

export const say = (name, language) => lines[name][language === 'ja' ? 0 : 1]
