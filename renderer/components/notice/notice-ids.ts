export const noticePartIds = {
  daysLeft: 'notice-days-left',
  snooze: 'notice-snooze',
  mute: 'notice-mute',
  silent: 'notice-silent',
} as const
