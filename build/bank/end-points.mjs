/**
 * The end points of a bank's portal in words, with answers to try the client with. Forms come from the schemas, and what the
 * client makes of an answer from the client itself.
 */
const thumbprint = 'a1'.repeat(32)
const customer = { customerId: 'K1000001', name: '山田 花子' }
const recognised = { thumbprint, ...customer, status: 'valid' }
const code = 'ABCD-EFGH-JKLM-NPQR'

const json = (name, status, value, headers = {}) => ({ name, status, type: 'application/json', value, headers })
const page = (name, status, headers = {}) => ({ name, status, type: 'text/html', value: '<!DOCTYPE html>', headers })
const bare = (name, status, headers = {}) => ({ name, status, type: undefined, value: '', headers })
const refused = (name, status, headers) => json(name, status, { code: name }, headers)
/** What the client is tried with as well, and is no example to anybody. */
const malformed = (value) => ({ ...json('another-form', 200, value), example: false })

/** Answers that any end point may give, by the key of an OpenAPI response. */
export const everywhere = {
  401: {
    says: 'The session has ended: its user is asked to log in again. /who-am-i, /policy and /notices/check need none.',
    answers: [refused('login-needed', 401)],
  },
  302: {
    says: 'The answer is elsewhere for now (303 and 307 alike). Redirects are not followed: a credential could leave the bank.',
    answers: [bare('elsewhere', 302, { location: 'https://maintenance.example/' })],
  },
  '3XX': {
    says: 'The end point has moved for good. The address in the settings has to be corrected.',
    answers: [bare('moved', 301, { location: 'https://moved.example/' })],
  },
  403: {
    says: 'No certificate came, or one that is not good enough, or the version of Koshin in User-Agent is no longer let in (`app-too-old`). Of the codes, `revoked` and `app-too-old` have meanings of their own.',
    answers: ['certificate-needed', 'certificate-unknown', 'expired', 'revoked', 'app-too-old'].map((name) =>
      refused(name, 403),
    ),
  },
  408: {
    says: 'The request took too long.',
    answers: [bare('timeout', 408)],
  },
  429: {
    says: 'Too many attempts or requests. Retry-After says how long to wait, in seconds or as an HTTP date.',
    answers: [refused('too-many-attempts', 429, { 'retry-after': '300' })],
  },
  '4XX': {
    says: 'Any other refusal: a request of another form, an end point that the bank does not have. The code goes to the log.',
    answers: [refused('bad-request', 400), refused('not-found', 404), refused('method-not-allowed', 405)],
  },
  503: {
    says: 'Busy or under maintenance, told apart by a web page or the code `maintenance`. Retry-After says how long, in seconds or as an HTTP date; `until` beside that code says it, too. A time is shown to the user and told in lines of unattended runs.',
    answers: [
      refused('busy', 503, { 'retry-after': '60' }),
      page('maintenance-page', 503, { 'retry-after': '600' }),
      page('maintenance-page-until', 503, { 'retry-after': 'Thu, 01 Jan 1970 06:00:00 GMT' }),
      json('maintenance', 503, {
        code: 'maintenance',
        until: '1970-01-01T15:00:00+09:00',
        message: {
          ja: '年末年始のため、ATM も含めてお休みしております。',
          en: 'Closed over the New Year, cash dispensers included.',
        },
      }),
    ],
  },
  '5XX': {
    says: 'Out of order.',
    answers: [refused('out-of-order', 500)],
  },
}

/** Each is told to its user with what to do: at the bank, or in its web pages. */
const signInRefusals = ['account-locked', 'password-expired', 'second-factor-needed']

/** A gateway's page that comes with 200 is no answer of the portal's. */
const pageInstead = page('page-instead', 200)

/**
 * In the order in which they are asked. `ask` has the client ask; `request` and `answer` name schemas; `own` are answers of
 * this end point alone.
 */
export const endPoints = [
  {
    path: '/who-am-i',
    method: 'get',
    id: 'whoAmI',
    needed: true,
    security: [{ certificate: [] }],
    summary: 'Whose certificate the bank sees in this TLS connection',
    description: [
      'Asked first of all at a sign-in, on a new TLS connection and without anything secret: only a server that names the thumbprint of our certificate is sent a password. Asked again after each sign-in, and after an installation with the new certificate: the old one is retired only once the bank has named the new one.',
      'The answer depends on the certificate of the connection alone, never on a session. `status` is as the bank sees it; `revoked` ends the sign-in, the others are for information.',
    ],
    idempotency: 'Changes nothing; asked as often as needed.',
    privacy:
      'Sends the certificate in the TLS handshake. The customer ID and name go to the holder of its key alone. Both are shown; neither may be told to a connection without that certificate.',
    ask: (portal) => portal.whoAmI(thumbprint, { customerId: customer.customerId }),
    answer: 'Recognition',
    own: {
      200: {
        says: 'The certificate is known, with its customer.',
        answers: [
          json('recognised', 200, recognised),
          json('another-certificate', 200, { ...recognised, thumbprint: 'b2'.repeat(32) }),
          json('another-customer', 200, { ...recognised, customerId: 'K1000002' }),
          json('revoked', 200, { ...recognised, status: 'revoked' }),
          malformed({ customer: customer.customerId }),
          pageInstead,
        ],
      },
    },
  },
  {
    path: '/login',
    method: 'post',
    id: 'logIn',
    needed: true,
    security: [{ certificate: [] }],
    summary: 'Opens a session by customer ID and password',
    description: [
      'Sent after `/who-am-i` has named our certificate, and only to the server that did. The ID must be that of the holder of the certificate; a wrong ID, a wrong password and the ID of somebody else get the same answer in the same time.',
      'The session is a cookie (Secure, HttpOnly, SameSite=Strict), bound to this certificate, and is sent to this origin alone. Failed attempts are counted by the customer of the certificate, so that nobody locks out another one.',
    ],
    idempotency:
      'Each success opens a session. Koshin never sends it again by itself: after a lost answer its user signs in again, and the session before ends by its own time.',
    privacy:
      'Sends customer ID and password, once; Koshin keeps the password nowhere. Neither may be logged by the bank.',
    ask: (portal) => portal.logIn(thumbprint, customer.customerId, 'password'),
    request: 'Login',
    answer: 'Customer',
    own: {
      200: {
        says: 'Signed in. Set-Cookie carries the session.',
        answers: [json('signed-in', 200, customer), malformed({ name: customer.name }), pageInstead],
      },
      401: { says: 'ID and password are not those of the holder.', answers: [refused('login-refused', 401)] },
      403: {
        says: 'The certificate is not good enough; or ID and password are right, and the customer may not sign in by them yet.',
        answers: [...everywhere[403].answers, ...signInRefusals.map((name) => refused(name, 403))],
      },
    },
  },
  {
    path: '/policy',
    method: 'get',
    id: 'policy',
    needed: false,
    security: [{ certificate: [], session: [] }],
    summary: "The bank's numbers, and what is still to be done after a renewal",
    description: [
      'Asked after a sign-in. Days are 24-hour days. `afterRenewal` is shown at completion, a line for each.',
      'It is kept until the next sign-in: reminders of the tray and unattended runs, in which nobody signs in, hold to it, too. It goes over the settings and the bank file, and not over what an organisation has fixed.',
      'One of which a part is missing or wrong is refused as a whole, and that is shown: what was kept before stays in force.',
      "Without it the sign-in is as good, and the settings' numbers or the defaults hold: 30 days before the expiry and 30 after it.",
    ],
    idempotency: 'Changes nothing.',
    privacy: 'The same for every customer; nothing personal belongs into it.',
    ask: (portal) => portal.policy(thumbprint),
    answer: 'Policy',
    own: {
      200: {
        says: 'The policy.',
        answers: [
          json('policy', 200, {
            noticeDays: 30,
            graceDays: 30,
            reminderDays: [30, 15, 7, 3, 1, 0],
            renewalNeedsLogin: true,
            returnUrl: 'https://portal.bank.example/renewed',
            message: {
              ja: '1月4日から、振込の受付を15時30分までに変更いたします。',
              en: 'From 4 January on, transfers are taken until 15:30.',
            },
            afterRenewal: ['データ伝送サービスでは、新しい電子証明書を翌営業日の午前9時から使えます。'],
          }),
          { ...json('half', 200, { noticeDays: 30 }), example: false },
          {
            ...json('way-elsewhere', 200, { noticeDays: 30, graceDays: 30, returnUrl: 'https://www.other.example/' }),
            example: false,
          },
          pageInstead,
        ],
      },
    },
  },
  {
    path: '/registered-email',
    method: 'get',
    id: 'registeredEmail',
    needed: false,
    security: [{ certificate: [], session: [] }],
    summary: 'The e-mail address to which the bank writes',
    description: [
      'Asked after a sign-in, so that its user sees where reminders go. Without it the sign-in is as good, and メイン says that no address is known.',
    ],
    idempotency: 'Changes nothing.',
    privacy: 'Personal: only with the certificate and a session of the same customer.',
    ask: (portal) => portal.registeredEmail(thumbprint),
    answer: 'RegisteredEmail',
    own: {
      200: {
        says: 'The address.',
        answers: [
          json('address', 200, { email: 'hanako.yamada@koshin-shoji.example' }),
          malformed({ address: 'hanako.yamada@koshin-shoji.example' }),
          pageInstead,
        ],
      },
      401: { says: 'No session, or one that has ended.', answers: [refused('login-needed', 401)] },
    },
  },
  {
    path: '/notices/check',
    method: 'post',
    id: 'checkNotice',
    needed: false,
    security: [{}, { certificate: [] }],
    summary: 'Whether the bank wrote the notice code in a mail to the one who asks',
    description: [
      'Asked when a user enters the notice code (お知らせコード) of a mail. Asked without a client certificate, and once more with it where the server turns that away: with 400, 401 or 403, by an alert of TLS, or by closing the connection.',
      'A code counts for whom its mail went to alone. Whatever is not theirs is `unknown`, also customers and certificates that do not exist. Without it, Koshin compares a mail with what is true on the computer alone.',
    ],
    idempotency: 'Changes nothing; a code can be checked as often as wanted.',
    privacy:
      "Sends the code and the thumbprints of the bank's certificates on the computer or, without any, the customer ID; never a password or a session. The answer tells nobody who is a customer.",
    ask: (portal) => portal.checkNotice(code, { thumbprints: [thumbprint] }, undefined),
    request: 'NoticeCheck',
    answer: 'NoticeAnswer',
    own: {
      200: {
        says: 'What the bank knows of the code.',
        answers: [
          json('sent', 200, { result: 'sent', sentAt: '2026-11-29T00:00:00Z' }),
          json('expired', 200, { result: 'expired', sentAt: '2026-01-07T00:00:00Z' }),
          json('unknown', 200, { result: 'unknown' }),
          malformed({ result: 'sent' }),
          pageInstead,
        ],
      },
    },
  },
  {
    path: '/logout',
    method: 'post',
    id: 'logOut',
    needed: false,
    security: [{ certificate: [], session: [] }],
    summary: 'Ends the session',
    description: [
      'Sent when the user ends the session. Koshin forgets the cookie and the TLS session whatever is answered, and waits for the answer a short time only. Without it the session ends by its own time.',
    ],
    idempotency: 'May come twice, or without a session: the answer is the same.',
    privacy: 'Sends an empty object.',
    ask: (portal) => portal.logOut(thumbprint),
    request: 'Nothing',
    own: {
      204: { says: 'The session has ended.', answers: [bare('ended', 204)] },
      default: { says: 'Anything else.', answers: [refused('anything-else', 500)] },
    },
  },
]

/** What the client hears from an end point that another one asks first. */
export const before = { '/who-am-i': json('recognised', 200, recognised) }
