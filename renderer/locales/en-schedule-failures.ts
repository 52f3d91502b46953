import type { FailureTexts } from './texts.ts'
import { appName } from '../../main/renewal/product/product.ts'

const unchanged = 'Certificates, keys and what was scheduled before are as they were.'

/** Of the daily renewal by the operating system's scheduler. */
export const enScheduleFailures: FailureTexts['schedule'] = {
  unavailable: {
    what: `This computer has no scheduler that ${appName.en} can use for this user.`,
    safe: unchanged,
    next: 'Have your IT department run the unattended renewal once a day by other means.',
  },
  refused: {
    what: "The operating system's scheduler did not take the daily renewal.",
    safe: 'Certificates and keys are as they were.',
    next: 'Please give your IT department the code in the details.',
  },
  managed: {
    what: 'Your organisation has decided whether certificates are renewed daily on this computer.',
    safe: unchanged,
    next: 'Ask your IT department if it should be different.',
  },
}
