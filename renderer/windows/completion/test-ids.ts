export const completionIds = {
  page: 'window-completion',
  holder: 'completion-holder',
  issuer: 'completion-issuer',
  serial: 'completion-serial',
  notBefore: 'completion-not-before',
  notAfter: 'completion-not-after',
  /** `data-thumbprint` holds it without the spaces. */
  thumbprint: 'completion-thumbprint',
  storedIn: 'completion-stored-in',
  proof: 'completion-proof',
  unconfirmed: 'completion-unconfirmed',
  retired: 'completion-retired',
  browsers: 'completion-browsers',
  afterRenewal: 'completion-after-renewal',
  save: 'completion-save',
  close: 'completion-close',
} as const
