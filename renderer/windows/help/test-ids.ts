export const helpIds = {
  page: 'window-help',
  topic: 'help-topic',
  support: 'help-support',
  supportSave: 'help-support-save',
  supportFile: 'help-support-file',
  back: 'help-back',
} as const
