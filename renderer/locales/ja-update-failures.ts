import type { FailureTexts } from './texts.ts'
import { appName, inJapanese } from '../../main/renewal/product/product.ts'

const unchanged = '今の版のまま使えます。電子証明書は変更していません。'
const askAdministrator = '社内の管理者に、「詳細」のコードをお知らせください。'

/** Of a newer version of the app itself. */
export const jaUpdateFailures: FailureTexts['update'] = {
  unreachable: {
    what: 'アップデートサーバーに接続できません。',
    safe: unchanged,
    next: '約1時間後に、自動でもう一度確認します。',
  },
  'too-large': {
    what: 'アップデートの情報が大きすぎるため、受け取りませんでした。',
    safe: unchanged,
    next: askAdministrator,
  },
  unsigned: {
    what: 'アップデートの情報に署名がないため、使用しませんでした。',
    safe: unchanged,
    next: askAdministrator,
  },
  'wrong-signature': {
    what: 'アップデートの情報の署名が正しくないため、使用しませんでした。',
    safe: unchanged,
    next: askAdministrator,
  },
  unreadable: { what: 'アップデートの情報を読み取れません。', safe: unchanged, next: askAdministrator },
  foreign: {
    what: inJapanese`アップデートの情報が、このパソコンの ${appName.ja} のものではありません。`,
    safe: unchanged,
    next: askAdministrator,
  },
  older: {
    what: 'アップデートサーバーの版が今の版より古いため、使用しませんでした。',
    safe: unchanged,
    next: askAdministrator,
  },
  expired: {
    what: 'アップデートサーバーの情報が長い間更新されていません。新しい版が届いていない可能性があります。',
    safe: unchanged,
    next: askAdministrator,
  },
  'download-failed': {
    what: 'アップデートをダウンロードできませんでした。',
    safe: unchanged,
    next: '約1時間後に、自動でもう一度試します。',
  },
  'wrong-package': {
    what: 'ダウンロードしたアップデートの内容が正しくないため、使用しませんでした。',
    safe: unchanged,
    next: askAdministrator,
  },
  busy: {
    what: '電子証明書の手続きが途中のため、アップデートは始めません。',
    safe: '途中の手続きは失われていません。',
    next: '手続きを終えてから、もう一度お試しください。',
  },
  'install-failed': {
    what: 'アップデートを適用できませんでした。',
    safe: '電子証明書、鍵、手続きの記録は変更していません。',
    next: askAdministrator,
  },
}
