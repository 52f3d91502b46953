/** The few words that the operating system shows for us: tray, notifications, menus. The windows have their own. */
import { app } from 'electron'
import { formatInstant } from '../../../preload/dates.ts'
import type { LifeStatus } from '../../renewal/certificates/certificate.ts'
import { chosenLanguage } from './language.ts'
import { appName, inJapanese } from '../../renewal/product/product.ts'

interface Words {
  readonly status: Readonly<Record<LifeStatus, string>>
  readonly daysLeft: (days: number) => string
  readonly open: string
  readonly settings: string
  readonly renew: string
  readonly quit: string
  readonly noticeTitle: string
  /** `renews`: a click leads to a renewal. */
  readonly noticeBody: (holder: string, expiry: string, left: string, renews: boolean) => string
  /** The bank's words take the place of ours. */
  readonly caution: string
  /** From which certificate a notice comes. */
  readonly noticeOf: (serial: string) => string
  readonly askedToRenew: string
  readonly locked: (until: string) => string
  /** Where the bank renews it only until some time before that. */
  readonly renewUntil: (end: string) => string
  /** One that is watched has a successor. */
  readonly renewedTitle: string
  readonly renewedBody: (from: string, to: string) => string
  /** One was renewed by the app itself. */
  readonly automaticTitle: string
  readonly automaticBody: (holder: string, expiry: string) => string
  /** Of one that the app is to renew by itself. */
  readonly notYetAutomatic: string
  /** Opens all certificates that are only watched. */
  readonly watched: string
  readonly later: string
  readonly mute: string
  readonly startAtLogin: string
  /** Where the icon goes while nothing is due. */
  readonly trayTitle: string
  readonly trayBody: string
  readonly checking: string
  /** Before there are settings of a bank. */
  readonly setUp: string
  readonly cannotStart: string
  /** The key store cannot be read. */
  readonly cannotLook: string
  /** By who named it. */
  readonly renewalPage: Readonly<Record<'user' | 'organisation' | 'bank', (host: string) => string>>
  readonly openPage: string
  readonly cancel: string
  /** A page that its user opens elsewhere. */
  readonly noBrowser: (address: string) => string
}

const japanese: Words = {
  status: {
    absent: '電子証明書がありません',
    valid: '有効',
    due: '更新の時期です',
    grace: '期限切れ（更新できます）',
    lapsed: '期限切れ',
    revoked: '失効',
    unusable: '使用不可',
  },
  daysLeft: (days) => (days > 0 ? `あと${days}日` : 'あと1日未満'),
  open: inJapanese`${appName.ja} を開く`,
  settings: '設定…',
  renew: '証明書更新',
  quit: '終了',
  noticeTitle: '電子証明書更新通知',
  noticeBody: (holder, expiry, left, renews) =>
    inJapanese`${holder} 様の電子証明書は ${expiry} に有効期限が切れます（${left}）。クリックすると${renews ? '更新の画面' : inJapanese` ${appName.ja} `}を開きます。`,
  caution: '銀行が、電話で電子証明書の更新を求めることはありません。',
  noticeOf: (serial) => `このパソコンにある電子証明書（シリアル番号 ${serial}）のお知らせです。`,
  askedToRenew: '電話やメールで更新を頼まれた…',
  locked: (until) => `取得と更新を止めています（${until} まで）`,
  renewUntil: (end) => `銀行での更新の受付は ${end} までです。`,
  renewedTitle: '更新されました',
  renewedBody: (from, to) => `電子証明書が、シリアル番号 ${from} から ${to} に替わりました。`,
  automaticTitle: '電子証明書を更新しました',
  automaticBody: (holder, expiry) =>
    `${holder} 様の電子証明書を自動で更新しました。新しい有効期限は ${expiry} です。次回のログインから、新しい電子証明書を使います。`,
  notYetAutomatic: inJapanese`自動での更新がまだ終わっていません。${appName.ja} は引き続き更新を試みます。`,
  watched: 'このパソコンの電子証明書',
  later: 'あとで',
  mute: '3日前まで通知しない',
  startAtLogin: 'パソコンへのサインイン時に起動する',
  trayTitle: '通知領域のアイコンについて',
  trayBody: inJapanese`更新の時期まで、${appName.ja} のアイコンは表示しません。サインイン時と1日1回、電子証明書を確認し、更新の時期が近づいたら、アイコンと通知でお知らせします。いつも表示するには、設定で変更してください。`,
  checking: '電子証明書を確認しています',
  setUp: '銀行の設定が必要です',
  cannotStart: '開始できません',
  cannotLook: '電子証明書を確認できません',
  renewalPage: {
    user: (host) => `このパソコンで保存した更新ページを、ブラウザーで開きます。\n\n${host}`,
    organisation: (host) => `社内の管理者が決めた更新ページを、ブラウザーで開きます。\n\n${host}`,
    bank: (host) => `銀行ファイルにある更新ページを、ブラウザーで開きます。\n\n${host}`,
  },
  openPage: '開く',
  cancel: 'キャンセル',
  noBrowser: (address) =>
    `ブラウザーを開けませんでした。次のアドレスを、ご自分でブラウザーで開いてください。\n\n${address}`,
}

const english: Words = {
  status: {
    absent: 'No certificate',
    valid: 'Valid',
    due: 'Due for renewal',
    grace: 'Expired (can be renewed)',
    lapsed: 'Expired',
    revoked: 'Revoked',
    unusable: 'Unusable',
  },
  daysLeft: (days) => (days > 0 ? `${days} ${days === 1 ? 'day' : 'days'} left` : 'less than a day left'),
  open: `Open ${appName.en}`,
  settings: 'Settings…',
  renew: 'Renew the certificate',
  quit: 'Quit',
  noticeTitle: 'Certificate renewal notice',
  noticeBody: (holder, expiry, left, renews) =>
    `The certificate of ${holder} expires on ${expiry} (${left}). Click to open ${renews ? 'the renewal window' : appName.en}.`,
  caution: 'A bank does not ask by phone to renew a certificate.',
  noticeOf: (serial) => `This notice is about the certificate with serial number ${serial} on this computer.`,
  askedToRenew: 'Asked by phone or mail to renew…',
  locked: (until) => `Acquisition and renewal are locked (until ${until})`,
  renewUntil: (end) => ` The bank renews it until ${end}.`,
  renewedTitle: 'Renewed',
  renewedBody: (from, to) => `The certificate with serial number ${from} has given way to ${to}.`,
  automaticTitle: 'Certificate renewed',
  automaticBody: (holder, expiry) =>
    `The certificate of ${holder} was renewed automatically. The new one is valid until ${expiry}. Your next login uses it.`,
  notYetAutomatic: `The automatic renewal has not succeeded yet; ${appName.en} goes on trying.`,
  watched: 'Certificates on this computer',
  later: 'Later',
  mute: 'Not before 3 days are left',
  startAtLogin: 'Start when I log in to this computer',
  trayTitle: 'About the icon in the notification area',
  trayBody: `The icon of ${appName.en} is away until a certificate is due. ${appName.en} looks when you log in and once a day, and comes back with its icon and a notification. To have the icon always, change that in the settings.`,
  checking: 'Looking at the certificates',
  setUp: 'Bank settings are needed',
  cannotStart: 'Cannot start',
  cannotLook: 'The certificates cannot be read',
  renewalPage: {
    user: (host) => `The renewal page that was saved on this computer is opened in the browser.\n\n${host}`,
    organisation: (host) => `The renewal page that your IT department has decided is opened in the browser.\n\n${host}`,
    bank: (host) => `The renewal page in the bank file is opened in the browser.\n\n${host}`,
  },
  openPage: 'Open',
  cancel: 'Cancel',
  noBrowser: (address) =>
    `The browser could not be opened. Please open this address in a browser yourself.\n\n${address}`,
}

export function words(): Words {
  return language() === 'ja' ? japanese : english
}

/** An instant as the bank's customers read it: date, weekday and hour in Japan. */
export const japanTime = (time: number): string => formatInstant(time, language())

/** Of what is said outside the windows. */
export function language(): 'ja' | 'en' {
  const chosen = chosenLanguage()
  if (chosen !== undefined) return chosen
  return app.getLocale() === '' || !app.getLocale().startsWith('en') ? 'ja' : 'en'
}
