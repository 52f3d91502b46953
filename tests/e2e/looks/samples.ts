/** The app's window in each of its states, about made-up people and at a fixed time. */
import type { CertificateCard, Preparation, View } from '../../../preload/contract.ts'
import type { FailureCode } from '../../../main/renewal/errors.ts'

const day = 24 * 60 * 60 * 1000

/** 2026-12-26, 10:00 in Japan: 20 days before the sample certificate expires. */
const now = Date.UTC(2026, 11, 26, 1)

/** Ms since the epoch, so many days ago. */
export const past = (days: number): number => now - days * day

function certificate(
  status: CertificateCard['status'],
  daysLeft: number,
  more: Partial<CertificateCard> = {},
): CertificateCard {
  // The expiry day ends at 09:00 in Japan.
  const notAfter = Date.UTC(2026, 11, 26) + daysLeft * day
  return {
    thumbprint: '3f9c1e7ab2d04865'.repeat(4),
    holder: '更新商事株式会社 経理部 山田花子',
    issuer: 'デモ銀行 法人認証局 G2',
    serial: '4a5f90c3d17be268',
    notBefore: notAfter - 365 * day,
    noticeFrom: notAfter - 30 * day,
    notAfter,
    graceUntil: notAfter + 30 * day,
    status,
    daysLeft,
    protection: 'cng-tpm',
    ...more,
  }
}

export const card = certificate('due', 20)
const valid = certificate('valid', 214)
const other = { thumbprint: '77d2'.repeat(16), holder: '更新商事株式会社 総務部 佐藤次郎', serial: '19c04e77a3b2' }
const renewed = certificate('valid', 365, { thumbprint: 'a81b52f0'.repeat(8), serial: '5be1c07792ad4410' })

export const failure = (code: FailureCode, cause?: string) =>
  ({ code, retry: 'later', ...(cause === undefined ? {} : { cause }) }) as const

const said = {
  ja: 'デモ銀行は、年末年始（12月31日から1月3日まで）お休みをいただきます。ATM のご利用時間も変わります。',
  en: 'Demo Bank is closed from 31 December to 3 January. Cash dispensers have other hours, too.',
}
const login = {
  window: 'login',
  bankName: 'デモ銀行',
  hasPortal: true,
  certificates: [card],
  user: 'hanako',
  selected: card.thumbprint,
  status: 'due',
  canRenew: false,
  canAcquire: true,
  busy: false,
  looking: false,
} as const
const main = {
  window: 'main',
  bankName: 'デモ銀行',
  customerName: '山田花子',
  certificate: valid,
  nextNotice: valid.noticeFrom,
  history: [
    { time: past(1), event: 'login' },
    { time: past(3), event: 'failed', code: 'bank.unreachable' },
    { time: past(151), event: 'retired', serial: '19c04e77a3b2' },
    { time: past(151), event: 'renewed', serial: valid.serial },
  ],
  email: 'hanako.yamada@koshin-shoji.example',
  canOpenBanking: true,
  retired: [],
} as const
const { nextNotice: _none, ...mainDue } = { ...main, certificate: card }
const notice = { window: 'notice', certificate: card, reminders: { canBeSilenced: true, from: 30 } } as const
const checks = ['bank', 'trust-anchors', 'clock', 'key-store', 'key', 'journal'] as const
const reached = (step: number, state: Preparation['state']): Preparation[] =>
  checks.map((check, index) => {
    if (index < step) return { check, state: 'passed', took: [182, 4, 61, 33, 27, 1][index]! }
    return { check, state: index === step ? state : 'waiting' }
  })
const working = { window: 'working', purpose: 'renewal' } as const
const acquire = { window: 'acquire', bankName: 'デモ銀行', customerId: '', resuming: false } as const
const completion = {
  window: 'completion',
  certificate: renewed,
  browsers: { sharing: [], apart: [] },
  afterRenewal: [],
  completedAt: now,
  confirmedBy: { who: 'user', user: 'hanako' },
} as const

const setup = {
  window: 'setup',
  places: { user: '/home/hanako/.config/Koshin/settings.json', machine: '/etc/koshin/settings.json' },
} as const

const emptySetup = {
  ...setup,
  isEmpty: true,
  failure: failure('config.invalid', 'bank.name: Invalid input'),
  mistakes: [],
  bankFiles: 'offered',
} as const

const watchedLine = {
  id: 'a'.repeat(64),
  name: '練習用信用金庫',
  holder: '更新商事株式会社 経理部',
  issuer: '練習用信用金庫 法人認証局',
  serial: '4a5f90c3d17be268',
  notAfter: past(-20),
  noticeDays: 60,
  daysLeft: 20,
  status: 'due',
  fixed: [],
} as const
const renewalPage = 'https://renewal.bank.example/start'
const plainLine = { ...watchedLine, kind: 'client', watched: true, elsewhere: [], replaced: [], hidden: [] } as const
const compared = {
  ...{ thumbprint: card.thumbprint, holder: card.holder, issuer: card.issuer, serial: card.serial },
  ...{ notAfter: card.notAfter, daysLeft: card.daysLeft, status: 'due' as const, underWay: false },
  ...{ renewFrom: card.noticeFrom, renewUntil: card.graceUntil },
} as const
const genuineBank = {
  id: 'demo',
  name: 'デモ銀行',
  helpDesk: { phone: '0120-000-000', hours: '平日 9:00〜17:00' },
  canCheck: true,
  certificates: [compared],
}
const genuine = {
  window: 'genuine',
  banks: [genuineBank],
  lock: { state: 'off' },
  check: { bank: 'demo', state: 'answered', answer: 'sent', sentAt: past(2) },
} as const
const watch = {
  window: 'watch',
  lines: [
    {
      ...plainLine,
      page: renewalPage,
      note: '契約番号 12-345、本店営業部\n更新する人: 経理部 山田',
      renewUntil: past(-20) - 2 * 60 * 60 * 1000,
    },
    {
      ...plainLine,
      name: 'デモ銀行',
      id: 'b'.repeat(64),
      holder: '更新商事株式会社 総務部',
      issuer: 'デモ銀行 法人認証局',
      notAfter: past(-340),
      daysLeft: 340,
      status: 'valid',
      renewedFrom: '19c04e77a3b2',
      elsewhere: [
        { text: '会計ソフト', done: true },
        { text: '給与ソフト', done: false },
      ],
      replaced: [{ thumbprint: 'd'.repeat(64), serial: '19c04e77a3b2', notAfter: past(-12) }],
      hidden: [{ thumbprint: 'e'.repeat(64), serial: '07b3', notAfter: past(20) }],
    },
    {
      ...plainLine,
      id: 'c'.repeat(64),
      name: '更新商事',
      holder: 'pc-17.corp.example',
      issuer: '更新商事 端末認証局',
      kind: 'device',
      watched: false,
    },
  ],
} as const

const watchCard = {
  window: 'watch-card',
  ...{ id: watchedLine.id, holder: watchedLine.holder, issuer: watchedLine.issuer },
  name: 'メインバンク',
  suggestedName: '練習用信用金庫',
  page: '',
  note: '契約番号 12-345、本店営業部',
  rule: { from: 60, until: 10, hour: 15 },
  elsewhere: ['会計ソフト', '給与ソフト'],
  fixed: [],
  history: [
    { serial: '4a5f90c3d17be268', notAfter: past(-20), since: past(340) },
    { serial: '19c04e77a3b2', notAfter: past(345), since: past(400) },
  ],
} as const

const bankFile = {
  window: 'bank-file' as const,
  from: { kind: 'file' as const, name: 'デモ銀行.koshin-bank' },
  bank: { name: 'デモ銀行', hosts: ['est.bank.example', 'cmp.bank.example', 'www.bank.example'] },
  busy: false,
  mistakes: [],
}

export const windows = {
  login,
  'login-two': { ...login, certificates: [card, certificate('valid', 214, other)], selected: undefined },
  'login-none': { ...login, certificates: [], status: 'absent' },
  'login-grace': { ...login, certificates: [certificate('grace', -12)], status: 'grace', canRenew: true },
  'login-lapsed': { ...login, certificates: [certificate('lapsed', -45)], status: 'lapsed' },
  'login-revoked': { ...login, certificates: [certificate('revoked', 120)], status: 'revoked' },
  'login-unusable': { ...login, certificates: [certificate('unusable', 120)], status: 'unusable' },
  'login-faulty': {
    ...login,
    certificates: [certificate('unusable', 120), certificate('revoked', 200, other)],
    selected: undefined,
    status: 'unusable',
  },
  'login-no-portal': { ...login, hasPortal: false },
  'login-busy': { ...login, busy: true },
  'login-looking': { ...login, certificates: [], selected: undefined, status: 'absent', busy: true, looking: true },
  'login-last-known': { ...login, selected: undefined, status: 'absent', busy: true, looking: true },
  'login-refused': { ...login, failure: failure('bank.login-refused', 'HTTP 401') },
  'login-needed': { ...login, failure: failure('renewal.login-needed') },
  'login-offline': { ...login, certificates: [], status: 'absent', failure: failure('network.offline') },
  'login-protected': { ...login, certificates: [], status: 'absent', failure: failure('keystore.password-protected') },
  notice,
  'notice-last-day': { ...notice, certificate: certificate('due', 0), reminders: { canBeSilenced: false, from: 30 } },
  'notice-silent': {
    ...notice,
    automatic: true,
    reminders: { canBeSilenced: true, silentUntil: past(-17), from: 7 },
  },
  'notice-grace': { ...notice, certificate: certificate('grace', -12), reminders: { canBeSilenced: false, from: 30 } },
  preparing: { window: 'preparing', checks: reached(3, 'running') },
  'preparing-failed': {
    window: 'preparing',
    checks: reached(2, 'failed'),
    failure: failure('bank.clock-skew', '421 s'),
  },
  start: { window: 'start', certificate: card, bankHost: 'est.bank.example' },
  working: { ...working, step: 'requesting' },
  'working-confirming': { ...working, step: 'confirming-request' },
  'working-waiting': { ...working, step: 'waiting-for-bank', retryAt: past(-0.01), canLeave: true },
  'working-busy': {
    ...working,
    step: 'waiting-for-bank',
    retryAt: past(-0.01),
    canLeave: true,
    failure: { ...failure('bank.busy'), retryAfter: 30 },
  },
  'working-closed': {
    ...working,
    step: 'waiting-for-bank',
    retryAt: past(-0.9),
    canLeave: true,
    failure: { ...failure('bank.maintenance'), retryAfter: 70_000, until: past(-0.9), message: said },
  },
  'working-acquiring': { ...working, purpose: 'enrolment', step: 'installing' },
  'working-interrupted': { ...working, step: 'proving', failure: failure('bank.timeout') },
  completion: { ...completion, purpose: 'renewal', retired: card },
  'completion-more': {
    ...completion,
    purpose: 'renewal',
    automatic: true,
    retired: card,
    unconfirmed: failure('bank.unreachable'),
    browsers: { sharing: ['Google Chrome', 'Microsoft Edge'], apart: ['Firefox'] },
    afterRenewal: ['翌営業日から、新しい電子証明書でお取引いただけます。'],
    canReturn: true,
  },
  'completion-token': { ...completion, purpose: 'renewal', inSight: card },
  'completion-acquired': { ...completion, purpose: 'enrolment' },
  main,
  'main-due': mainDue,
  'main-waiting': { ...mainDue, waiting: { holder: card.holder, notAfter: renewed.notAfter } },
  'main-tested': { ...main, selfTest: { state: 'passed', time: past(0) } },
  'main-test-failed': { ...main, selfTest: { state: 'failed', failure: failure('bank.certificate-refused') } },
  'main-notes': {
    ...main,
    notes: {
      id: watchedLine.id,
      name: 'メインバンク',
      note: '契約番号 12-345、本店営業部',
      elsewhere: [
        { text: '会計ソフト', done: true },
        { text: '給与ソフト', done: false },
      ],
      history: watchCard.history,
    },
  },
  'main-retired': {
    ...main,
    automatic: true,
    retired: [{ thumbprint: other.thumbprint, serial: other.serial, notAfter: past(-20), undoUntil: past(-60) }],
  },
  'main-test-running': { ...main, selfTest: { state: 'running' } },
  'main-message': { ...main, message: said },
  'main-failed': { ...main, failure: failure('keystore.write-failed') },
  'main-empty': { ...main, history: [], email: undefined, canOpenBanking: false },
  'new-pc': { window: 'new-pc', bankName: 'デモ銀行', certificates: [valid], unfinished: false },
  'new-pc-unfinished': { window: 'new-pc', bankName: 'デモ銀行', certificates: [], unfinished: true },
  acquire: { ...acquire, status: 'absent' },
  'acquire-resuming': { ...acquire, customerId: 'AB1234567', status: 'absent', resuming: true },
  'acquire-refused': { ...acquire, customerId: 'AB1234567', status: 'lapsed', failure: failure('bank.unauthorized') },
  settings: {
    window: 'settings',
    language: 'system',
    theme: 'light',
    startAtLogin: { on: true, fixed: false },
    tray: { always: false, fixed: false },
    reminders: [{ thumbprint: card.thumbprint, holder: card.holder, begun: true, from: 30, canBeSilenced: true }],
    knowledge: 'known',
    passwords: [],
  },
  'settings-silent': {
    window: 'settings',
    language: 'ja',
    theme: 'system',
    startAtLogin: { on: true, fixed: true },
    tray: { always: true, fixed: true },
    automatic: true,
    failure: failure('internal', 'preferences.json: EACCES'),
    reminders: [
      {
        thumbprint: card.thumbprint,
        holder: card.holder,
        begun: true,
        from: 30,
        canBeSilenced: true,
        silentUntil: past(-17),
      },
      { thumbprint: other.thumbprint, holder: other.holder, begun: true, from: 30, canBeSilenced: false },
    ],
    knowledge: 'known',
    passwords: [
      { kind: 'key-store' },
      { kind: 'token', name: '更新銀行 IC カード' },
      { kind: 'proxy', name: 'proxy.example:8080' },
    ],
  },
  help: { window: 'help', topic: 'consent', noticeDays: 30 },
  welcome: { window: 'welcome' },
  genuine,
  'genuine-answers': {
    ...genuine,
    banks: [
      { ...genuineBank, caution: 'デモ銀行が、お電話やメールで更新をお願いすることはありません。', certificates: [] },
    ],
    check: { bank: 'demo', state: 'answered', answer: 'unknown' },
    lock: { state: 'on', until: past(-1) },
  },
  'genuine-watched': {
    ...genuine,
    banks: [{ id: '', canCheck: false, certificates: [{ ...compared, status: 'valid', daysLeft: 120 }] }],
  },
  watch,
  'watch-beside': {
    ...watch,
    lines: [
      {
        ...plainLine,
        ...{ closed: true, daysLeft: 0, renewUntil: past(1), page: renewalPage },
        pageBy: 'organisation',
        fixed: ['watched', 'page', 'from', 'hour'],
      },
      { ...plainLine, id: 'b'.repeat(64), status: 'grace', daysLeft: -3, renewUntil: past(-7), page: renewalPage },
    ],
    beside: true,
  },
  'watch-beside-none': { window: 'watch', lines: [], beside: true },
  'watch-card': watchCard,
  'watch-card-fixed': {
    ...watchCard,
    page: renewalPage,
    fixed: ['watched', 'page', 'from', 'hour'],
    history: [],
    failure: failure('watch.cards-not-written', 'watched.json: EIO: write'),
  },
  'watch-notice': { window: 'watch-notice', ...watchedLine, page: renewalPage, reminders: notice.reminders },
  'watch-notice-last-day': {
    window: 'watch-notice',
    ...watchedLine,
    daysLeft: 0,
    renewUntil: past(-20),
    reminders: { canBeSilenced: false, from: 60 },
  },
  'watch-notice-grace': {
    window: 'watch-notice',
    ...watchedLine,
    status: 'grace',
    daysLeft: -3,
    renewUntil: past(-7),
    page: renewalPage,
    pageBy: 'bank',
    bank: {
      name: '練習用信用金庫',
      helpDesk: { phone: '0120-111-111', hours: '平日 9:00〜17:00' },
      caution: '練習用信用金庫が、お電話で更新をお願いすることはありません。',
    },
    reminders: { canBeSilenced: false, from: 60 },
  },
  'watch-none': { window: 'watch', lines: watch.lines.slice(2), failure: failure('keystore.locked') },
  setup: emptySetup,
  'setup-back': { ...emptySetup, canGoBack: true },
  'setup-forbidden': { ...emptySetup, bankFiles: 'forbidden' },
  'setup-wrong': {
    ...setup,
    bankFiles: 'offered',
    isEmpty: false,
    failure: failure('config.invalid', 'bank.est.url: an https:// address is needed'),
    file: setup.places.machine,
    mistakes: [
      { place: 'bank.est.url', kind: 'address' },
      { place: 'bank.trustAnchors', kind: 'no-file', detail: '/etc/koshin/bank-roots.pem' },
      { place: 'policy.noticeDays', kind: 'range', detail: '≤ 364' },
    ],
  },
  'setup-no-software': {
    ...setup,
    isEmpty: false,
    bankFiles: 'useless',
    failure: failure('keystore.software-missing', 'libsoftokn3.so'),
    mistakes: [],
  },
  'bank-file': bankFile,
  'bank-file-wrong-code': {
    ...bankFile,
    present: '練習用信用金庫',
    failure: { ...failure('bank-file.wrong-code'), retryAfter: 60 },
  },
  'bank-file-watched': { ...bankFile, watched: true },
  'bank-file-invalid': {
    ...bankFile,
    bank: undefined,
    failure: failure('bank-file.invalid', 'bank.est.url: an https:// address is needed; Unrecognized key: "run"'),
    mistakes: [
      { place: 'bank.est.url', kind: 'address' },
      { place: 'run', kind: 'unknown' },
      { place: 'bank.trustAnchors', kind: 'no-authority', detail: '2' },
    ],
  },
  'bank-file-fetching': {
    window: 'bank-file',
    from: { kind: 'domain', host: 'www.bank.example' },
    busy: true,
    mistakes: [],
  },
  about: {
    window: 'about',
    versions: { koshin: '0.1.0', electron: '45.4.1', chromium: '150.0.7790.12', node: '24.11.0' },
    updates: { state: 'ready', version: '0.2.0' },
  },
  'ended-declined': {
    window: 'ended',
    purpose: 'renewal',
    outcome: 'declined-request',
    retry: 'none',
    again: 'renew',
    leadsTo: 'main',
  },
  'ended-kept': {
    window: 'ended',
    purpose: 'renewal',
    outcome: 'declined-installation',
    retry: 'none',
    again: 'install',
    leadsTo: 'main',
  },
  'ended-failed': {
    window: 'ended',
    purpose: 'renewal',
    outcome: 'failed',
    failure: failure('issued.wrong-key'),
    retry: 'by-hand',
    leadsTo: 'main',
    canGiveUp: true,
  },
  'ended-automatic': {
    window: 'ended',
    purpose: 'renewal',
    outcome: 'failed',
    failure: { ...failure('bank.unreachable'), retryAfter: 120 },
    retry: 'automatic',
    leadsTo: 'login',
  },
  'ended-acquisition': {
    window: 'ended',
    purpose: 'enrolment',
    outcome: 'failed',
    failure: failure('issued.foreign-issuer', 'CN=Other CA'),
    retry: 'none',
    leadsTo: 'login',
  },
} satisfies Record<string, Loose<View>>

/** A field that may be missing may be `undefined` here: it is sent as JSON, which leaves it out. */
type Loose<T> = T extends View
  ? { readonly [K in keyof T]: undefined extends T[K] ? T[K] | undefined : DeepReadonly<T[K]> }
  : never
type DeepReadonly<T> = T extends readonly (infer I)[] ? readonly DeepReadonly<I>[] : T
