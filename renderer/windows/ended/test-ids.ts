export const endedIds = {
  page: 'window-ended',
  /** `data-outcome` tells which. */
  explanation: 'ended-explanation',
  failure: 'ended-failure',
  continue: 'ended-continue',
  retry: 'ended-retry',
  again: 'ended-again',
  giveUp: 'ended-give-up',
} as const
