/** The single settings of a bank, by command-line option; `KOSHIN_` + upper case with underscores in the environment. */
export const settings = [
  'bank-name',
  'est-url',
  'est-label',
  'cmp-url',
  'trust-anchors',
  'server-trust',
  'portal-url',
  'banking-url',
  'enrol-user',
] as const
export type Setting = (typeof settings)[number]
