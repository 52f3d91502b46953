/** Certificates of this computer that no bank's settings are about, and how the app's first window lists them. */
import type { Page } from '@playwright/test'
import type { MadeUp } from './banks/made-up-banks.ts'

export const due: MadeUp = { subject: '更新商事 経理部', issuer: '練習用信用金庫 法人認証局', from: -345, until: 20 }
export const valid: MadeUp = { subject: '更新商事 総務部', issuer: 'デモ銀行 法人認証局', from: -30, until: 335 }
export const device: MadeUp = {
  subject: 'pc-17.corp.example',
  issuer: '更新商事 端末認証局',
  from: -30,
  until: 335,
  host: 'pc-17.corp.example',
}

export const line = (window: Page, holder: string) => window.getByTestId('watch-line').filter({ hasText: holder })
