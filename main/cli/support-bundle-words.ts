/** What `koshin --support-bundle` says. */
export const supportWords = {
  ja: {
    inside: 'サポート用ファイルの内容です。お名前、お客様 ID、パスワード、鍵は含まれません。',
    written: (file: string) => `保存しました: ${file}`,
    exists: (file: string) => `同じ名前のファイルがあるため、保存しませんでした: ${file}`,
    failed: (file: string, code: string) => `保存できませんでした: ${file} (${code})`,
    bytes: 'バイト',
  },
  en: {
    inside: 'What is in the support bundle. It has no names, customer IDs, passwords or keys.',
    written: (file: string) => `Saved: ${file}`,
    exists: (file: string) => `Not saved, because a file of this name exists: ${file}`,
    failed: (file: string, code: string) => `Could not be saved: ${file} (${code})`,
    bytes: 'bytes',
  },
}
