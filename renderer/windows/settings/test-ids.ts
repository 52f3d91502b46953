export const settingsIds = {
  page: 'window-settings',
  language: 'settings-language',
  theme: 'settings-theme',
  startAtLogin: 'settings-start-at-login',
  automatic: 'settings-automatic',
  reminders: 'settings-reminders',
  snooze: 'settings-snooze',
  mute: 'settings-mute',
  resume: 'settings-resume',
  failure: 'settings-failure',
  about: 'settings-about',
  back: 'settings-back',
} as const
