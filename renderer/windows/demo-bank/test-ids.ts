export const demoBankIds = {
  page: 'window-demo-bank',
  openApp: 'demo-open-app',
  /** One for each customer; `data-customer` holds the ID. */
  customer: 'demo-customer',
  /** One for each mail in the list. */
  mail: 'demo-mail',
  mailText: 'demo-mail-text',
  undelivered: 'demo-undelivered',
  characters: 'demo-characters',
  /** One for each; `data-character` holds its name. */
  character: 'demo-character',
} as const
