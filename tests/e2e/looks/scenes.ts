/** Every window in every state that it can show, as the main process would describe it. */
import type {
  BankFileQuestion,
  Banks,
  ConsentQuestion,
  LiftQuestion,
  DemoBankState,
  HideQuestion,
  PasswordQuestion,
  ProxyQuestion,
} from '../../../preload/contract.ts'
import { card, past, windows } from './samples.ts'

export type Scene =
  | { readonly page: 'index.html'; readonly view: (typeof windows)[keyof typeof windows]; readonly banks: Banks }
  | {
      readonly page: 'consent.html'
      readonly question: ConsentQuestion | BankFileQuestion | HideQuestion | LiftQuestion
    }
  | { readonly page: 'proxy.html'; readonly question: ProxyQuestion }
  | { readonly page: 'password.html'; readonly question: PasswordQuestion }
  | { readonly page: 'demo.html'; readonly state: DemoBankState }

const demo = {
  id: 'demo',
  name: 'デモ銀行',
  helpDesk: { phone: '0120-000-000', hours: '平日 9:00〜17:00', page: 'https://bank.example/help' },
}
const none: Banks = { shown: '', banks: [] }
const one: Banks = { shown: 'demo', banks: [demo] }
const two: Banks = { shown: 'demo', banks: [demo, { id: 'practice', name: '練習用信用金庫' }] }

const asked = { purpose: 'renewal', bankHost: 'est.bank.example', bankVerified: true, holder: card.holder } as const
const proxy = {
  host: 'proxy.example',
  port: 3128,
  realm: '本社',
  scheme: 'ntlm',
  weakerThanBefore: false,
  unencrypted: false,
  refused: false,
  canRemember: true,
} as const
const customers = [
  { customerId: 'AB1234567', name: '更新商事株式会社 経理部 山田花子', password: 'sakura-4821' },
  { customerId: 'CD7654321', name: '有限会社見本商店 鈴木一郎', password: 'momiji-9034' },
]
const mail = {
  id: '1',
  time: past(2),
  from: 'デモ銀行 <info@demo-bank.example>',
  to: 'hanako.yamada@koshin-shoji.example',
  subject: '【重要】電子証明書の有効期限が近づいています',
  text: '山田花子 様\n\n電子証明書の有効期限が近づいています。\n有効期限: 2027年1月15日（金）9:00（日本時間、あと20日）',
}
const unsent = {
  customerId: 'CD7654321',
  days: 30,
  state: 'bounced',
  attempts: 2,
  nextAttemptAt: past(-1),
  reason: '550 5.1.1 no such user',
} as const

/** Without settings there is no bank yet. */
const isUnset = (view: (typeof windows)[keyof typeof windows]): boolean =>
  (view.window === 'watch' && !('beside' in view)) ||
  view.window === 'setup' ||
  (view.window === 'bank-file' && !('present' in view))

export const scenes: Readonly<Record<string, Scene>> = {
  ...Object.fromEntries(
    Object.entries(windows).map(([name, view]) => [
      name,
      { page: 'index.html', view, banks: isUnset(view) ? none : one } as const,
    ]),
  ),
  'login-banks': { page: 'index.html', view: windows.login, banks: two },
  'start-banks': { page: 'index.html', view: windows.start, banks: two },
  'consent-request': { page: 'consent.html', question: { question: 'request', ...asked } },
  'consent-installation': {
    page: 'consent.html',
    question: { question: 'installation', ...asked, notAfter: past(-395) },
  },
  'consent-enrolment': {
    page: 'consent.html',
    question: { question: 'request', ...asked, purpose: 'enrolment', bankVerified: false, holder: 'AB1234567' },
  },
  'consent-enrolment-installation': {
    page: 'consent.html',
    question: { question: 'installation', ...asked, purpose: 'enrolment', notAfter: past(-395) },
  },
  'consent-long': {
    page: 'consent.html',
    question: {
      question: 'installation',
      ...asked,
      bankName: 'とても長い名前のしんきんカードビジネスインターネット信用金庫連合会',
      bankHost: 'certificate-enrolment-service.corporate-internet-banking.long-name-of-a-bank.example',
      holder: '株式会社とても長い名前の商事ホールディングス東日本統括本部 経理財務部 第二出納課 山田花子',
      notAfter: past(-395),
      unconfirmed: true,
    },
  },
  'consent-give-up': { page: 'consent.html', question: { question: 'give-up', ...asked, notAfter: past(-395) } },
  'consent-bank-file': {
    page: 'consent.html',
    question: {
      question: 'bank-file',
      domain: 'xn--efv01ay54ersi.example',
      readable: '更新銀行.example',
      bankName: '更新銀行',
      hosts: ['est.bank.example', 'cmp.bank.example'],
    },
  },
  'consent-hide': {
    page: 'consent.html',
    question: {
      question: 'hide',
      holder: card.holder,
      issuer: card.issuer,
      serial: '19c04e77a3b2',
      notAfter: past(-12),
      newSerial: '4a5f90c3d17be268',
      newNotAfter: past(-377),
    },
  },
  'consent-lift-lock': { page: 'consent.html', question: { question: 'lift-lock', until: past(-1) } },
  'login-locked': { page: 'index.html', view: windows.login, banks: { ...one, lockedUntil: past(-1) } },
  proxy: { page: 'proxy.html', question: proxy },
  'proxy-refused': { page: 'proxy.html', question: { ...proxy, refused: true, canRemember: false } },
  password: { page: 'password.html', question: { refused: false, canRemember: true } },
  'password-refused': { page: 'password.html', question: { refused: true, canRemember: false } },
  pin: {
    page: 'password.html',
    question: { token: '更新銀行 IC カード', refused: true, lastTry: true, canRemember: true },
  },
  'demo-bank': { page: 'demo.html', state: { customers, mails: [mail], undelivered: [], characters: [] } },
  'demo-bank-undelivered': {
    page: 'demo.html',
    state: { customers, mails: [], undelivered: [unsent], characters: [] },
  },
}
