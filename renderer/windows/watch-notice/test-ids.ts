export const watchNoticeIds = {
  page: 'window-watch-notice',
  toMain: 'watch-notice-to-main',
  open: 'watch-notice-open',
  edit: 'watch-notice-edit',
} as const
