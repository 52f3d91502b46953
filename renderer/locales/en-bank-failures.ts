import type { FailureTexts } from './texts.ts'
import { appName } from '../../main/renewal/product/product.ts'

// Also true when the certificate has expired: it is not said to work, only to be untouched.
export const intact = 'Your existing certificate was not changed.'
export const askBank = 'Please give your bank the code in the details.'

/** Of the bank, and of the way to it. */
export const enBankFailures: Pick<FailureTexts, 'bank' | 'network'> = {
  bank: {
    unreachable: {
      what: 'The bank cannot be reached.',
      safe: `Nothing is lost. ${intact}`,
      next: 'Check your internet connection and try again. The service may be closed or under maintenance.',
    },
    timeout: {
      what: 'The bank did not answer in time.',
      safe: `The same request is never counted twice. ${intact}`,
      next: 'Wait a while and try again.',
    },
    untrusted: {
      what: 'The server could not be confirmed to be your bank.',
      safe: 'The connection was stopped. No password or request was sent.',
      next: 'Try another network, or ask your IT department.',
    },
    busy: {
      what: 'The bank is busy.',
      safe: `Nothing is lost. ${intact}`,
      next: 'Wait a while and try again.',
    },
    maintenance: {
      what: "The bank's service is not available at the moment (maintenance or the like).",
      safe: `Nothing is lost. ${intact}`,
      next: 'Wait a while and try again.',
    },
    'connection-closed': {
      what: 'The connection to the bank was closed before an answer came.',
      safe: `Nothing is lost. ${intact}`,
      next: 'Try again. If this goes on, ask your bank whether this certificate can still be used.',
    },
    unauthorized: {
      what: 'The customer ID or the password is wrong.',
      safe: 'Nothing was changed.',
      next: 'Check what you entered and enter it again.',
    },
    forbidden: {
      what: 'The bank does not allow this with this certificate or customer ID.',
      safe: 'Nothing was changed.',
      next: askBank,
    },
    refused: {
      what: 'The bank did not accept the request.',
      safe: `No new certificate was issued. ${intact}`,
      next: askBank,
    },
    'bad-answer': {
      what: "The bank's answer could not be read.",
      safe: `An answer that cannot be read is not used. ${intact}`,
      next: 'Try again. If this goes on, please tell your bank.',
    },
    'answer-too-large': {
      what: "The bank's answer was too large and was not accepted.",
      safe: `Nothing of it was used. ${intact}`,
      next: askBank,
    },
    'clock-skew': {
      what: "This computer's clock differs from the bank's.",
      safe: `The renewal has not begun. ${intact}`,
      next: 'Set the date and time automatically, then try again.',
    },
    'login-refused': {
      what: 'You could not be logged in: the customer ID or the password is wrong.',
      safe: 'Nothing was changed.',
      next: 'Check what you entered and enter it again.',
    },
    'login-needed': {
      what: 'Your session at the bank has ended.',
      safe: 'Nothing was changed. Your certificate is not affected.',
      next: 'Log in again. If this appears right after a login, ask your bank.',
    },
    'account-locked': {
      what: 'This customer ID is locked: it may not log in to internet banking.',
      safe: 'Nothing was changed. Your certificate is not affected.',
      next: 'Ask your bank to unlock it. Entering the password again does not.',
    },
    'password-expired': {
      what: 'The bank wants the password to be changed, which this app cannot do.',
      safe: 'Nothing was changed. Your certificate is not affected.',
      next: 'Log in to internet banking in your browser, change the password, then log in here with the new one.',
    },
    'second-factor-needed': {
      what: 'The bank wants a second proof of who you are, such as a number sent to a phone, which this app cannot take.',
      safe: 'Nothing was changed. Your certificate is not affected.',
      next: 'Log in to internet banking in your browser with that proof, then try again. If this stays, ask your bank.',
    },
    'app-too-old': {
      what: `The bank no longer accepts this version of ${appName.en}.`,
      safe: `Nothing was changed. ${intact}`,
      next: `Look for an app update under Settings, About ${appName.en}. If there is none, ask your bank.`,
    },
    'policy-unusable': {
      what: "The bank's rules for renewals (days of notice and the like) are incomplete or wrong, and are not used.",
      safe: 'Your certificate is not affected. Notices and renewals keep the days that they had.',
      next: 'You can go on as usual. Please tell your bank the code.',
    },
    'certificate-refused': {
      what: 'The bank did not accept a connection with this certificate.',
      safe: 'Nothing was changed.',
      next: 'Choose another certificate, or acquire a new one.',
    },
    'certificate-demanded': {
      what: "The bank's server answers nobody who has no certificate yet, so a first one cannot be acquired there.",
      safe: 'Nothing was changed and no password was sent.',
      next: 'Please give your bank the code in the details. Its server has to answer without a certificate where a first one is issued.',
    },
    'certificate-not-asked': {
      what: "The bank's server did not ask for a certificate when the connection was opened.",
      safe: `The certificate was not refused. ${intact}`,
      next: 'Please give your bank the code in the details. Its server has to ask for certificates at the start of each connection.',
    },
    'issuer-not-named': {
      what: "This certificate was not among those that can be shown to the bank's server: it asks for certificates of other issuers, or another program was using the key store when the app started.",
      safe: `The certificate is there and was not refused. ${intact}`,
      next: `Please quit ${appName.en} and start it again. If that does not help, give your bank the code in the details: its server has to name the CA that issued this certificate.`,
    },
    'other-identity': {
      what: `The bank saw another certificate, or another customer, than the one that ${appName.en} connected with.`,
      safe: intact,
      next: askBank,
    },
    'wishes-unsupported': {
      what: `The bank asks for a kind of certificate request that ${appName.en} cannot make here.`,
      safe: 'Nothing was changed and nothing was sent to the bank.',
      next: `Update ${appName.en} and try again. If this goes on, please give your bank the code in the details.`,
    },
  },
  network: {
    offline: {
      what: 'This computer is not connected to the internet.',
      safe: intact,
      next: `Once the connection is back, ${appName.en} tries again by itself.`,
    },
    'proxy-unreachable': {
      what: 'The proxy server cannot be reached.',
      safe: intact,
      next: 'Check the network settings and try again.',
    },
    'proxy-authentication': {
      what: `The proxy server did not let ${appName.en} through.`,
      safe: `Nothing was sent to the bank. ${intact}`,
      next: 'Try again and enter the user name and password for the proxy.',
    },
    'proxy-sign-in-unsupported': {
      what: `The proxy server wants a sign-in that ${appName.en} cannot give: it offers Kerberos (Negotiate) only, and this computer has no ticket for it.`,
      safe: `Nothing was sent to the bank. ${intact}`,
      next: 'Sign in to this computer with your organisation account. If that does not help, ask your IT department to let the bank through the proxy without a sign-in, or to offer NTLM or Basic as well.',
    },
    'proxy-refused': {
      what: `The proxy server was reached, but does not let ${appName.en} through to the bank.`,
      safe: `Nothing was sent to the bank. ${intact}`,
      next: `Ask your IT department to allow the address of the bank at the proxy. ${appName.en} tries again by itself.`,
    },
    'captive-portal': {
      what: "You are connected to the network's login page instead of the bank.",
      safe: `Nothing was sent to the bank. ${intact}`,
      next: 'Log in to the network (Wi-Fi) in your browser, then try again.',
    },
    'tls-inspected': {
      what: 'Something between you and the bank seems to inspect the connection.',
      safe: `Nothing was sent to the bank. ${intact}`,
      next: 'Ask your IT department to exclude this bank from inspection.',
    },
  },
}
