export const setupIds = {
  page: 'window-setup',
  lead: 'setup-lead',
  file: 'setup-file',
  mistake: 'setup-mistake',
  place: 'setup-place',
  reload: 'setup-reload',
} as const
