export const newPcIds = {
  page: 'window-new-pc',
  unfinished: 'new-pc-unfinished',
  certificate: 'new-pc-certificate',
  back: 'new-pc-back',
} as const
