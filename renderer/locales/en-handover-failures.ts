import type { FailureTexts } from './texts.ts'
import { appName } from '../../main/renewal/product/product.ts'

const untouched = 'Nothing was begun by this run. Certificates, keys and the journal are as they were.'

/** Of an unattended run beside the app, which is to do its work. */
export const enHandoverFailures: FailureTexts['handover'] = {
  'no-answer': {
    what: `${appName.en} is running, but does not answer the unattended run.`,
    safe: 'What was under way is in the journal, and nothing is issued twice.',
    next: `It is tried again with the next run. If this goes on, quit ${appName.en} and open it again.`,
  },
  untrusted: {
    what: `The connection between the unattended run and ${appName.en} does not belong to this user alone.`,
    safe: untouched,
    next: `Run it as the user who has ${appName.en} open, without administrator rights. Have your IT department look into it.`,
  },
  'work-in-progress': {
    what: `${appName.en}'s window is in use, or something else is under way in it.`,
    safe: `That was not disturbed. ${untouched}`,
    next: 'It is tried again with the next run. Close the window when you are done.',
  },
  'other-settings': {
    what: `${appName.en} was opened with other settings of the bank than the unattended run has.`,
    safe: untouched,
    next: `Quit ${appName.en} and open it again, so that it has the settings of now.`,
  },
  'other-version': {
    what: `${appName.en} was updated while it was open, and is not the version of the unattended run.`,
    safe: untouched,
    next: `Quit ${appName.en} and open it again.`,
  },
  'not-possible': {
    what: `A certificate cannot be acquired by an unattended run while ${appName.en} is open: its password is not passed on.`,
    safe: `${untouched} The password was not used.`,
    next: `Quit ${appName.en} and start the run again, or acquire the certificate in the window.`,
  },
}
