export const watchIds = {
  page: 'window-watch',
  line: 'watch-line',
  watched: 'watch-watched',
  edit: 'watch-edit',
  hide: 'watch-hide',
  show: 'watch-show',
  back: 'watch-back',
  open: 'watch-open',
  seen: 'watch-seen',
  others: 'watch-others',
  failure: 'watch-failure',
  setUp: 'watch-set-up',
} as const
