export const loginIds = {
  page: 'window-login',
  /** One for each certificate; `data-thumbprint` tells which. */
  certificate: 'login-certificate',
  /** In its place while nothing is known of any. */
  lookup: 'login-lookup',
  /** The radio of a certificate, when there are several. */
  choice: 'login-choice',
  unusable: 'login-unusable-certificate',
  user: 'login-user',
  status: 'login-status',
  customerId: 'login-customer-id',
  password: 'login-password',
  submit: 'login-submit',
  retry: 'login-retry',
  renew: 'login-renew',
  newPc: 'login-new-pc',
  waiting: 'login-waiting',
  installWaiting: 'login-install-waiting',
  giveUp: 'login-give-up',
  unfinished: 'login-unfinished',
  resume: 'login-resume',
  acquire: 'login-acquire',
  failure: 'login-failure',
  first: 'login-first',
  watched: 'login-watched',
} as const
