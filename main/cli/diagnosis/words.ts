import type { LifeStatus } from '../../renewal/certificates/certificate.ts'
import type { KeyProtection } from '../../renewal/key.ts'
import type { NotificationReport } from './notification-report.ts'
import { appName, inJapanese } from '../../renewal/product/product.ts'

export interface DiagnosisWords {
  readonly bank: string
  readonly keyProvider: string
  readonly renewal: string
  readonly keyStore: string
  readonly works: string
  readonly notifications: string
  readonly notificationStates: Readonly<Record<NotificationReport['state'], string>>
  readonly managed: string
  /** A policy that is wrong. */
  readonly ignored: string
  /** Of acquisition and renewal, at their user's word. */
  readonly lock: string
  readonly lockedUntil: (end: string) => string
  /** What is kept of it cannot be read. */
  readonly lockUnknown: string
  readonly certificates: string
  readonly allCertificates: string
  /** The bank could not be asked which certificates are its own. */
  readonly bankUnasked: string
  /** Another program's key store that cannot be looked into. */
  readonly unread: string
  /** A certificate from there to here. */
  readonly bring: string
  readonly how: string
  /** Of ours, without a certificate and without a renewal that waits for one. */
  readonly unusedKeys: string
  readonly none: string
  readonly status: string
  readonly issuer: string
  readonly serial: string
  readonly thumbprint: string
  readonly validity: string
  readonly protection: string
  readonly exportable: string
  readonly own: string
  readonly statuses: Readonly<Record<LifeStatus | 'retired', string>>
  readonly protections: Readonly<Record<KeyProtection, string>>
  readonly answers: Readonly<Record<'true' | 'false' | 'null', string>>
}

const japanese: DiagnosisWords = {
  bank: '銀行',
  keyProvider: '新しい鍵の保管先の指定',
  renewal: '更新を始めるもの',
  keyStore: '鍵ストア',
  works: '読み書きできます',
  notifications: '通知',
  notificationStates: {
    available: '表示できます',
    denied: '許可されていません',
    absent: '表示できません',
    unknown: 'まだ試していません',
  },
  managed: '管理者による設定',
  ignored: '誤りがあるため、全体を無視しています',
  lock: '取得と更新',
  lockedUntil: (end) => `利用者が止めています（${end} まで）`,
  lockUnknown: '止めた記録を読み取れないため、止めたままにしています',
  certificates: 'この銀行の電子証明書の数',
  allCertificates: '秘密鍵のある電子証明書の数（発行者を問わない）',
  bankUnasked: 'どれがこの銀行の電子証明書かを銀行に確かめられません',
  unread: '中を調べられません',
  bring: '移す方法',
  how: 'そのアプリの証明書マネージャーで秘密鍵と共にファイルへ書き出し、pk12util -d sql:$HOME/.pki/nssdb -i ファイル を実行します',
  unusedKeys: inJapanese`${appName.ja} が作り、どの電子証明書にも手続きにも使われていない鍵`,
  none: 'なし',
  status: '状態',
  issuer: '発行者',
  serial: 'シリアル番号',
  thumbprint: '拇印（SHA-256）',
  validity: '有効期間',
  protection: '鍵の保護',
  exportable: '鍵の書き出し',
  own: inJapanese`${appName.ja} が作った鍵`,
  statuses: {
    absent: 'なし',
    valid: '有効',
    due: '更新の時期',
    grace: '期限切れ（更新できます）',
    lapsed: '期限切れ',
    revoked: '失効',
    unusable: '使用不可',
    retired: '更新済み（選択画面から外してあります）',
  },
  protections: {
    'nss-software': 'NSS データベース（ソフトウェア）',
    'pkcs11-token': 'PKCS#11 トークン（IC カードなど）',
    'pkcs11-tpm': 'TPM（PKCS#11）',
    'cng-software': 'Windows CNG（ソフトウェア）',
    'cng-tpm': 'TPM',
    capi: 'Windows CryptoAPI（旧方式、ソフトウェア）',
    'smart-card': 'IC カード',
    'keychain-software': 'macOS キーチェーン（ソフトウェア）',
    'secure-enclave': 'Secure Enclave',
    other: '不明',
  },
  answers: { true: 'はい', false: 'いいえ', null: '不明' },
}

const english: DiagnosisWords = {
  bank: 'Bank',
  keyProvider: 'New keys are to be held in',
  renewal: 'Renewals are begun by',
  keyStore: 'Key store',
  works: 'can be read and written',
  notifications: 'Notifications',
  notificationStates: {
    available: 'can be shown',
    denied: 'not allowed',
    absent: 'cannot be shown',
    unknown: 'not tried yet',
  },
  managed: 'Managed policy',
  ignored: 'contains a mistake and is ignored as a whole',
  lock: 'Acquisition and renewal',
  lockedUntil: (end) => `locked by their user (until ${end})`,
  lockUnknown: 'locked, because the record of the lock cannot be read',
  certificates: "This bank's certificates",
  allCertificates: 'Certificates with a private key, of any issuer',
  bankUnasked: 'The bank could not be asked which certificates are its own',
  unread: 'cannot be looked into',
  bring: 'To bring it here',
  how: "export it with its key to a file in that program's certificate manager, then run pk12util -d sql:$HOME/.pki/nssdb -i FILE",
  unusedKeys: `Keys that ${appName.en} made, and nothing refers to`,
  none: 'none',
  status: 'Status',
  issuer: 'Issuer',
  serial: 'Serial number',
  thumbprint: 'Thumbprint (SHA-256)',
  validity: 'Valid',
  protection: 'Key protection',
  exportable: 'Key can be exported',
  own: `Key made by ${appName.en}`,
  statuses: {
    absent: 'none',
    valid: 'valid',
    due: 'due for renewal',
    grace: 'expired (can be renewed)',
    lapsed: 'expired',
    revoked: 'revoked',
    unusable: 'unusable',
    retired: 'renewed (hidden from choosers)',
  },
  protections: {
    'nss-software': 'NSS database (software)',
    'pkcs11-token': 'PKCS#11 token (smart card or the like)',
    'pkcs11-tpm': 'TPM (PKCS#11)',
    'cng-software': 'Windows CNG (software)',
    'cng-tpm': 'TPM',
    capi: 'Windows CryptoAPI (older, software)',
    'smart-card': 'smart card',
    'keychain-software': 'macOS keychain (software)',
    'secure-enclave': 'Secure Enclave',
    other: 'unknown',
  },
  answers: { true: 'yes', false: 'no', null: 'unknown' },
}

/** What a diagnosis is told in. Apart from the windows' words: it has to be short, and needs no window. */
export const diagnosisWords = { ja: japanese, en: english } as const
