export const startIds = {
  page: 'window-start',
  begin: 'start-begin',
  cancel: 'start-cancel',
} as const
