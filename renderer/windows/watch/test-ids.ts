export const watchIds = {
  page: 'window-watch',
  line: 'watch-line',
  watched: 'watch-watched',
  address: 'watch-address',
  save: 'watch-save',
  open: 'watch-open',
  seen: 'watch-seen',
  others: 'watch-others',
  failure: 'watch-failure',
  setUp: 'watch-set-up',
} as const
