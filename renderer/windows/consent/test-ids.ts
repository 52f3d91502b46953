export const consentIds = {
  page: 'window-consent',
  ask: 'consent-ask',
  host: 'consent-host',
  yes: 'consent-yes',
  no: 'consent-no',
} as const
