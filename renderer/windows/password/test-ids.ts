export const passwordIds = {
  page: 'window-password',
  refused: 'password-refused',
  password: 'password-password',
  remember: 'password-remember',
  unlock: 'password-unlock',
  cancel: 'password-cancel',
} as const
