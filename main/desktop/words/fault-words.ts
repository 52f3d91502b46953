/** What is said when something happened that nobody foresaw. Short: the app may be in any state. */
export const faultWords = {
  ja: {
    message: 'Koshin で予期しない問題が起きました。',
    detail:
      '電子証明書と鍵は、このパソコンに保存されたままです。途中の手続きは記録されており、Koshin を再起動すると続きから進みます。\n' +
      '続くときは、Koshin の「ヘルプ」からサポート用ファイルを保存し、お問い合わせ先にお渡しください。',
    helpDesk: 'お問い合わせ先',
    restart: '再起動',
    quit: '終了',
  },
  en: {
    message: 'Something unexpected happened in Koshin.',
    detail:
      'Your certificates and keys are still on this computer. What was under way is recorded and goes on after a restart.\n' +
      'If this is shown again and again, save a support bundle from the help of Koshin and give it to your help desk.',
    helpDesk: 'Whom to call',
    restart: 'Restart',
    quit: 'Quit',
  },
} as const
