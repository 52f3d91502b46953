import type { jaSide } from './ja-side.ts'
import type { Shape } from './texts.ts'

export const enSide: Shape<typeof jaSide> = {
  welcome: {
    what: 'Koshin renews the certificate with which you log in to corporate internet banking.',
    how: 'It tells you when the certificate is about to expire, and leads you from the request to the bank to the installation on this computer.',
    safe: 'The certificate’s key is used on this computer alone, and whatever is interrupted goes on when you open Koshin again.',
  },
  settings: {
    language: 'Language',
    languages: { system: 'As the computer is set', ja: 'Japanese', en: 'English' },
    theme: 'Colours',
    themes: { system: 'As the computer is set', light: 'Light', dark: 'Dark' },
    start: 'Start',
    startAtLogin: 'Start when I log in to this computer, and remind me of expiry dates',
    startFixed: 'Your administrator has decided this.',
    reminders: 'Notifications on this computer',
    remindersOn: '{{holder}}: they come a few times between 30 days before expiry and the last day.',
    remindersSilent: '{{holder}}: none until {{time}}.',
    remindersInsistent: '{{holder}}: less than 3 days are left, so they cannot be put off.',
    remindersNone: 'There is no certificate to remind you of.',
    atOnce: 'Changes take effect at once.',
  },
  help: {
    login: {
      title: 'Logging in',
      text: 'You log in with the certificate on this computer and the customer ID and password from your bank. A single certificate is chosen by itself.',
      next: 'Without a certificate, or when the time for renewing it has passed, go on with “Acquire certificate”.',
    },
    notice: {
      title: 'When the expiry date comes near',
      text: 'From 30 days before expiry, the renewal notice appears at every login. “Renew certificate” begins the renewal.',
      next: 'With “Go to main”, the current certificate simply keeps working until it expires.',
    },
    preparing: {
      title: 'Before the renewal',
      text: 'Whatever could fail later is checked first. Nothing is changed until then.',
      next: 'If a check stops, follow “What to do next” in the window and try again.',
    },
    consent: {
      title: 'When “Confirm web access” appears',
      text: 'It appears before the bank is asked, and again before the certificate is installed on this computer. Check that the server is your bank, and choose “Yes”.',
      next: 'With “No”, the current certificate keeps working. A certificate that was already issued can be installed later.',
    },
    completion: {
      title: 'After the renewal',
      text: 'The renewal is complete once the new certificate has opened a connection to the bank. “Close this window” ends the session.',
      next: 'Quit open browsers once, too: from then on they use the new certificate.',
    },
    main: {
      title: 'The main window',
      text: 'It shows when the certificate expires, when the next notice comes, and what has happened so far. The connection test tells whether the bank accepts this certificate.',
      next: 'An old certificate is hidden from choosers, not deleted, and can be brought back for a while.',
    },
    acquire: {
      title: 'Acquiring a certificate',
      text: 'Enter the customer ID and the acquisition password from your bank. The password works once.',
      next: "A certificate's key never leaves the computer that made it. On a new computer, acquire a new certificate.",
    },
    ended: {
      title: 'When it ended early',
      text: 'The window tells what happened, what is safe and what to do next. Every step is recorded, so it goes on from where it stopped.',
      next: 'If the same message comes back, tell your bank the code in the window.',
    },
  },
  helpPicture: 'A sample of the window: {{topic}}',
  support: {
    title: 'Telling a help desk',
    text: 'Versions, settings, the dates of certificates and the log are put into one file. It has no names, customer IDs, passwords or keys, and is sent nowhere by itself.',
    show: 'Save the support bundle',
    inside: 'This is what will be saved. Choose the name of a file to read it.',
    file: '{{name}} ({{size}} bytes)',
    save: 'Save this',
  },
  updates: {
    title: 'App update',
    off: {
      managed: 'Your administrator has switched app updates off.',
      unset: 'No update server is set, so nothing is looked for.',
      package: 'On this computer Koshin is updated by your administrator or by the system.',
    },
    idle: 'Not looked for yet.',
    checking: 'Looking for a newer version.',
    latest: 'This is the newest version (looked at {{time}}).',
    waiting: 'There is version {{version}}. It is downloaded once the renewal under way has ended.',
    downloading: 'Version {{version}} is being downloaded.',
    ready: 'Version {{version}} is ready. It is there after a restart, or the next time you open the app.',
    failed: 'The app was not updated.',
    locked: 'Your administrator has decided this.',
    look: 'Look for an update',
    restart: 'Restart and update',
  },
  about: {
    lead: "An app that renews corporate internet banking's certificates inside the computer's own key store.",
    versions: 'Versions',
    licence: 'Koshin is published under the MIT licence.',
    parts: 'Software in it',
    chromium:
      'The licences of the software inside Electron and Chromium are in LICENSES.chromium.html, where Koshin is installed.',
  },
}
