export const preparingIds = {
  page: 'window-preparing',
  /** One for each check; `data-check` and `data-state` tell which and how far. */
  check: 'preparing-check',
  cancel: 'preparing-cancel',
  retry: 'preparing-retry',
  failure: 'preparing-failure',
} as const
