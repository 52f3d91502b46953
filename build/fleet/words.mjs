/** What the report says, in both languages. */
import { silentDays } from './figures.mjs'

/** @satisfies {Record<string, [ja: string, en: string]>} */
export const words = {
  title: ['電子証明書の更新状況', 'Renewals at a glance'],
  made: ['作成', 'Made'],
  machines: ['パソコン', 'Machines'],
  files: ['読み取れないもの', 'Cannot be read'],
  outcomes: ['結果別', 'By outcome'],
  weeks: ['有効期限の週別（月曜日、日本時間）', 'Due by week of expiry (Monday, Japan)'],
  laterWeeks: ['その後の週', 'Later weeks'],
  expired: ['期限切れ', 'Already expired'],
  failures: ['失敗（コード別）', 'Failed, by code'],
  versions: ['古いバージョン', 'Old versions of the app'],
  newest: ['この中で最も新しいバージョン', 'The newest here'],
  unknownVersion: ['不明（バージョンを出力する前の版、または読み取れない値）', 'unknown: before versions were told'],
  softwareKeys: [
    'TPM や Secure Enclave を指定したのに、ソフトウェアにある鍵（指定: 実際）',
    'Keys in software where a TPM or Secure Enclave was wanted (wanted: held)',
  ],
  silent: [`${silentDays} 日より長く報告のないパソコン`, `Nothing told for more than ${silentDays} days`],
  unread: ['読み取れないファイル', 'Files that cannot be read'],
  moreGroups: ['ほかの行（CSV にあります）', 'More rows, which the CSV file has'],
  none: ['ありません。', 'None.'],
}

const more = (count) => (count ? [`（ほかに ${count} 行）`, ` (more lines: ${count})`] : ['', ''])

/**
 * Why a file, or a line of it, cannot be read.
 * @param {import('./read.mjs').Problem} problem
 * @returns {[ja: string, en: string]}
 */
export function reasonOf({ reason, line, field, more: count }) {
  const [moreJa, moreEn] = more(count)
  const [ja, en] = reasons[reason]
  const at = line === undefined ? ['', ''] : [`${line} 行目: `, `line ${line}: `]
  const what = field === undefined ? ['', ''] : [`（${field}）`, ` (${field})`]
  return [`${at[0]}${ja}${what[0]}${moreJa}`, `${at[1]}${en}${what[1]}${moreEn}`]
}

const reasons = {
  'not-a-file': ['ファイルではありません', 'not a file'],
  'not-opened': ['開けません', 'cannot be opened'],
  'too-large': ['1 MB を超えています', 'larger than 1 MB'],
  'not-text': ['UTF-8 でも UTF-16 でもありません', 'neither UTF-8 nor UTF-16'],
  'not-json': ['JSON ではありません', 'not JSON'],
  'not-a-status': ['status の結果の形ではありません', 'not what status prints'],
  'too-many-banks': ['銀行が 50 を超えています', 'more than 50 banks'],
  'no-status': ['status の結果がありません', 'holds no result of status'],
}
