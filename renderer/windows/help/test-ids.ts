export const helpIds = {
  page: 'window-help',
  search: 'help-search',
  topicLink: 'help-topic-link',
  topic: 'help-topic',
  found: 'help-found',
  foundOpen: 'help-found-open',
  support: 'help-support',
  supportSave: 'help-support-save',
  supportFile: 'help-support-file',
  back: 'help-back',
} as const
