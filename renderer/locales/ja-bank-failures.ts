import type { FailureTexts } from './texts.ts'

// Also true when the certificate has expired: it is not said to work, only to be untouched.
export const intact = '今ある電子証明書は変更していません。'
export const askBank = 'お取引銀行の窓口に、「詳細」のコードをお知らせください。'

/** Of the bank, and of the way to it. */
export const jaBankFailures: Pick<FailureTexts, 'bank' | 'network'> = {
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
    'proxy-sign-in-unsupported': {
      what: 'プロキシサーバーが、Koshin にはできない方法のサインイン（Kerberos / Negotiate のみ）を求めています。このパソコンには、そのためのチケットがありません。',
      safe: `銀行には何も送信していません。${intact}`,
      next: '会社のアカウントでパソコンにサインインし直してください。それでも続くときは、銀行への通信をサインインなしで通すか、NTLM か Basic も使えるように、社内の管理者にご依頼ください。',
    },
    'proxy-refused': {
      what: 'プロキシサーバーには接続できましたが、銀行への通信が許可されませんでした。',
      safe: `銀行には何も送信していません。${intact}`,
      next: 'プロキシで銀行のアドレスを許可するよう、社内の管理者にご依頼ください。Koshin は自動でもう一度試します。',
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
}
