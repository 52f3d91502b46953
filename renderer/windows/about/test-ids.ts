export const aboutIds = {
  page: 'window-about',
  versions: 'about-versions',
  updates: 'about-updates',
  updatesState: 'about-updates-state',
  updatesFailure: 'about-updates-failure',
  updatesLook: 'about-updates-look',
  updatesRestart: 'about-updates-restart',
  parts: 'about-parts',
  back: 'about-back',
} as const
