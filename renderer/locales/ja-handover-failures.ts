import type { FailureTexts } from './texts.ts'
import { appName, inJapanese } from '../../main/renewal/product/product.ts'

const untouched = 'この実行では何も始めていません。電子証明書、鍵、ジャーナルは元のままです。'

/** アプリに引き継がれる、画面なしの実行のもの。 */
export const jaHandoverFailures: FailureTexts['handover'] = {
  'no-answer': {
    what: inJapanese`${appName.ja} は起動していますが、画面なしの実行に応答しません。`,
    safe: '途中の手続きはジャーナルに残っています。二重に発行されることはありません。',
    next: inJapanese`次の実行でもう一度試します。続く場合は、${appName.ja} を終了して起動し直してください。`,
  },
  untrusted: {
    what: inJapanese`画面なしの実行と ${appName.ja} をつなぐ経路が、この利用者だけのものではありません。`,
    safe: untouched,
    next: inJapanese`${appName.ja} を開いている利用者として、管理者権限を使わずに実行してください。あわせて、情報システム部門に確認を依頼してください。`,
  },
  'work-in-progress': {
    what: inJapanese`${appName.ja} の画面が使用中か、別の手続きが進んでいます。`,
    safe: `使用中の画面や進行中の手続きには影響ありません。${untouched}`,
    next: '次の実行でもう一度試します。操作が終わったら、画面を閉じてください。',
  },
  'other-settings': {
    what: inJapanese`開いている ${appName.ja} の銀行の設定が、画面なしの実行のものと異なります。`,
    safe: untouched,
    next: inJapanese`${appName.ja} を終了して起動し直すと、現在の設定が使われます。`,
  },
  'other-version': {
    what: inJapanese`開いている間に ${appName.ja} が更新され、画面なしの実行とバージョンが異なります。`,
    safe: untouched,
    next: inJapanese`${appName.ja} を終了して起動し直してください。`,
  },
  'not-possible': {
    what: inJapanese`${appName.ja} を開いている間は、画面なしの実行で電子証明書を取得できません。取得用パスワードを引き渡さないためです。`,
    safe: `${untouched}取得用パスワードも使っていません。`,
    next: inJapanese`${appName.ja} を終了してから実行し直すか、画面から取得してください。`,
  },
}
