export const proxyIds = {
  page: 'window-proxy',
  refused: 'proxy-refused',
  username: 'proxy-username',
  password: 'proxy-password',
  remember: 'proxy-remember',
  forgetful: 'proxy-forgetful',
  signIn: 'proxy-sign-in',
  cancel: 'proxy-cancel',
  weaker: 'proxy-weaker',
  unencrypted: 'proxy-unencrypted',
} as const
