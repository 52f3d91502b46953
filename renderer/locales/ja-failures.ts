import { jaBankFileFailures } from './ja-bank-file-failures.ts'
import { askBank, intact, jaBankFailures } from './ja-bank-failures.ts'
import { jaHandoverFailures } from './ja-handover-failures.ts'
import { jaScheduleFailures } from './ja-schedule-failures.ts'
import { jaUpdateFailures } from './ja-update-failures.ts'
import type { FailureTexts } from './texts.ts'
import { appName, inJapanese } from '../../main/renewal/product/product.ts'

const nothingInstalled = 'この電子証明書は保存していません。今ある電子証明書も変更していません。'

export const jaFailures: FailureTexts = {
  ...jaBankFailures,
  secrets: {
    unavailable: {
      what: 'このパソコンの資格情報の保管場所を使えません。',
      safe: 'パスワードは保存していません。',
      next: inJapanese`プロキシのパスワードは、${appName.ja} を起動するたびに入力してください。`,
    },
  },
  keystore: {
    unavailable: {
      what: '電子証明書の保管場所を開けません。',
      safe: '保管されている電子証明書は変更していません。',
      next: 'パソコンを再起動して、もう一度お試しください。',
    },
    locked: {
      what: '電子証明書の保管場所がロックされています。',
      safe: '保管されている電子証明書は変更していません。',
      next: 'ロックを解除して、もう一度お試しください。',
    },
    'password-protected': {
      what: '電子証明書の保管場所（NSS データベース）がパスワードで保護されています。',
      safe: '保管されている電子証明書は変更していません。',
      next: '「パスワードを入力」を選び、保管場所のパスワードを入力してください。画面のない実行では入力できません。入力するときに保存するか、パスワードを外します（端末で modutil -changepw "NSS Certificate DB" -dbdir sql:$HOME/.pki/nssdb）。',
    },
    'pin-needed': {
      what: '電子証明書はトークン（IC カードなど）の中にあり、使うには PIN が必要です。',
      safe: 'トークンには何も書き込んでいません。誤った PIN を、繰り返し試すことはありません。',
      next: '「PIN を入力」を選び、トークンの PIN を入力してください。画面のない実行では入力できません。画面で更新するか、PIN を入力するときに保存してください。',
    },
    'pin-locked': {
      what: 'トークン（IC カードなど）は、誤った PIN が続いたため、ロックされています。',
      safe: 'トークンの中の電子証明書と鍵は、そのまま残っています。何も変更していません。',
      next: inJapanese`トークンを発行した銀行などに、ロックの解除を依頼してください。解除したあと、${appName.ja} を終了して、もう一度開いてください。`,
    },
    'no-profile': {
      what: '電子証明書と鍵を保管する Windows のユーザー プロファイルが読み込まれていません。',
      safe: `代わりの場所に鍵は作っていません。${intact}`,
      next: 'Windows からサインアウトし、パスワードでサインインし直してください。続くときや「一時プロファイル」と表示されるときは、社内の管理者にプロファイルの修復をご依頼ください。',
    },
    'software-missing': {
      what: '電子証明書の保管に必要なソフトウェアが入っていません。',
      safe: '何も変更していません。',
      next: '「詳細」にあるパッケージを入れて、もう一度お試しください。',
    },
    'access-denied': {
      what: '電子証明書の保管場所を使うことが許可されていません。',
      safe: '保管されている電子証明書は変更していません。',
      next: '確認の画面が出たときは許可してください。出ないときは、社内の管理者にご相談ください。',
    },
    cancelled: {
      what: '鍵を使う確認の画面で、キャンセルが選ばれました。',
      safe: intact,
      next: 'もう一度お試しになり、確認の画面で許可してください。',
    },
    'tpm-absent': {
      what: 'このパソコンには、指定された鍵の保管部品（TPM など）がないか、使えない状態です。',
      safe: `鍵は作っていません。${intact}`,
      next: '社内の管理者に、TPM の設定か、鍵の保管先の指定を確かめてもらってください。',
    },
    'tpm-full': {
      what: '鍵の保管部品（TPM など）に空きがありません。',
      safe: `鍵は作っていません。${intact}`,
      next: '社内の管理者に、使っていない鍵の整理をご相談ください。',
    },
    'key-missing': {
      what: '電子証明書の秘密鍵が見つかりません。',
      safe: 'ほかの電子証明書と鍵は変更していません。',
      next: 'ログイン画面の電子証明書取得から、新しい電子証明書を取得してください。',
    },
    'key-exists': {
      what: 'この鍵は電子証明書と組になっているため、削除しませんでした。',
      safe: '鍵も電子証明書もそのまま残っています。',
      next: askBank,
    },
    'certificate-missing': {
      what: '選んだ電子証明書が保管場所にありません。',
      safe: 'ほかの電子証明書は変更していません。',
      next: 'ログイン画面に戻り、電子証明書を選び直してください。',
    },
    'write-failed': {
      what: '電子証明書の保管場所に書き込めません。',
      safe: intact,
      next: 'ディスクの空き容量を確かめて、もう一度お試しください。',
    },
    'read-back-failed': {
      what: '保存した電子証明書を読み出せませんでした。',
      safe: `発行済みの電子証明書は失われていません。${intact}`,
      next: 'もう一度お試しください。',
    },
    'sign-failed': {
      what: '電子証明書の秘密鍵で署名できません。',
      safe: `申請は送信していません。${intact}`,
      next: 'もう一度お試しください。続くときは、パソコンを再起動してください。',
    },
  },
  issued: {
    unreadable: {
      what: '銀行が発行した電子証明書を読み取れません。',
      safe: nothingInstalled,
      next: askBank,
    },
    'wrong-key': {
      what: '発行された電子証明書が、このパソコンで作った鍵と一致しません。',
      safe: nothingInstalled,
      next: askBank,
    },
    'wrong-subject': {
      what: '発行された電子証明書の名義が、今の電子証明書と違います。',
      safe: nothingInstalled,
      next: askBank,
    },
    'wrong-alternative-name': {
      what: '発行された電子証明書の別名が、今の電子証明書と違います。',
      safe: nothingInstalled,
      next: askBank,
    },
    'foreign-issuer': {
      what: '発行された電子証明書の発行者が、この銀行ではありません。',
      safe: nothingInstalled,
      next: askBank,
    },
    'not-yet-valid': {
      what: '発行された電子証明書の有効期間が、まだ始まっていません。',
      safe: nothingInstalled,
      next: 'パソコンの日付と時刻を確かめてください。正しいときは、お取引銀行の窓口にお知らせください。',
    },
    expired: {
      what: '発行された電子証明書の有効期限が、すでに切れています。',
      safe: nothingInstalled,
      next: 'パソコンの日付と時刻を確かめてください。正しいときは、お取引銀行の窓口にお知らせください。',
    },
    'not-longer': {
      what: '発行された電子証明書の有効期限が、今の電子証明書より延びていません。',
      safe: nothingInstalled,
      next: askBank,
    },
    'no-client-auth': {
      what: '発行された電子証明書は、ログインに使えない種類のものです。',
      safe: nothingInstalled,
      next: askBank,
    },
  },
  certificate: {
    absent: {
      what: 'この銀行の電子証明書が、このパソコンにありません。',
      safe: '何も変更していません。',
      next: 'ログイン画面の電子証明書取得へお進みください。',
    },
    grace: {
      what: '有効期限が切れた電子証明書の更新は、今の版ではまだできません。',
      safe: '何も変更していません。電子証明書はこのパソコンに残っています。',
      next: 'ログイン画面の電子証明書取得から、新しい電子証明書を取得してください。',
    },
    lapsed: {
      what: '電子証明書の有効期限が切れ、更新できる期間も過ぎました。',
      safe: '何も変更していません。',
      next: 'ログイン画面の電子証明書取得から、新しい電子証明書を取得してください。',
    },
    revoked: {
      what: 'この電子証明書は、銀行が失効させたため、使えません。',
      safe: '何も変更していません。',
      next: 'お心当たりがないときは、お取引銀行の窓口にご連絡ください。',
    },
    superseded: {
      what: '元に戻そうとした電子証明書は、銀行がもう受け付けていません。更新のあとに、銀行が失効させた可能性があります。',
      safe: '元に戻していません。今の電子証明書は変更していません。',
      next: '今の電子証明書をお使いください。ログインできないときは、お取引銀行の窓口にご連絡ください。',
    },
    unreadable: {
      what: '保管されている電子証明書を読み取れません。',
      safe: '何も変更していません。',
      next: 'ログイン画面の電子証明書取得から、新しい電子証明書を取得してください。',
    },
  },
  storage: {
    'access-denied': {
      what: inJapanese`${appName.ja} の記録を保存するフォルダーを使えません。ほかのユーザーのものか、読み取り専用になっています。`,
      safe: `何も始めていません。${intact}`,
      next: inJapanese`社内の管理者に、フォルダーの所有者を元に戻すようご依頼ください。Linux では sudo で起動した後に起こり、ホームフォルダーの .config/${appName.ja} に chown を実行すると直ります。`,
    },
    full: {
      what: 'ディスクに空きがないため、記録や電子証明書を書き込めません。',
      safe: '記録できない手順には進んでいません。電子証明書と鍵は失われていません。',
      next: 'ディスクの空き容量を増やして、もう一度お試しください。',
    },
  },
  watch: {
    'cards-damaged': {
      what: '見守っている電子証明書の記録（名前、メモ、更新ページなど）のファイルが壊れていました。',
      safe: `壊れたファイルは別の名前で残し、読み取れた記録はそのまま使います。${intact}`,
      next: '足りない名前やメモは、もう一度入力してください。残したファイルの名前は「詳細」にあります。',
    },
    'cards-not-written': {
      what: '見守っている電子証明書の記録を保存できませんでした。',
      safe: `前に保存した記録は残っています。${intact}`,
      next: 'ディスクの空き容量をご確認のうえ、もう一度お試しください。',
    },
  },
  renewal: {
    'password-needed': {
      what: '取得を続けるには、取得用パスワードがもう一度必要です。',
      safe: '作成した鍵と申請は残っています。二重に発行されることはありません。',
      next: '同じお客様 ID と取得用パスワードを入力してください。',
    },
    busy: {
      what: '途中の手続きがあるため、新しく始められません。',
      safe: '途中の手続きは失われていません。',
      next: '途中の手続きを先に終えてください。ログインすると続きから始まります。',
    },
    'login-needed': {
      what: 'この銀行では、電子証明書を更新する前にログインが必要です。',
      safe: 'まだ何も変更していません。',
      next: 'お客様 ID とパスワードを入力して、ログインしてください。ログインすると、更新通知をもう一度表示します。',
    },
    locked: {
      what: 'このパソコンでの電子証明書の取得と更新は、ご自身の操作で止めてあります。',
      safe: `途中の手続きは失われていません。${intact}`,
      next: '「本物確認」の画面で、いつまで止めてあるかを確かめてください。銀行に確かめたあとは、その画面から解除できます。',
    },
    'wrong-user': {
      what: 'パソコンの利用者としてではなく、システムのアカウントで実行されました。電子証明書は、利用者ごとに保管されています。',
      safe: `何も調べず、何も始めていません。${intact}`,
      next: 'ログイン中の利用者として実行されるように、配布やタスクの設定を直してください。',
    },
  },
  journal: {
    unreadable: {
      what: '手続きの記録を読み取れません。',
      safe: '電子証明書と鍵は変更していません。',
      next: askBank,
    },
    untrue: {
      what: '手続きの記録が、このパソコンの鍵や電子証明書と合っていません。',
      safe: '記録どおりの処理は行っていません。電子証明書と鍵は変更していません。',
      next: 'もう一度はじめから手続きをしてください。続くときは、社内の管理者に、「詳細」のコードをお知らせください。',
    },
    'write-failed': {
      what: '手続きの記録を書き込めません。',
      safe: '記録できない手順には進んでいません。電子証明書と鍵は失われていません。',
      next: 'ディスクの空き容量を確かめて、もう一度お試しください。',
    },
  },
  handover: jaHandoverFailures,
  schedule: jaScheduleFailures,
  'bank-file': jaBankFileFailures,
  update: jaUpdateFailures,
  config: {
    invalid: {
      what: inJapanese`${appName.ja} の設定に誤りがあります。`,
      safe: '銀行には接続していません。電子証明書は変更していません。',
      next: '社内の管理者に、この画面の内容をお知らせください。',
    },
  },
  policy: {
    invalid: {
      what: inJapanese`このパソコンの ${appName.ja} の管理ポリシーに誤りがあります。`,
      safe: '管理ポリシーは全体を無視し、既定の設定で動いています。電子証明書は変更していません。',
      next: '社内の管理者に、この画面の内容をお知らせください。',
    },
  },
  internal: {
    what: inJapanese`${appName.ja} で予期しない問題が起きました。`,
    safe: '途中の手続きは記録されており、続きから進みます。',
    next: inJapanese`${appName.ja} を終了して、もう一度開いてください。続くときは、お取引銀行の窓口に、「詳細」のコードをお知らせください。`,
  },
}
