export const acquireIds = {
  page: 'window-acquire',
  why: 'acquire-why',
  resuming: 'acquire-resuming',
  waiting: 'acquire-waiting',
  installWaiting: 'acquire-install-waiting',
  giveUp: 'acquire-give-up',
  customerId: 'acquire-customer-id',
  password: 'acquire-password',
  submit: 'acquire-submit',
  back: 'acquire-back',
  failure: 'acquire-failure',
} as const
