import { jaUpdateFailures } from './ja-update-failures.ts'
import type { FailureTexts } from './texts.ts'

// Also true when the certificate has expired: it is not said to work, only to be untouched.
const intact = '今ある電子証明書は変更していません。'
const nothingInstalled = 'この電子証明書は保存していません。今ある電子証明書も変更していません。'
const askBank = 'お取引銀行の窓口に、「詳細」のコードをお知らせください。'

export const jaFailures: FailureTexts = {
  bank: {
    unreachable: {
      what: '銀行に接続できません。',
      safe: `何も失われていません。${intact}`,
      next: 'インターネットの接続を確かめて、もう一度お試しください。サービス時間外・メンテナンス中の場合があります。',
    },
    timeout: {
      what: '銀行からの応答が時間内にありませんでした。',
      safe: `同じ申請が二重になることはありません。${intact}`,
      next: 'しばらく待ってから、もう一度お試しください。',
    },
    untrusted: {
      what: '接続先が本物の銀行であることを確認できませんでした。',
      safe: '接続を中止しました。パスワードや申請は送信していません。',
      next: '別のネットワークでお試しになるか、社内の管理者にご相談ください。',
    },
    busy: {
      what: '銀行が混み合っています。',
      safe: `何も失われていません。${intact}`,
      next: 'しばらく待ってから、もう一度お試しください。',
    },
    maintenance: {
      what: '銀行のサービスは、ただいま休止しています（メンテナンスなど）。',
      safe: `何も失われていません。${intact}`,
      next: 'しばらく待ってから、もう一度お試しください。',
    },
    'connection-closed': {
      what: '銀行との接続が、応答の前に切られました。',
      safe: `何も失われていません。${intact}`,
      next: 'もう一度お試しください。続くときは、この電子証明書を使えるかどうかを、お取引銀行の窓口にお確かめください。',
    },
    unauthorized: {
      what: 'お客様 ID またはパスワードが違います。',
      safe: '何も変更していません。',
      next: '入力した内容を確かめて、もう一度入力してください。',
    },
    forbidden: {
      what: 'この電子証明書またはお客様 ID では許可されていません。',
      safe: '何も変更していません。',
      next: askBank,
    },
    refused: {
      what: '銀行が申請を受け付けませんでした。',
      safe: `新しい電子証明書は発行されていません。${intact}`,
      next: askBank,
    },
    'bad-answer': {
      what: '銀行からの応答を正しく読み取れませんでした。',
      safe: `読み取れない応答は使っていません。${intact}`,
      next: 'もう一度お試しください。続くときは、お取引銀行の窓口にお知らせください。',
    },
    'answer-too-large': {
      what: '銀行からの応答が大きすぎるため、受け取りを中止しました。',
      safe: `受け取った内容は使っていません。${intact}`,
      next: askBank,
    },
    'clock-skew': {
      what: 'このパソコンの時計が、銀行の時計とずれています。',
      safe: `更新は始めていません。${intact}`,
      next: 'パソコンの日付と時刻を自動設定にして、もう一度お試しください。',
    },
    'login-refused': {
      what: 'ログインできませんでした。お客様 ID またはパスワードが違います。',
      safe: '何も変更していません。',
      next: '入力した内容を確かめて、もう一度入力してください。',
    },
    'certificate-refused': {
      what: '銀行がこの電子証明書での接続を受け付けませんでした。',
      safe: '何も変更していません。',
      next: '別の電子証明書を選ぶか、電子証明書取得へお進みください。',
    },
    'other-identity': {
      what: '銀行が確認したのは、この電子証明書とは別の電子証明書、または別のお客様でした。',
      safe: intact,
      next: askBank,
    },
    'wishes-unsupported': {
      what: '銀行が求める形式の証明書要求を、この環境では作れません。',
      safe: '何も変更していません。銀行にも何も送っていません。',
      next: 'Koshin を最新版にして、もう一度お試しください。続く場合は、「詳細」を銀行にお知らせください。',
    },
  },
  network: {
    offline: {
      what: 'インターネットに接続していません。',
      safe: intact,
      next: '接続が戻ると、自動でもう一度試します。',
    },
    'proxy-unreachable': {
      what: 'プロキシサーバーに接続できません。',
      safe: intact,
      next: 'ネットワークの設定を確かめて、もう一度お試しください。',
    },
    'proxy-authentication': {
      what: 'プロキシサーバーの認証ができませんでした。',
      safe: `銀行には何も送信していません。${intact}`,
      next: 'もう一度お試しになり、プロキシのユーザー名とパスワードを入力してください。',
    },
    'captive-portal': {
      what: '銀行ではなく、ネットワークのログイン画面につながっています。',
      safe: `銀行には何も送信していません。${intact}`,
      next: 'ブラウザーで Wi-Fi などの利用手続きを済ませてから、もう一度お試しください。',
    },
    'tls-inspected': {
      what: '銀行との通信が、途中の機器で検査されているようです。',
      safe: `銀行には何も送信していません。${intact}`,
      next: 'パソコンの管理者に、この銀行への通信を検査の対象から外してもらってください。',
    },
  },
  secrets: {
    unavailable: {
      what: 'このパソコンの資格情報の保管場所を使えません。',
      safe: 'パスワードは保存していません。',
      next: 'プロキシのパスワードは、Koshin を起動するたびに入力してください。',
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
    'software-missing': {
      what: '電子証明書の保管に必要なソフトウェアが入っていません。',
      safe: '何も変更していません。',
      next: '「詳細」にあるパッケージを入れて、もう一度お試しください。',
    },
    'access-denied': {
      what: '電子証明書の保管場所を使うことが許可されていません。',
      safe: '保管されている電子証明書は変更していません。',
      next: '確認の画面が出たときは許可してください。出ないときは、パソコンの管理者にご相談ください。',
    },
    cancelled: {
      what: '鍵を使う確認の画面で、キャンセルが選ばれました。',
      safe: intact,
      next: 'もう一度お試しになり、確認の画面で許可してください。',
    },
    'tpm-absent': {
      what: 'このパソコンには、指定された鍵の保管部品（TPM など）がないか、使えない状態です。',
      safe: `鍵は作っていません。${intact}`,
      next: 'パソコンの管理者に、TPM の設定か、鍵の保管先の指定を確かめてもらってください。',
    },
    'tpm-full': {
      what: '鍵の保管部品（TPM など）に空きがありません。',
      safe: `鍵は作っていません。${intact}`,
      next: 'パソコンの管理者に、使っていない鍵の整理をご相談ください。',
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
    unreadable: {
      what: '保管されている電子証明書を読み取れません。',
      safe: '何も変更していません。',
      next: 'ログイン画面の電子証明書取得から、新しい電子証明書を取得してください。',
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
      next: 'もう一度はじめからお手続きください。繰り返し表示される場合は、「詳細」のコードを管理者の方へお伝えください。',
    },
    'write-failed': {
      what: '手続きの記録を書き込めません。',
      safe: '記録できない手順には進んでいません。電子証明書と鍵は失われていません。',
      next: 'ディスクの空き容量を確かめて、もう一度お試しください。',
    },
  },
  update: jaUpdateFailures,
  config: {
    invalid: {
      what: 'Koshin の設定に誤りがあります。',
      safe: '銀行には接続していません。電子証明書は変更していません。',
      next: '社内の管理者に、この画面の内容をお知らせください。',
    },
  },
  policy: {
    invalid: {
      what: 'このパソコンの Koshin の管理設定に誤りがあります。',
      safe: '管理設定は全体を無視し、既定の設定で動いています。電子証明書は変更していません。',
      next: '社内の管理者に、この画面の内容をお知らせください。',
    },
  },
  internal: {
    what: 'Koshin で予期しない問題が起きました。',
    safe: '途中の手続きは記録されており、続きから再開できます。',
    next: 'Koshin を終了して、もう一度開いてください。続くときは、「詳細」のコードをお知らせください。',
  },
}
