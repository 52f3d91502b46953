export const helpIds = {
  page: 'window-help',
  topic: 'help-topic',
  back: 'help-back',
} as const
