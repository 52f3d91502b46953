/** The rows and columns of "Verified where", and what each takes from a report. */

/**
 * @typedef {object} Row
 * @property {Record<'en' | 'ja', string>} what
 * @property {readonly string[]} parts all of them, or with `any` at least one
 * @property {true} [any]
 * @property {string} [area] of its tests; the whole part where there is none
 * @property {readonly string[]} [on] the platforms where it means something; everywhere else a dash
 * @property {true} [sandbox] only where Chromium's sandbox was on
 */

const walkOrEndToEnd = /** @type {const} */ (['walk', 'e2e'])
const linux = ['linux']

/** @type {readonly Row[]} */
export const rows = [
  {
    what: { en: 'sources: format, lint, types, dependency rules', ja: 'ソースの検査（書式、lint、型、依存関係）' },
    parts: ['format', 'lint', 'types', 'rules'],
  },
  { what: { en: 'unit tests', ja: '単体テスト' }, parts: ['unit'] },
  {
    what: { en: 'certificates and messages inside Electron', ja: 'Electron 内での電子証明書とメッセージの処理' },
    parts: ['x509-in-electron'],
  },
  {
    what: { en: 'conformance (Wycheproof, PKITS, x509-limbo)', ja: '適合性（Wycheproof、PKITS、x509-limbo）' },
    parts: ['conformance'],
  },
  { what: { en: 'protocols against other programs', ja: 'ほかのプログラムとのプロトコル' }, parts: ['protocol'] },
  { what: { en: 'courses of a renewal, by the model', ja: '更新の経過（モデルによる網羅）' }, parts: ['model'] },
  {
    what: { en: 'key store of Linux (NSS): contract', ja: 'Linux の鍵ストア（NSS）: 契約' },
    parts: ['contract'],
    area: 'linux',
    on: linux,
  },
  {
    what: {
      en: 'key store of Windows: contract; on Linux in Wine, in part',
      ja: 'Windows の鍵ストア: 契約（Linux では Wine で、一部）',
    },
    parts: ['contract'],
    area: 'windows',
    on: ['linux', 'win32'],
  },
  {
    what: {
      en: 'key store of macOS: contract; on Linux its part for CoreFoundation',
      ja: 'macOS の鍵ストア: 契約（Linux では CoreFoundation を扱う部分）',
    },
    parts: ['contract'],
    area: 'macos',
    on: ['linux', 'darwin'],
  },
  {
    what: {
      en: 'declarations of foreign functions, against their makers’',
      ja: '外部関数の宣言（提供元の宣言との照合）',
    },
    parts: ['contract'],
    area: 'declarations',
  },
  { what: { en: 'the user’s own key store', ja: '利用者自身の鍵ストア' }, parts: ['real-store'] },
  { what: { en: 'demo, walked through', ja: 'デモの通し' }, parts: ['walk'] },
  { what: { en: 'renewal through the windows', ja: 'ウィンドウでの更新' }, parts: ['e2e'], area: 'renewal' },
  {
    what: {
      en: 'tray, notifications, bank files, watched certificates',
      ja: '通知領域、通知、銀行ファイル、見守る電子証明書',
    },
    parts: ['e2e'],
    area: 'desktop',
  },
  { what: { en: 'proxies and networks', ja: 'プロキシとネットワーク' }, parts: ['e2e'], area: 'network' },
  {
    what: { en: 'unattended runs, policy, logs, updates', ja: '画面なしの実行、管理ポリシー、ログ、アップデート' },
    parts: ['e2e'],
    area: 'administration',
  },
  { what: { en: 'pages taken over, secrets', ja: '乗っ取られた画面、秘密の情報' }, parts: ['e2e'], area: 'security' },
  {
    what: { en: 'keyboard, screen readers, languages', ja: 'キーボード、読み上げ、言語' },
    parts: ['e2e'],
    area: 'usability',
  },
  { what: { en: 'looks of the windows', ja: 'ウィンドウの見た目' }, parts: ['looks'] },
  { what: { en: 'faults and power cuts', ja: '障害と電源断' }, parts: ['faults'] },
  {
    what: { en: 'windows with Chromium’s sandbox on', ja: 'Chromium のサンドボックスありでのウィンドウ' },
    parts: walkOrEndToEnd,
    any: true,
    sandbox: true,
  },
  {
    what: { en: 'deb, in a clean Debian', ja: 'deb（何もない Debian）' },
    parts: ['packages'],
    area: 'deb.spec.ts',
    on: linux,
  },
  {
    what: { en: 'deb, in newer Debians, by an ordinary user', ja: 'deb（新しい Debian、一般の利用者）' },
    parts: ['packages'],
    area: 'newer-debians.spec.ts',
    on: linux,
  },
  {
    what: { en: 'rpm, its files and scripts', ja: 'rpm（内容とスクリプト）' },
    parts: ['packages'],
    area: 'rpm.spec.ts',
    on: linux,
  },
  {
    what: { en: 'AppImage, but for its runtime', ja: 'AppImage（ランタイムを除く）' },
    parts: ['packages'],
    area: 'appimage.spec.ts',
    on: linux,
  },
  {
    what: { en: 'NSIS installer, in Wine', ja: 'NSIS（Wine）' },
    parts: ['packages'],
    area: 'nsis.spec.ts',
    on: linux,
  },
  { what: { en: 'MSI, in Wine', ja: 'MSI（Wine）' }, parts: ['packages'], area: 'msi.spec.ts', on: linux },
  {
    what: { en: 'banks’ own apps, side by side', ja: '銀行名のアプリの並存' },
    parts: ['packages'],
    area: 'side-by-side.spec.ts',
    on: linux,
  },
  {
    what: { en: 'fuses of the packed Electron', ja: '配布物の Electron のヒューズ' },
    parts: ['packages'],
    area: 'fuses.spec.ts',
    on: linux,
  },
]

/**
 * @typedef {object} Column
 * @property {Record<'en' | 'ja', string>} what
 * @property {string} platform
 * @property {(kind: string) => boolean} electron
 */

const any = () => true

/** @type {readonly Column[]} */
export const columns = [
  {
    what: {
      en: 'Linux, another Electron ([stand-in](#the-stand-in))',
      ja: 'Linux、ほかの Electron（[代用](#代用の-electron)）',
    },
    platform: 'linux',
    electron: (kind) => kind !== 'official',
  },
  {
    what: { en: 'Linux, official Electron', ja: 'Linux、公式の Electron' },
    platform: 'linux',
    electron: (kind) => kind === 'official',
  },
  { what: { en: 'Windows', ja: 'Windows' }, platform: 'win32', electron: any },
  { what: { en: 'macOS', ja: 'macOS' }, platform: 'darwin', electron: any },
]
