import type { FailureTexts } from './texts.ts'
import { appName, inJapanese } from '../../main/renewal/product/product.ts'

const unchanged = '電子証明書、鍵、これまでの予定は変更していません。'

/** OS の機能による、毎日の更新のもの。 */
export const jaScheduleFailures: FailureTexts['schedule'] = {
  unavailable: {
    what: inJapanese`このパソコンには、この利用者のために ${appName.ja} が使える予定実行の機能がありません。`,
    safe: unchanged,
    next: '画面なしの更新を1日1回実行する方法を、情報システム部門に相談してください。',
  },
  refused: {
    what: 'OS の予定実行の機能に、毎日の更新を登録または解除できませんでした。',
    safe: '電子証明書と鍵は変更していません。',
    next: '詳細に表示されるコードを、情報システム部門に伝えてください。',
  },
  managed: {
    what: 'このパソコンで毎日更新するかどうかは、組織が決めています。',
    safe: unchanged,
    next: '変更したい場合は、情報システム部門に相談してください。',
  },
}
