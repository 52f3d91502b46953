import { appName, inJapanese } from '../../renewal/product/product.ts'

/** What is said when something happened that nobody foresaw. Short: the app may be in any state. */
export const faultWords = {
  ja: {
    message: inJapanese`${appName.ja} で予期しない問題が起きました。`,
    detail:
      inJapanese`電子証明書と鍵は、このパソコンに保存されたままです。途中の手続きは記録されており、${appName.ja} を再起動すると続きから進みます。\n` +
      inJapanese`続くときは、${appName.ja} の「ヘルプ」からサポート用ファイルを保存し、お問い合わせ先にお渡しください。`,
    helpDesk: 'お問い合わせ先',
    restart: '再起動',
    quit: '終了',
  },
  en: {
    message: `Something unexpected happened in ${appName.en}.`,
    detail:
      'Your certificates and keys are still on this computer. What was under way is recorded and goes on after a restart.\n' +
      `If this is shown again and again, save a support bundle from the help of ${appName.en} and give it to your help desk.`,
    helpDesk: 'Whom to call',
    restart: 'Restart',
    quit: 'Quit',
  },
} as const
