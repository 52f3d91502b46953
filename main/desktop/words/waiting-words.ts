import { appName, inJapanese } from '../../renewal/product/product.ts'

/** What a start says that waits for a run without windows. */
export const waitingWords = {
  ja: {
    heading: inJapanese`まもなく ${appName.ja} を開きます`,
    working: inJapanese`このパソコンで、電子証明書の手続きが画面なしで進んでいます。終わりしだい、${appName.ja} の画面が開きます。`,
    close: inJapanese`この画面を閉じると、${appName.ja} は開きません。進んでいる手続きには影響ありません。`,
  },
  en: {
    heading: `${appName.en} will open shortly`,
    working: `Work on a certificate is going on on this computer without a window. Once it has ended, ${appName.en} opens.`,
    close: `If you close this window, ${appName.en} does not open. The work that is going on is not affected.`,
  },
} as const
