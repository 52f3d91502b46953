export const noticeIds = {
  page: 'window-notice',
  holder: 'notice-holder',
  expiry: 'notice-expiry',
  toMain: 'notice-to-main',
  renew: 'notice-renew',
  graceUntil: 'notice-grace-until',
} as const
