/** The words of the tables of peers, in both languages. */

export const words = {
  en: {
    peer: 'peer',
    server: 'Servers, and Koshin as their client',
    client: 'Clients, and the demo bank as their server',
    imitated: '(imitated)',
    operations: { grace: 'renew in grace' },
  },
  ja: {
    peer: '相手',
    server: 'サーバー（Koshin がクライアント）',
    client: 'クライアント（デモ銀行がサーバー）',
    imitated: '（模倣）',
    operations: {
      enrol: '取得',
      renew: '更新',
      grace: '期限切れ後の更新',
      pending: '保留',
      refused: '拒否',
      rollover: 'CA の交代',
      proof: '接続の確認',
    },
  },
}

/** Why something is refused by design, or cannot be. */
export const reasons = {
  'demands-certificate': {
    en: 'The server demands a certificate of who has none yet; Koshin says so (`bank.certificate-demanded`).',
    ja: 'サーバーが、まだ電子証明書を持たない人にも電子証明書を求めます。Koshin はそのことを示します（`bank.certificate-demanded`）。',
  },
  'asks-after-handshake': {
    en: 'The server asks for a certificate only after the handshake; Koshin says so (`bank.certificate-not-asked`).',
    ja: 'サーバーが、ハンドシェイクの後で初めて電子証明書を求めます。Koshin はそのことを示します（`bank.certificate-not-asked`）。',
  },
  'expired-in-tls': {
    en: 'An expired certificate opens no TLS connection: CMP is needed (`bank.cmp`).',
    ja: '期限の切れた電子証明書では TLS で接続できません。CMP が必要です（`bank.cmp`）。',
  },
  'mock-update': {
    en: 'Its mock server updates a certificate only by one of the same serial number, which no key store holds twice; the other cells are first enrolments.',
    ja: '模擬サーバーは、同じシリアル番号の電子証明書でしか更新しません。鍵ストアは同じ番号を2つ持てないため、ほかの欄は取得で確かめました。',
  },
  'bank-http-1': { en: 'The demo bank speaks HTTP/1.1 alone.', ja: 'デモ銀行は HTTP/1.1 だけに対応しています。' },
  'tls-1.2': { en: 'It speaks TLS 1.2 alone.', ja: 'TLS 1.2 だけに対応しています。' },
  'no-t61': {
    en: 'It cannot write Japanese in a T61String.',
    ja: '日本語を T61String で書けません。',
  },
  't61-octets': {
    en: 'What Japanese in a T61String means is nowhere defined: it is the same name only in the same octets.',
    ja: 'T61String の日本語の意味は定められていません。バイト列が同じときにだけ、同じ名前とみなします。',
  },
  'utf8-only': {
    en: 'It writes Japanese names in UTF8String alone.',
    ja: '日本語の名前を UTF8String でしか書けません。',
  },
  'password-too': {
    en: 'Without its option -o it wants a password beside the certificate, which a renewal has not; Koshin says so (`bank.certificate-refused`, “asks for basic”).',
    ja: 'オプション -o がないと、電子証明書のほかにパスワードも求めます。更新にはパスワードがないため、Koshin はそのことを示します（`bank.certificate-refused`、詳細に「asks for basic」）。',
  },
  'first-ca': {
    en: 'It believes the first CA of its list alone: the next one cannot be beside it.',
    ja: '一覧の最初の CA しか信じません。次の CA を並べて置けません。',
  },
  'no-protocol': {
    en: 'It speaks SCEP and the protocols of IPA and Dogtag, neither EST nor CMP.',
    ja: 'SCEP と、IPA・Dogtag のプロトコルには対応していますが、EST にも CMP にも対応していません。',
  },
  'http-1': { en: 'It speaks HTTP/1.1 alone.', ja: 'HTTP/1.1 だけに対応しています。' },
}
