export const noticeIds = {
  page: 'window-notice',
  daysLeft: 'notice-days-left',
  holder: 'notice-holder',
  expiry: 'notice-expiry',
  toMain: 'notice-to-main',
  renew: 'notice-renew',
  snooze: 'notice-snooze',
  mute: 'notice-mute',
  silent: 'notice-silent',
  graceUntil: 'notice-grace-until',
} as const
