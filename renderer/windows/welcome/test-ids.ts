export const welcomeIds = {
  page: 'window-welcome',
  begin: 'welcome-begin',
} as const
