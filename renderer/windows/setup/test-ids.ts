export const setupIds = {
  page: 'window-setup',
  lead: 'setup-lead',
  file: 'setup-file',
  mistake: 'setup-mistake',
  place: 'setup-place',
  reload: 'setup-reload',
  choose: 'setup-choose',
  domain: 'setup-domain',
  fetch: 'setup-fetch',
  forbidden: 'setup-forbidden',
  byHand: 'setup-by-hand',
  back: 'setup-back',
} as const
