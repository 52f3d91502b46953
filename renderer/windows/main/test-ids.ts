export const mainIds = {
  page: 'window-main',
  certificate: 'main-certificate',
  nextNotice: 'main-next-notice',
  email: 'main-email',
  waiting: 'main-waiting',
  installWaiting: 'main-install-waiting',
  history: 'main-history',
  renew: 'main-renew',
  openBanking: 'main-open-banking',
  logOut: 'main-log-out',
  failure: 'main-failure',
} as const
