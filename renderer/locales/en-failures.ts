import { enBankFileFailures } from './en-bank-file-failures.ts'
import { askBank, intact, enBankFailures } from './en-bank-failures.ts'
import { enHandoverFailures } from './en-handover-failures.ts'
import { enScheduleFailures } from './en-schedule-failures.ts'
import { enUpdateFailures } from './en-update-failures.ts'
import type { FailureTexts } from './texts.ts'
import { appName } from '../../main/renewal/product/product.ts'

const nothingInstalled = 'This certificate was not installed. Your existing one was not changed either.'

export const enFailures: FailureTexts = {
  ...enBankFailures,
  secrets: {
    unavailable: {
      what: "This computer's credential store cannot be used.",
      safe: 'No password was stored.',
      next: `Enter the proxy password each time that ${appName.en} is started.`,
    },
  },
  keystore: {
    unavailable: {
      what: 'The place where certificates are kept cannot be opened.',
      safe: 'The certificates in it were not changed.',
      next: 'Restart the computer and try again.',
    },
    locked: {
      what: 'The place where certificates are kept is locked.',
      safe: 'The certificates in it were not changed.',
      next: 'Unlock it and try again.',
    },
    'password-protected': {
      what: 'The place where certificates are kept (NSS database) is protected by a password.',
      safe: 'The certificates in it were not changed.',
      next: 'Choose "Enter the password" and enter the password of the key store. A run without windows cannot ask for it: for such runs have it kept when you enter it, or remove the password (modutil -changepw "NSS Certificate DB" -dbdir sql:$HOME/.pki/nssdb).',
    },
    'pin-needed': {
      what: 'The certificate is on a token (smart card or the like), whose PIN is needed to use it.',
      safe: 'Nothing was written to the token. A PIN that is wrong is not tried again.',
      next: 'Choose "Enter the PIN" and enter the PIN of the token. A run without windows cannot ask for it: renew in the windows, or have the PIN kept when you enter it.',
    },
    'pin-locked': {
      what: 'The token (smart card or the like) is locked after too many wrong PINs.',
      safe: 'The certificate and the key on the token are still there. Nothing was changed.',
      next: `Ask whoever issued the token (your bank, for example) to unlock it. Then quit ${appName.en} and open it again.`,
    },
    'no-profile': {
      what: 'Windows has not loaded your user profile, in which certificates and their keys are kept.',
      safe: `No key was made in its place. ${intact}`,
      next: 'Sign out of Windows and sign in again with your password. If this goes on, or Windows speaks of a temporary profile, ask your IT department to repair the profile.',
    },
    'software-missing': {
      what: 'Software that is needed to keep certificates is not installed.',
      safe: 'Nothing was changed.',
      next: 'Install the package named in the details and try again.',
    },
    'access-denied': {
      what: `${appName.en} is not allowed to use the place where certificates are kept.`,
      safe: 'The certificates in it were not changed.',
      next: 'If the system asks, allow it. If it does not ask, talk to your IT department.',
    },
    cancelled: {
      what: "The system's question about using the key was cancelled.",
      safe: intact,
      next: 'Try again and allow the use of the key when you are asked.',
    },
    'tpm-absent': {
      what: 'This computer has no usable key hardware (such as a TPM), and the settings ask for it.',
      safe: `No key was made. ${intact}`,
      next: 'Ask your IT department to check the TPM, or the setting for where keys are kept.',
    },
    'tpm-full': {
      what: 'The key hardware (such as the TPM) has no room left.',
      safe: `No key was made. ${intact}`,
      next: 'Ask your IT department to remove keys that are no longer used.',
    },
    'key-missing': {
      what: "The certificate's private key was not found.",
      safe: 'Other certificates and keys were not changed.',
      next: 'Acquire a new certificate from the login window.',
    },
    'key-exists': {
      what: 'The key belongs to a certificate, so it was not deleted.',
      safe: 'The key and the certificate are both still there.',
      next: askBank,
    },
    'certificate-missing': {
      what: 'The certificate you chose is no longer in the store.',
      safe: 'Other certificates were not changed.',
      next: 'Go back to the login window and choose a certificate again.',
    },
    'write-failed': {
      what: 'The place where certificates are kept cannot be written to.',
      safe: intact,
      next: 'Check that the disk has free space and try again.',
    },
    'read-back-failed': {
      what: 'The certificate was stored but could not be read back.',
      safe: `The issued certificate is not lost. ${intact}`,
      next: 'Try again.',
    },
    'sign-failed': {
      what: "The certificate's private key could not sign.",
      safe: `No request was sent. ${intact}`,
      next: 'Try again. If this goes on, restart the computer.',
    },
  },
  issued: {
    unreadable: { what: 'The certificate that the bank issued cannot be read.', safe: nothingInstalled, next: askBank },
    'wrong-key': {
      what: 'The issued certificate does not match the key made on this computer.',
      safe: nothingInstalled,
      next: askBank,
    },
    'wrong-subject': {
      what: 'The issued certificate names a different holder than your current one.',
      safe: nothingInstalled,
      next: askBank,
    },
    'wrong-alternative-name': {
      what: 'The issued certificate has a different alternative name than your current one.',
      safe: nothingInstalled,
      next: askBank,
    },
    'foreign-issuer': {
      what: "The issued certificate does not come from this bank's issuer.",
      safe: nothingInstalled,
      next: askBank,
    },
    'not-yet-valid': {
      what: 'The issued certificate is not valid yet.',
      safe: nothingInstalled,
      next: "Check the computer's date and time. If they are right, please tell your bank.",
    },
    expired: {
      what: 'The issued certificate has already expired.',
      safe: nothingInstalled,
      next: "Check the computer's date and time. If they are right, please tell your bank.",
    },
    'not-longer': {
      what: 'The issued certificate does not expire later than your current one.',
      safe: nothingInstalled,
      next: askBank,
    },
    'no-client-auth': {
      what: 'The issued certificate is of a kind that cannot be used for logging in.',
      safe: nothingInstalled,
      next: askBank,
    },
  },
  certificate: {
    absent: {
      what: 'There is no certificate of this bank on this computer.',
      safe: 'Nothing was changed.',
      next: 'Acquire a certificate from the login window.',
    },
    grace: {
      what: 'An expired certificate cannot yet be renewed in this version.',
      safe: 'Nothing was changed. The certificate is still on this computer.',
      next: 'Acquire a new certificate from the login window.',
    },
    lapsed: {
      what: 'The certificate expired and the time for renewing it has passed.',
      safe: 'Nothing was changed.',
      next: 'Acquire a new certificate from the login window.',
    },
    revoked: {
      what: 'The bank has revoked this certificate: it cannot be used.',
      safe: 'Nothing was changed.',
      next: 'If you do not know why, please contact your bank.',
    },
    superseded: {
      what: 'The bank no longer accepts the certificate that was to be brought back. It may have revoked it after the renewal.',
      safe: 'It was not brought back. Your current certificate was not changed.',
      next: 'Please use your current certificate. If you cannot log in, please contact your bank.',
    },
    unreadable: {
      what: 'The stored certificate cannot be read.',
      safe: 'Nothing was changed.',
      next: 'Acquire a new certificate from the login window.',
    },
  },
  storage: {
    'access-denied': {
      what: `The folder in which ${appName.en} keeps its records cannot be used: it belongs to another user, or may only be read.`,
      safe: `Nothing was begun. ${intact}`,
      next: `Ask your IT department to give the folder back to you. On Linux this happens after a start with sudo; chown of .config/${appName.en} in your home folder undoes it.`,
    },
    full: {
      what: 'The disk is full, so neither records nor certificates can be written.',
      safe: 'A step that cannot be recorded is not taken. Certificates and keys are not lost.',
      next: 'Make room on the disk and try again.',
    },
  },
  watch: {
    'cards-damaged': {
      what: 'The file with what was noted of the watched certificates (names, notes, renewal pages) was damaged.',
      safe: `It is kept under another name, and whatever could be read of it is used. ${intact}`,
      next: 'Enter the names and notes that are missing once more. The name of the file that was kept is among the details.',
    },
    'cards-not-written': {
      what: 'What was noted of a watched certificate could not be saved.',
      safe: `What was saved before is still there. ${intact}`,
      next: 'Make sure that there is room on the disk, and try again.',
    },
  },
  renewal: {
    'password-needed': {
      what: 'The acquisition password is needed once more to go on.',
      safe: 'The key and the request are kept. Nothing will be issued twice.',
      next: 'Enter the same customer ID and acquisition password.',
    },
    busy: {
      what: 'Something else is half-finished, so nothing new can begin.',
      safe: 'What is half-finished is not lost.',
      next: 'Finish it first: it goes on when you log in.',
    },
    'login-needed': {
      what: 'This bank wants you to log in before a certificate is renewed.',
      safe: 'Nothing was changed yet.',
      next: 'Log in with your customer ID and password. The notice comes again after that.',
    },
    locked: {
      what: 'Acquisition and renewal of certificates are locked on this computer, at your own word.',
      safe: `What is half-finished is not lost. ${intact}`,
      next: 'The window "Is it genuine?" tells until when. Once you have asked the bank, you can lift the lock there.',
    },
    'wrong-user': {
      what: 'It was run as an account of the system, not as the user of the computer. Each user has certificates of their own.',
      safe: `Nothing was looked at, and nothing was begun. ${intact}`,
      next: 'Have your deployment or task run it as the user who is signed in.',
    },
  },
  journal: {
    unreadable: {
      what: 'The record of what was done cannot be read.',
      safe: 'Certificates and keys were not changed.',
      next: askBank,
    },
    untrue: {
      what: 'The record of what was done does not agree with the keys and certificates of this computer.',
      safe: 'It was not followed: nothing was sent or installed by it. Certificates and keys were not changed.',
      next: 'Begin again. If this goes on, give your IT department the code in the details.',
    },
    'write-failed': {
      what: 'The record of what is done cannot be written.',
      safe: 'A step that cannot be recorded is not taken. Certificates and keys are not lost.',
      next: 'Check that the disk has free space and try again.',
    },
  },
  handover: enHandoverFailures,
  schedule: enScheduleFailures,
  'bank-file': enBankFileFailures,
  update: enUpdateFailures,
  config: {
    invalid: {
      what: `${appName.en}'s settings contain a mistake.`,
      safe: 'The bank was not contacted. Your certificate was not changed.',
      next: 'Please show this window to your IT department.',
    },
  },
  policy: {
    invalid: {
      what: `This computer's managed policy for ${appName.en} contains a mistake.`,
      safe: 'The whole policy is ignored, and the defaults apply. Your certificate was not changed.',
      next: 'Please show this window to your IT department.',
    },
  },
  internal: {
    what: `Something unexpected happened in ${appName.en}.`,
    safe: 'Whatever was under way is recorded and resumes from there.',
    next: `Quit ${appName.en} and open it again. If this goes on, please give your bank the code in the details.`,
  },
}
