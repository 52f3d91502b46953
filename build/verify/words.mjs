/** The words of the table "Verified where", in both languages. */

export const words = {
  en: {
    what: 'what',
    notYet: 'not yet',
    failed: (count) => `**failed (${count})**`,
    passed: (passed, skipped) => `passed (${passed}${skipped > 0 ? `, ${skipped} skipped` : ''})`,
    below: 'The reports:',
    reportHead: ['report, of commit', 'date', 'system', 'Electron', 'run by', 'selected'],
    changed: '(sources changed: not counted)',
    users: { root: 'root', ordinary: 'ordinary user' },
    noSandbox: ', without Chromium’s sandbox',
    selections: { usual: 'the usual', all: 'all' },
  },
  ja: {
    what: '内容',
    notYet: 'まだ',
    failed: (count) => `**失敗（${count}）**`,
    passed: (passed, skipped) => `成功（${passed}${skipped > 0 ? `、スキップ ${skipped}` : ''}）`,
    below: '報告:',
    reportHead: ['報告（コミット）', '日付', 'システム', 'Electron', '実行者', '選択'],
    changed: '（ソースに変更あり: 表に数えません）',
    users: { root: 'root', ordinary: '一般ユーザー' },
    noSandbox: '、Chromium のサンドボックスなし',
    selections: { usual: '標準', all: 'すべて' },
  },
}

/** Of the page that shows one report. @satisfies {Record<string, [ja: string, en: string]>} */
export const pageWords = {
  title: ['動作確認の報告', 'Report of a verification'],
  about: ['対象', 'About'],
  commit: ['コミット', 'Commit'],
  tree: ['ツリー', 'Tree'],
  changed: [
    'ソースが変更されています。この報告は、どのコミットの確認でもありません。',
    'The sources were changed: this verifies no commit.',
  ],
  system: ['システム', 'System'],
  user: ['実行者', 'Run by'],
  root: ['root（Chromium のサンドボックスなし）', 'root, without Chromium’s sandbox'],
  ordinary: ['一般ユーザー（Chromium のサンドボックスあり）', 'an ordinary user, with Chromium’s sandbox on'],
  realStore: ['利用者自身の鍵ストア', 'The user’s own key store'],
  'not-needed': ['対象外', 'no part needed it'],
  refused: ['触れていません', 'not touched'],
  agreed: ['確認のうえ使用し、元に戻しました', 'used after a yes on the console'],
  'by-option': ['--yes-real-store により使用し、元に戻しました', 'used by --yes-real-store'],
  selected: ['選択', 'Selected'],
  results: ['結果', 'Results'],
  passed: ['成功', 'passed'],
  failed: ['失敗', 'failed'],
  skipped: ['スキップ', 'skipped'],
  notRun: ['未実行', 'not run'],
  pictures: ['画面', 'Pictures'],
}
