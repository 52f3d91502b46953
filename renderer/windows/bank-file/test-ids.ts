export const bankFileIds = {
  page: 'window-bank-file',
  failure: 'bank-file-failure',
  busy: 'bank-file-busy',
  watched: 'bank-file-watched',
  bank: 'bank-file-bank',
  host: 'bank-file-host',
  code: 'bank-file-code',
  submit: 'bank-file-submit',
  choose: 'bank-file-choose',
  back: 'bank-file-back',
} as const
