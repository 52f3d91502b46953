/**
 * What each managed setting means, for those who set it: a short name and an explanation, in English and Japanese, by
 * its path in main/storage/managed-policy/schema.ts. Groups, which hold other settings, have a name only.
 */

const word = (en, enText, ja, jaText, byDefault = '–') => ({
  en: { title: en, text: enText },
  ja: { title: ja, text: jaText },
  byDefault,
})
const group = (en, ja) => ({ en: { title: en }, ja: { title: ja } })

/** What editors of policies show. */
export const titles = ({ name, program }) => ({
  en: name.en,
  ja: program === 'koshin' ? 'Koshin（電子証明書の更新）' : name.ja,
})

export const supported = ({ name }) => ({
  en: `${name.en} 0.1 or later, Windows 10 or later`,
  ja: `${name.ja} 0.1 以降、Windows 10 以降`,
})

/** @type {Record<string, ReturnType<typeof word> | ReturnType<typeof group>>} */
export const words = {
  noticeDays: word(
    'Notice days',
    'Days before expiry from which on the user is asked to renew, and is reminded of watched certificates.',
    '更新を知らせる日数',
    '有効期限の何日前から更新をお知らせするかを指定します。見守る電子証明書にも使います。',
  ),
  graceDays: word(
    'Grace days',
    'Days after expiry during which the bank still renews.',
    '期限切れ後に更新できる日数',
    '有効期限が切れてから何日間、銀行が更新に応じるかを指定します。',
  ),
  reminderDays: word(
    'Reminder days',
    'Days before expiry on which the tray reminds, each once; 0 is the last day. Of watched certificates, too.',
    '通知する日',
    '有効期限の何日前に通知するかを並べて指定します。それぞれ一度だけ通知します。0 は最終日です。見守る電子証明書にも使います。',
  ),
  renewalProtocol: word(
    'Renewal protocol',
    'est: TLS client authentication. cmp: the request itself is signed, e.g. behind a proxy that inspects TLS; needs bank.cmp.url.',
    '更新の方式',
    'est は TLS クライアント認証、cmp は要求そのものへの署名で更新します。TLS を検査するプロキシの内側では cmp を使います。cmp には bank.cmp.url が必要です。',
    '`est`',
  ),
  keyProvider: word(
    'Where new keys are held',
    'software; tpm (or no key at all; on Linux by tpm2-pkcs11); tpm-preferred; secure-enclave (macOS, or no key at all).',
    '新しい鍵の保管先',
    'software（ソフトウェア）、tpm（TPM がなければ鍵を作りません。Linux では tpm2-pkcs11 を使います）、tpm-preferred（TPM を優先します）、secure-enclave（macOS。なければ鍵を作りません）から選びます。',
  ),
  keyKind: word(
    'Kind of new keys',
    'RSA by its length in bits, or an elliptic curve, where the bank asks for no other. A Secure Enclave makes keys on P-256 whatever is set here. It takes the place of keyBits (2048, 3072, 4096), which is still read.',
    '新しい鍵の種類',
    'RSA（長さはビット数）か楕円曲線から選びます。銀行が別の種類を求めるときは、それに従います。Secure Enclave の鍵は、この指定にかかわらず P-256 です。以前の keyBits（2048、3072、4096）も引き続き読み取ります。',
  ),
  confirmKeyUse: word(
    'Confirm each use of a key',
    'The operating system asks each time that a new key is used.',
    '鍵を使うたびに確認',
    '新しい鍵を使うたびに、OS が利用者に確認します。',
  ),
  undoDays: word(
    'Days to undo',
    'Days during which a certificate that was renewed can be brought back.',
    '元に戻せる日数',
    '更新前の電子証明書を元に戻せる日数を指定します。',
  ),
  deleteRetired: word(
    'Delete renewed certificates',
    'After the days to undo, a renewed certificate and its key are deleted.',
    '更新前の電子証明書の削除',
    '元に戻せる日数が過ぎたら、更新前の電子証明書と鍵を削除します。',
  ),
  afterRenewal: word(
    'After a renewal',
    'What is still to be done after a renewal, a line for each; shown at completion.',
    '更新後の手続き',
    '更新後に必要な手続きを、1 行に 1 件ずつ書きます。更新完了の画面に表示します。',
  ),
  startAtLogin: word(
    'Start at login',
    'Starts Koshin in the tray when the user logs in, or forbids it.',
    'ログイン時の起動',
    '利用者のログイン時に Koshin をトレイに起動するか、起動を禁じるかを指定します。',
    'the user chooses',
  ),
  consent: word(
    'Who confirms a renewal',
    'user: the user answers both confirmations, and --yes counts for nothing. managed: the organisation has answered はい to both, in windows and in unattended runs.',
    '更新を確認する人',
    'user は、利用者が 2 回の確認に答えます。この場合、--yes は無効です。managed は、組織が 2 回とも「はい」と答えたものとして扱います。画面での更新にも、無人での更新にも適用します。',
    '`user`',
  ),
  schedule: word(
    'Daily renewal',
    "daily: the operating system's scheduler runs `koshin --unattended renew --all-banks` once a day, as the user; on Linux without a systemd of the user at each login only. off: it does not. Either takes effect at once where Koshin is open or in the tray, or else when it is next started. Only with consent: managed does such a run renew.",
    '毎日の更新',
    'daily は、OS の予定実行の機能が、利用者として `koshin --unattended renew --all-banks` を1日1回実行します（利用者の systemd がない Linux では、ログインのたびに実行するだけです）。off は実行しません。どちらも、Koshin が開いているか通知領域にあればすぐに、なければ次に起動したときに反映されます。実際に更新するのは consent: managed のときだけです。',
    'the user chooses',
  ),
  tray: word(
    'Icon in the notification area',
    'when-due: while nothing is due, waits or failed, Koshin looks at login and once a day, by the scheduler of the operating system, and is not there otherwise; from about two days before the notice days on it is in the tray. always: it is in the tray from login on. Without start at login, and where the system schedules nothing, it is always there.',
    '通知領域のアイコン',
    'when-due は、更新の時期でなく、待っている処理や失敗もない間、サインイン時と1日1回（OS の予定実行の機能）だけ電子証明書を確認し、それ以外は動作しません。更新を知らせる日数の約 2 日前から通知領域に常駐します。always は、サインイン時から常駐します。ログイン時に起動しない場合と、OS に予定を登録できない場合は、つねに常駐します。',
    'the user chooses; `when-due` until then',
  ),
  renewal: word(
    'Who begins a renewal',
    'user: the user does. automatic: Koshin in the tray renews by itself from the notice days on, tells the result, and tells of failures from 7 days before expiry on. automatic needs consent: managed, and confirmKeyUse not to be true.',
    '更新を始めるもの',
    'user は、利用者が更新を始めます。automatic は、更新を知らせる日数になると、トレイの Koshin が自動で更新し、結果を知らせます。失敗は、期限の 7 日前から利用者に知らせます。automatic には consent: managed が必要です。confirmKeyUse は true にできません。',
    '`user`',
  ),
  spreadHours: word(
    'Spread of automatic renewals',
    'Hours over which the machines begin with renewal: automatic, each at a time of its own, so that not all of them ask the bank at once; never more than half of the notice days.',
    '自動更新を分散する時間',
    'renewal が automatic のとき、更新の開始を何時間に分散するかを指定します。開始の時刻はパソコンごとに決まるため、銀行への接続が集中しません。更新を知らせる日数の半分を超えることはありません。',
    '`24`',
  ),
  language: word(
    'Language',
    'Of all windows, notices and menus.',
    '表示言語',
    'すべてのウィンドウ、通知、メニューの言語を指定します。',
    "the system's",
  ),
  networkRoots: word(
    'Private network roots',
    'PEM text, or the absolute path of a PEM file: roots of proxies that inspect TLS. They are believed as TLS servers, and never as issuers of certificates; no password is sent through them.',
    'ネットワーク用のルート証明書',
    'TLS を検査するプロキシのルート証明書を、PEM の文字列か PEM ファイルの絶対パスで指定します。TLS サーバーの確認だけに使い、電子証明書の発行者としては信頼しません。そのプロキシを通してパスワードを送ることもありません。',
  ),
  proxy: group('Proxy', 'プロキシ'),
  'proxy.mode': word(
    'Proxy mode',
    "system: the operating system's settings. direct: none. fixed: proxy.server. pac: proxy.pacUrl.",
    'プロキシの方式',
    'system は OS の設定、direct はプロキシなし、fixed は proxy.server、pac は proxy.pacUrl に従います。',
    '`system`',
  ),
  'proxy.server': word(
    'Proxy server',
    'host:port, for the mode fixed; https:// or socks5:// may stand before it.',
    'プロキシサーバー',
    '方式が fixed のときの host:port です。前に https:// や socks5:// を付けられます。',
  ),
  'proxy.bypass': word(
    'Reached directly',
    'Hosts that the mode fixed reaches without the proxy, e.g. *.bank.example or 10.0.0.0/8.',
    'プロキシを通さない接続先',
    '方式が fixed のとき、プロキシを通さない接続先です。例: *.bank.example、10.0.0.0/8',
  ),
  'proxy.pacUrl': word(
    'PAC file',
    'Address of the PAC file, for the mode pac.',
    'PAC ファイル',
    '方式が pac のときの PAC ファイルのアドレスです。',
  ),
  brand: group('Colours', '配色'),
  'brand.accent': word(
    'Accent colour',
    "Of buttons, links and marks, #rrggbb, in the place of any bank's colours; its contrast with each light ground of the windows must be at least 4.5:1, which one of 6:1 with white has.",
    'アクセントカラー',
    'ボタン、リンク、記号の色を #rrggbb で指定します。銀行の配色より優先します。明るい画面のどの背景とも、4.5:1 以上のコントラスト比が必要です（白との比が 6:1 以上なら満たします）。',
    'indigo',
  ),
  'brand.accentDark': word(
    'Accent colour on dark ground',
    'The same where the system is dark; needs brand.accent.',
    'ダークモードのアクセントカラー',
    'システムがダークモードのときの色です。brand.accent も必要です。',
    'light indigo',
  ),
  updates: group('Updates', 'アップデート'),
  'updates.enabled': word(
    'Updates',
    'Whether Koshin updates itself. Off also without updates.server and updates.publicKey.',
    'アップデート',
    'Koshin が自分をアップデートするかどうかを指定します。updates.server と updates.publicKey がないときも、アップデートしません。',
    '`true` with both',
  ),
  'updates.channel': word(
    'Update channel',
    'Which releases to take.',
    'アップデートの種類',
    'stable（安定版）か beta（ベータ版）を選びます。',
    '`stable`',
  ),
  'updates.server': word(
    'Update server',
    'https:// address of the folder with releases and packages.',
    'アップデートサーバー',
    'リリースの情報とパッケージを置いたフォルダーの https:// アドレスです。',
  ),
  'updates.publicKey': word(
    'Release key',
    'Ed25519 public key, PEM or its base64: what is not signed with it is refused.',
    'リリースの公開鍵',
    'Ed25519 の公開鍵を、PEM か、その中の Base64 で指定します。この鍵で署名されていないものは使いません。',
  ),
  automation: group('Automation', '自動操作'),
  'automation.allow': word(
    'Windows driven by programs',
    'For tests of the installed app: --remote-debugging-port is obeyed, and every window says so. A program of the user can then read what is typed and answer the confirmations.',
    'プログラムによる画面の操作',
    'インストールしたアプリをテストするための設定です。--remote-debugging-port が有効になり、すべての画面にその旨を表示します。ほかのプログラムが入力内容を読み取り、確認に答えられるようになります。',
    '`false`',
  ),
  'automation.banks': word(
    'Banks of automated runs',
    'Hosts of bank.est.url, or of bank.cmp.url where there is none (host, or host:port), with which windows may be driven by programs; without it only the demo bank.',
    '自動操作を許す銀行',
    '画面をプログラムで操作してよい銀行を、bank.est.url（なければ bank.cmp.url）のホスト（host または host:port）で並べます。ない場合はデモの銀行だけです。',
    'the demo bank',
  ),
  bank: group('Bank', '銀行'),
  'bank.name': word(
    'Name',
    'Shown in the windows. Needed, with bank.trustAnchors and bank.est.url or bank.cmp.url, as soon as anything of the bank is managed.',
    '銀行名',
    '画面に表示する名前です。銀行の設定を管理するときは、bank.trustAnchors と、bank.est.url または bank.cmp.url とともに必ず指定します。',
  ),
  'bank.est.url': word(
    'EST server',
    'https:// address. May be left out where bank.cmp.url is set.',
    'EST サーバー',
    'https:// で始まるアドレスです。bank.cmp.url があれば、省略できます。',
  ),
  'bank.est.label': word(
    'EST label',
    'The CA label of RFC 7030, 3.2.2.',
    'EST のラベル',
    'RFC 7030 3.2.2 の CA ラベルです。',
  ),
  'bank.cmp.url': word(
    'CMP server',
    'https:// address; without it an expired certificate cannot be renewed.',
    'CMP サーバー',
    'https:// で始まるアドレスです。ない場合、期限切れの電子証明書は更新できません。',
  ),
  'bank.cmp.signer': word(
    'CMP signer',
    'PEM text, the absolute path of a PEM file, or SHA-256 thumbprints: who signs CMP messages for the bank although its certificate is neither a CA nor has the extended key usage cmcRA or cmcCA.',
    'CMP の署名者',
    'CMP のメッセージに署名する証明書が、CA でも拡張キー使用法 cmcRA・cmcCA を持つものでもないときに指定します。PEM の文字列、PEM ファイルの絶対パス、または SHA-256 の拇印です。',
  ),
  'bank.cmp.enrolment': word(
    'First certificate by CMP',
    'p10cr: by a PKCS#10 request. ir: by CRMF.',
    'CMP での初回取得',
    'p10cr は PKCS#10、ir は CRMF で要求します。',
    '`p10cr`',
  ),
  'bank.cmp.mac': word(
    'MAC of first certificates by CMP',
    'password-based: the MAC that nearly every server takes. pbmac1: PBMAC1 of RFC 9481.',
    'CMP での初回取得の MAC',
    'password-based はほとんどのサーバーが受け付ける方式、pbmac1 は RFC 9481 の PBMAC1 です。',
    '`password-based`',
  ),
  'bank.cmp.implicitConfirm': word(
    'CMP without a confirmation',
    'Asks the server to leave out the confirmation of an issued certificate.',
    'CMP の確認の省略',
    '発行された電子証明書の確認のメッセージを省くよう、サーバーに求めます。',
    '`false`',
  ),
  'bank.trustAnchors': word(
    'Trust anchors',
    'PEM text, or the absolute path of a PEM file; what the bank issues must chain to it.',
    '信頼の起点',
    'PEM の文字列か、PEM ファイルの絶対パスです。銀行が発行する電子証明書は、ここから検証します。',
  ),
  'bank.serverTrust': word(
    'TLS server trust',
    "anchors: the trust anchors alone. system: the operating system's roots.",
    'TLS サーバーの確認',
    'anchors は信頼の起点だけ、system は OS のルート証明書で確認します。',
    '`anchors`',
  ),
  'bank.portal.url': word(
    'Portal',
    'https:// address; without it, logging in is choosing the certificate.',
    'ポータル',
    'https:// で始まるアドレスです。ない場合、電子証明書を選ぶだけでログインします。',
  ),
  'bank.portal.renewalNeedsLogin': word(
    'Renewal after a login alone',
    'Renews a certificate only while its holder is logged in by ID and password; the app begins no renewal by itself then. What the portal says goes over it.',
    'ログインしてからの更新',
    'お客様 ID とパスワードでログインしているときに限り、電子証明書を更新します。アプリが自動で更新を始めることもなくなります。ポータルの回答が優先します。',
    '`false`',
  ),
  'bank.bankingUrl': word(
    'Internet banking',
    'https:// address that メイン opens in the browser.',
    'インターネットバンキング',
    'メイン画面からブラウザーで開く https:// アドレスです。',
  ),
  'bank.helpDesk.phone': word(
    'Phone of the help desk',
    'Shown on every failure, at completion and in the help.',
    '窓口の電話番号',
    'エラー、発行完了、ヘルプの画面に表示します。',
  ),
  'bank.helpDesk.hours': word(
    'Hours of the help desk',
    'When it answers, as it is to be shown.',
    '窓口の受付時間',
    '画面に表示する受付時間です。',
  ),
  'bank.helpDesk.address': word(
    'Address of the help desk',
    'E-mail or postal address, as it is to be shown.',
    '窓口のあて先',
    '画面に表示するメールアドレスまたは住所です。',
  ),
  'bank.helpDesk.page': word(
    'Page of the help desk',
    'https:// address that the windows open in the browser.',
    '窓口のページ',
    '画面からブラウザーで開く https:// アドレスです。',
  ),
  'bank.helpDesk.en.hours': word(
    'Hours of the help desk, in English',
    'In their place where the windows are English.',
    '窓口の受付時間（英語）',
    '画面が英語のとき、代わりに表示します。',
  ),
  'bank.helpDesk.en.address': word(
    'Address of the help desk, in English',
    'In its place where the windows are English.',
    '窓口のあて先（英語）',
    '画面が英語のとき、代わりに表示します。',
  ),
  'bank.colours.accent': word(
    "Bank's accent colour",
    'As brand.accent, while this bank is shown and brand is not managed.',
    '銀行のアクセントカラー',
    'brand を管理しないとき、この銀行を表示している間の色です。条件は brand.accent と同じです。',
    'indigo',
  ),
  'bank.colours.accentDark': word(
    "Bank's accent colour on dark ground",
    'The same where the system is dark.',
    '銀行のアクセントカラー（ダークモード）',
    'システムがダークモードのときの、同じ色です。',
    'light indigo',
  ),
  'bank.caution': word(
    'Caution against calls and mails',
    "What the bank says of those who ask by phone or mail to renew, in place of Koshin's own words. Notices show it.",
    '電話やメールについての注意',
    '更新を求める電話やメールについて銀行が伝える文です。お知らせに、Koshin の文の代わりに表示します。',
  ),
  'bank.enrolUser': word(
    'User of first enrolments',
    "HTTP Basic user; the user's own setting counts where this is missing.",
    '初回取得のユーザー',
    '初回取得に使う HTTP Basic のユーザー名です。ない場合は、利用者の設定に従います。',
  ),
  bankFiles: word(
    'Bank files',
    'Whether users may set their bank by a bank file or by the domain of a bank. With a managed bank, never.',
    '銀行ファイル',
    '利用者が銀行ファイルや銀行のドメインで銀行を設定してよいかを指定します。bank を管理する場合は、いつも設定できません。',
    '`allow`',
  ),
  savePasswords: word(
    'Kept passwords',
    "Whether users may have passwords of proxies and key stores, and PINs of tokens, kept in the system's keyring. With forbid, what is there from before is not used, and removed as soon as it is looked for.",
    'パスワードの保存',
    'プロキシや鍵ストアのパスワードとトークンの PIN を、システムの資格情報の保管場所に保存してよいかを指定します。forbid では、以前に保存したものは使わず、必要になった時点で削除します。',
    '`allow`',
  ),
  watch: word(
    'Watched certificates',
    'Which certificates of banks that are not set users are reminded of: none (off), those they choose (suggest), or all that people renew (all).',
    '電子証明書の見守り',
    '設定していない銀行の電子証明書のうち、利用者に期限を知らせるものを選びます。off はなし、suggest は利用者が選んだもの、all は人が更新するものすべてです。',
    '`suggest`',
  ),
  watchIssuers: word(
    'Issuers that are watched',
    "JSON: a list of issuers, each with issuer (name or key identifier) and, where known, the bank's page for renewals, and its rule: from (days before expiry), until (days after it), hour (in Japan, of the last day). Users cannot change these.",
    '見守る発行者',
    'JSON で発行者を並べます。それぞれに issuer（名前または鍵識別子）と、分かれば銀行の更新ページ page、更新の期間 from（期限の何日前から）、until（期限の何日後まで）、hour（最終日の日本時間の時刻）を書きます。利用者は変更できません。',
    'none',
  ),
  otherBanks: word(
    'Further banks',
    "JSON: a list of banks, each with an id and, where it differs, a policy of its own. Takes the place of the user's.",
    'その他の銀行',
    'JSON で銀行を並べます。それぞれに id と、必要に応じて独自の policy を書きます。利用者の設定に代わるものになります。',
    'none',
  ),
}

/** That of RFC 8410, 10.1, with which nobody signs. */
const examplePublicKey = 'MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE='

/** Who issues in the example. */
export const exampleIssuer = '更新銀行 法人認証局'

/** What the examples set. @param {string} folder where the PEM file lies @param {string} program */
export const example = (folder, program = 'koshin') => ({
  bank: {
    name: '更新銀行',
    est: { url: 'https://est.bank.example', label: 'corporate' },
    cmp: { url: 'https://cmp.bank.example' },
    trustAnchors: `${folder}/bank-roots.pem`,
    portal: { url: 'https://portal.bank.example/api' },
    bankingUrl: 'https://www.bank.example/corporate',
    helpDesk: { phone: '0120-000-000', hours: '平日 9:00〜17:00', page: 'https://www.bank.example/help' },
  },
  noticeDays: 30,
  reminderDays: [30, 15, 7, 3, 1, 0],
  keyProvider: 'tpm-preferred',
  undoDays: 30,
  startAtLogin: true,
  consent: 'user',
  proxy: { mode: 'fixed', server: 'proxy.corp.example:8080', bypass: ['*.corp.example'] },
  language: 'ja',
  brand: { accent: '#1f4577', accentDark: '#9cbcea' },
  updates: {
    enabled: true,
    channel: 'stable',
    server: `https://updates.corp.example/${program}`,
    publicKey: examplePublicKey,
  },
})
