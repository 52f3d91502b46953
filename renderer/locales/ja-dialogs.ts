import { appName, inJapanese } from '../../main/renewal/product/product.ts'

/** The windows beside the app's own: questions, and the demo bank. */
export const jaDialogs = {
  consent: {
    count: '確認 {{number}} / 2',
    ask: {
      renewal: {
        request: '新しい鍵で、電子証明書の更新を銀行に申請します。よろしいですか？',
        installation: '発行された電子証明書を、このパソコンに保存します。よろしいですか？',
      },
      enrolment: {
        request: '新しい鍵で、電子証明書の発行を銀行に申請します。よろしいですか？',
        installation: '発行された電子証明書を、このパソコンに保存します。よろしいですか？',
      },
    },
    ifNo: {
      request: '「いいえ」を選ぶと、新しい鍵は残らず、何も送信しません。',
      installation: '「いいえ」を選んでも、発行済みの電子証明書は失われません。あとで保存できます。',
    },
    giveUp: {
      ask: {
        renewal: '途中の電子証明書の更新を取りやめます。よろしいですか？',
        enrolment: '途中の電子証明書の取得を取りやめます。よろしいですか？',
      },
      ifYes: {
        issued:
          '「はい」を選ぶと、発行済みのこの電子証明書は使われません。次の手続きでは、銀行に別の電子証明書の発行を申請します。今ある電子証明書と鍵は、何も削除しません。',
        sent: '申請は銀行に届いている可能性があり、電子証明書が発行されていても、このパソコンには届きません。次の手続きでは、銀行に別の電子証明書の発行を申請します。今ある電子証明書と鍵は、何も削除しません。',
      },
      ifNo: '「いいえ」を選ぶと、何も変わりません。あとで続きから進められます。',
    },
    hide: {
      ask: '前の電子証明書を、選択画面から外しますか。',
      old: '前の電子証明書',
      new: '新しい電子証明書',
      undo: 'ほかのソフトウェアが入れた電子証明書です。電子証明書と鍵は消えません。いつでも元に戻せます。',
    },
    bankFile: {
      ask: '次のドメインから受け取った銀行ファイルで、銀行を設定します。ドメインは、銀行から届いた書面のとおりですか？',
      readable: '（表記: {{readable}}）',
      ifNo: '「いいえ」を選ぶと、何も変更しません。',
    },
    bank: '接続先',
    verified: '銀行の正しいサーバーであることを確認済み',
    unverified: '送信する前に、銀行の正しいサーバーであることを確認します',
    customer: 'お客様 ID',
  },
  proxy: {
    lead: '銀行との間にあるプロキシサーバーが、ユーザー名とパスワードを求めています。',
    scheme: '認証の方式: {{scheme}}',
    weaker:
      'このプロキシはこれまで、より安全な方式で認証していました。別のネットワークやコンピューターが、このプロキシになりすましている可能性があります。管理者から変更の案内があった場合だけ、入力してください。',
    unencrypted:
      'このプロキシとの接続は暗号化されていません。入力したパスワードは、同じネットワークにいる人に読み取られる可能性があります。',
    refused: '入力されたユーザー名かパスワードが違います。',
    username: 'ユーザー名',
    password: 'パスワード',
    remember: 'このパソコンの資格情報の保管場所に保存する',
    forgetful: inJapanese`このパソコンには資格情報の保管場所がないため、${appName.ja} を終了するまでの間だけ覚えます。`,
  },
  password: {
    lead: '電子証明書の保管場所（NSS データベース）がパスワードで保護されています。',
    kept: inJapanese`${appName.ja} を終了するまでの間だけ覚えます。ファイルには保存しません。`,
    remember: 'このパソコンの資格情報の保管場所に保存し、次回から入力しない',
    refused: 'パスワードが違います。',
    password: '保管場所のパスワード',
    token: {
      lead: '電子証明書は、トークン「{{token}}」（IC カードなど）の中にあります。使うには、トークンの PIN が必要です。',
      counts: '誤った PIN が何回か続くと、トークンはロックされます。',
      refused: 'PIN が違います。',
      lastTry: 'PIN が違います。次も違うと、トークンはロックされます。',
      pin: 'トークンの PIN',
    },
  },
  demo: {
    badge: 'デモ',
    lead: 'これは練習用の銀行です。人も会社もパスワードも架空のもので、本物の銀行にはつながりません。',
    customers: 'ログインできるお客様',
    customersLead: inJapanese`次のお客様 ID とパスワードで、${appName.ja} にログインできます。`,
    name: '名前',
    customerId: 'お客様 ID',
    password: 'パスワード',
    mails: '届いたメール',
    mailsNone: 'まだ届いていません。取得用パスワードや期限のお知らせは、ここに届きます。',
    characters: '銀行のふるまい',
    charactersLead: '本物の銀行にもある、扱いにくいふるまいです。選ぶとすぐに変わり、外すと元に戻ります。',
    characterNames: {
      'not-idempotent': '同じ申請が届くと、もう一枚発行する',
      'not-backdated': '有効期間が、発行した瞬間から始まる',
      'starts-later': '有効期間が、発行の数秒後に始まる',
      maintenance: 'メンテナンス中（何を聞かれても案内ページを返す）',
      'names-rebuilt': '更新のとき、名義を別の文字の型で書き直す',
      'root-only-cacerts': 'ルート証明書だけを公開する',
      'demands-certificate': '電子証明書のない接続には、何も答えない',
      'delivers-later': '申請や受け取りの連絡に、すぐには答えない（CMP）',
      forgets: '受け付けた途中の手続きを忘れる（CMP）',
      'revokes-at-issue': '発行と同時に失効させる',
      supersedes: '更新と同時に、元の電子証明書を失効させる',
      'closes-on-revoked': '失効した電子証明書の接続を、黙って切る',
    },
    undelivered: '届けられなかったお知らせ',
    undeliveredItem: '{{customerId}} 様宛て（期限の{{days}}日前）: {{state}}。{{time}} にもう一度送ります。',
    undeliveredStates: {
      unsent: '送信できませんでした',
      refused: '受信を拒否されました',
      bounced: '届かずに戻ってきました',
    },
    from: '差出人',
    to: '宛先',
    time: '日時',
  },
} as const
