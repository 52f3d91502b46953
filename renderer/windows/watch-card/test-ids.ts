export const watchCardIds = {
  page: 'window-watch-card',
  name: 'watch-card-name',
  address: 'watch-card-address',
  note: 'watch-card-note',
  from: 'watch-card-from',
  until: 'watch-card-until',
  hour: 'watch-card-hour',
  elsewhere: 'watch-card-elsewhere',
  save: 'watch-card-save',
  cancel: 'watch-card-cancel',
  failure: 'watch-card-failure',
  history: 'watch-card-history',
} as const
