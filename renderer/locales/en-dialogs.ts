import type { jaDialogs } from './ja-dialogs.ts'
import type { Shape } from './texts.ts'
import { appName } from '../../main/renewal/product/product.ts'

export const enDialogs: Shape<typeof jaDialogs> = {
  consent: {
    count: 'Confirmation {{number}} of 2',
    ask: {
      renewal: {
        request: 'Ask the bank to renew the certificate, with a new key?',
        installation: 'Install the issued certificate on this computer?',
      },
      enrolment: {
        request: 'Ask the bank to issue a certificate, with a new key?',
        installation: 'Install the issued certificate on this computer?',
      },
    },
    ifNo: {
      request: 'With “No”, no new key is kept and nothing is sent.',
      installation: 'With “No”, the issued certificate is not lost. You can install it later.',
    },
    giveUp: {
      ask: {
        renewal: 'Give up the renewal that is under way?',
        enrolment: 'Give up the acquisition that is under way?',
      },
      ifYes: {
        issued:
          'With “Yes”, this issued certificate will not be used. The next time, the bank is asked for another one. Nothing is deleted: neither the certificates that you have nor their keys.',
        sent: 'The request may have reached the bank: a certificate that it issued would not come to this computer. The next time, the bank is asked for another one. Nothing is deleted: neither the certificates that you have nor their keys.',
      },
      ifNo: 'With “No”, nothing changes. You can go on from there later.',
    },
    hide: {
      ask: 'Hide the former certificate from choosers?',
      old: 'Former certificate',
      new: 'New certificate',
      undo: 'Another program has put it here. Neither the certificate nor its key is deleted, and it can be brought back at any time.',
    },
    bankFile: {
      ask: 'The bank file from the domain below will set your bank. Is this the domain in the letter from your bank?',
      readable: '(spelt {{readable}})',
      ifNo: 'With “No”, nothing is changed.',
    },
    bank: 'Server',
    verified: 'Verified as the bank’s own server',
    unverified: 'Will be verified as the bank’s own server before anything is sent',
    customer: 'Customer ID',
  },
  proxy: {
    lead: 'A proxy server on the way to the bank asks for a user name and a password.',
    scheme: 'Way of signing in: {{scheme}}',
    weaker:
      'Until now this proxy used a safer way of signing in. Another network or another computer may be asking in its name. Enter a password only if your administrator has announced the change.',
    unencrypted:
      'The connection to this proxy is not encrypted: anybody on the same network can read the password that you enter.',
    refused: 'The user name or password is wrong.',
    username: 'User name',
    password: 'Password',
    remember: "Keep it in this computer's credential store",
    forgetful: `This computer has no credential store: ${appName.en} remembers it only until it is quit.`,
  },
  password: {
    lead: 'The place where certificates are kept (NSS database) is protected by a password.',
    kept: `${appName.en} remembers it only until it is quit. It is stored in no file.`,
    remember: "Keep it in this computer's credential store, and do not ask for it again",
    refused: 'The password is wrong.',
    password: 'Password of the key store',
    token: {
      lead: 'The certificate is on the token “{{token}}” (a smart card or the like). The PIN of the token is needed to use it.',
      counts: 'After several wrong PINs one after another the token locks.',
      refused: 'The PIN is wrong.',
      lastTry: 'The PIN is wrong. If the next one is wrong, too, the token locks.',
      pin: 'PIN of the token',
    },
  },
  demo: {
    badge: 'DEMO',
    lead: 'This bank is for practice. Its people, companies and passwords are made up, and no real bank is involved.',
    customers: 'Customers who can log in',
    customersLead: `Log in to ${appName.en} with one of these customer IDs and passwords.`,
    name: 'Name',
    customerId: 'Customer ID',
    password: 'Password',
    mails: 'Mail received',
    mailsNone: 'Nothing yet. Acquisition passwords and expiry reminders arrive here.',
    characters: 'What the bank is like',
    charactersLead: 'Real banks can be like this, too. A choice counts at once, and is undone by taking it back.',
    characterNames: {
      'not-idempotent': 'Issues one more certificate when a request comes again',
      'not-backdated': 'Certificates begin at the moment of their issue',
      'starts-later': 'Certificates begin some seconds after their issue',
      maintenance: 'Under maintenance (answers everything with a page)',
      'names-rebuilt': 'Writes the holder of a renewal in another string type',
      'root-only-cacerts': 'Publishes its root certificate alone',
      'demands-certificate': 'Tells nothing to who comes without a certificate',
      'delivers-later': 'Answers requests and confirmations later (CMP)',
      forgets: 'Forgets requests that are under way (CMP)',
      'revokes-at-issue': 'Revokes certificates as it issues them',
      supersedes: 'Revokes the certificate that a renewal replaces, at once',
      'closes-on-revoked': 'Hangs up on a revoked certificate',
    },
    undelivered: 'Reminders that could not be delivered',
    undeliveredItem: 'To {{customerId}} ({{days}} days before expiry): {{state}}. It is sent again at {{time}}.',
    undeliveredStates: { unsent: 'could not be sent', refused: 'was refused', bounced: 'came back' },
    from: 'From',
    to: 'To',
    time: 'Time',
  },
}
