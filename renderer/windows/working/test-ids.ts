export const workingIds = {
  page: 'window-working',
  /** One for each step; `data-check` and `data-state` tell which and how far. */
  step: 'working-step',
  failure: 'working-failure',
  leave: 'working-leave',
} as const
