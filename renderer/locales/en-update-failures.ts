import type { FailureTexts } from './texts.ts'
import { appName } from '../../main/renewal/product/product.ts'

const unchanged = 'You can go on with this version. Your certificate was not changed.'
const askAdministrator = 'Please give your IT department the code in the details.'

/** Of a newer version of the app itself. */
export const enUpdateFailures: FailureTexts['update'] = {
  unreachable: {
    what: 'The update server cannot be reached.',
    safe: unchanged,
    next: 'It is asked again in about an hour, by itself.',
  },
  'too-large': {
    what: 'What the update server said was too long and was not read.',
    safe: unchanged,
    next: askAdministrator,
  },
  unsigned: {
    what: 'What the update server said is not signed and was not used.',
    safe: unchanged,
    next: askAdministrator,
  },
  'wrong-signature': {
    what: 'What the update server said is signed by somebody else and was not used.',
    safe: unchanged,
    next: askAdministrator,
  },
  unreadable: { what: 'What the update server said cannot be read.', safe: unchanged, next: askAdministrator },
  foreign: {
    what: `What the update server said is not about the ${appName.en} of this computer.`,
    safe: unchanged,
    next: askAdministrator,
  },
  older: {
    what: 'The update server has an older version than this one; it was not used.',
    safe: unchanged,
    next: askAdministrator,
  },
  expired: {
    what: 'The update server has shown nothing current for a long time; newer versions may be withheld.',
    safe: unchanged,
    next: askAdministrator,
  },
  'download-failed': {
    what: 'The app update could not be downloaded.',
    safe: unchanged,
    next: 'It is tried again in about an hour, by itself.',
  },
  'wrong-package': {
    what: 'The downloaded update is not what the release names; it was not used.',
    safe: unchanged,
    next: askAdministrator,
  },
  busy: {
    what: 'A certificate is being renewed or acquired, so the app is not updated now.',
    safe: 'What was begun is not lost.',
    next: 'Finish it, then try again.',
  },
  'install-failed': {
    what: 'The app update could not be put in place.',
    safe: 'Certificates, keys and the journal are as they were.',
    next: askAdministrator,
  },
}
