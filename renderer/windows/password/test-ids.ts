export const passwordIds = {
  page: 'window-password',
  refused: 'password-refused',
  password: 'password-password',
  unlock: 'password-unlock',
  cancel: 'password-cancel',
} as const
