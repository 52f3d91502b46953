import type { Shape } from './texts.ts'
import type { jaGenuine } from './ja-genuine.ts'

export const enGenuine: Shape<typeof jaGenuine> = {
  genuine: {
    open: 'Asked by phone or mail to renew',
    openLead: 'If you are asked by phone or mail to renew, check first whether it is genuine.',
    caution: 'A bank does not ask by phone to renew a certificate.',
    lead: 'Hang up on a caller who presses you to renew. Open no link and no attachment of a mail.',
    here: 'The certificates on this computer',
    hereOf: 'The certificates of {{bank}}',
    none: 'No certificate that has to be renewed was found on this computer.',
    period: 'Time of renewal',
    periodValue: '{{from}} to {{until}}',
    verdict: {
      valid: 'It is not time to renew yet. Whoever asks for a renewal at once may be a fraudster.',
      due: 'It is time to renew. Do not follow the caller: begin the renewal where you always do.',
      grace: 'It has expired. Do not follow the caller: begin the renewal where you always do.',
      lapsed: 'It has expired, and it can no longer be renewed. Ask your bank.',
    },
    underWay: 'A renewal has been begun on this computer.',
    notBegun: 'No renewal has been begun on this computer.',
    call: 'Ask your bank',
    callLead: 'Call this number, not one that the caller gave you.',
    callUnknown:
      'Look the number up in papers that you have had before, such as your contract. Call no number that the caller or the mail gave you.',
    notice: {
      title: 'Check the notice code',
      lead: 'If a mail from {{bank}} has a notice code, the bank can tell whether it sent that mail to you.',
      code: 'Notice code',
      customerId: 'Customer ID',
      missing: 'Enter the notice code in the mail.',
      missingId: 'Enter your customer ID.',
      ask: 'Check',
      asking: 'Asking the bank.',
      sent: '{{bank}} sent you the mail with this code on {{time}}. Open no link in it all the same: begin where you always do.',
      expired: '{{bank}} sent you a mail with this code on {{time}}, but that is long ago: it is not about now.',
      unknown:
        'This bank has not sent you this code. If it is typed as it stands in the mail, a fraudster may have written that mail.',
    },
    lock: {
      title: 'To be safe, lock acquisition and renewal',
      text: 'For a day, no certificate is acquired or renewed on this computer. Your certificate works as before. What is half-finished is not lost.',
      button: 'Lock for a day',
      on: 'Acquisition and renewal of certificates are locked on this computer until {{until}}.',
      unknown: 'The record of the lock cannot be read. To be safe, nothing is acquired or renewed.',
      lift: 'Lift the lock',
    },
    banner: 'Acquisition and renewal of certificates are locked until {{until}}.',
    bannerOpen: 'Is it genuine?',
    question: {
      ask: 'Acquisition and renewal of certificates are allowed again on this computer. Do you want that?',
      ifYes:
        'After Yes, whoever uses this computer can acquire and renew certificates. What was held back goes on from where it stopped.',
      caller: 'If a caller or a mail told you to lift the lock, choose No and ask your bank.',
      until: 'After No, the lock stays until {{until}}.',
      ifNo: 'After No, the lock stays.',
    },
  },
}
