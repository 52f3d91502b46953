import { appName, inJapanese, product } from '../../renewal/product/product.ts'

/** Why Koshin cannot be opened, in a box: there can be no window yet. */
export const refusalWords = {
  ja: {
    quit: '終了',
    causes: {
      'storage.access-denied': {
        message: inJapanese`${appName.ja} の記録を保存するフォルダーを使えません。`,
        detail:
          'ほかのユーザーのものか、読み取り専用になっています。電子証明書と鍵は変更していません。\n' +
          '社内の管理者に、フォルダーの所有者を元に戻すようご依頼ください。Linux では sudo で起動した後に起こり、次のコマンドで直ります。\n' +
          `sudo chown -R "$USER" ~/.config/${product.folder}`,
      },
      'storage.full': {
        message: inJapanese`ディスクに空きがないため、${appName.ja} を開けません。`,
        detail: '電子証明書と鍵は変更していません。ディスクの空き容量を増やして、もう一度開いてください。',
      },
      'handover.work-in-progress': {
        message: inJapanese`画面なしの実行が終わらないため、${appName.ja} を開けません。`,
        detail:
          'このパソコンで、電子証明書の手続きが画面なしで続いています。手続きと電子証明書には影響ありません。\n' +
          inJapanese`しばらくしてから、もう一度 ${appName.ja} を開いてください。続く場合は、社内の管理者にご連絡ください。`,
      },
    },
  },
  en: {
    quit: 'Quit',
    causes: {
      'storage.access-denied': {
        message: `The folder in which ${appName.en} keeps its records cannot be used.`,
        detail:
          'It belongs to another user, or may only be read. Your certificates and keys were not changed.\n' +
          'Ask your IT department to give the folder back to you. On Linux this happens after a start with sudo, and this command undoes it:\n' +
          `sudo chown -R "$USER" ~/.config/${product.folder}`,
      },
      'storage.full': {
        message: `The disk is full, so ${appName.en} cannot be opened.`,
        detail: `Your certificates and keys were not changed. Make room on the disk and open ${appName.en} again.`,
      },
      'handover.work-in-progress': {
        message: `A run without windows does not end, so ${appName.en} cannot be opened.`,
        detail:
          'Work on a certificate goes on on this computer without a window. Neither that work nor your certificates were affected.\n' +
          `Open ${appName.en} again in a while. If this goes on, tell your IT department.`,
      },
    },
  },
} as const
