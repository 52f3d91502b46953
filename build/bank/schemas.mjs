/** The forms of requests and answers, from the schemas by which each is read. */
import { z } from 'zod'

/** What each name in a request or an answer means; one that means something else in one schema stands behind its name. */
const fields = {
  customerId:
    'The ID by which the customer signs in. Compared after NFKC, without blanks at its ends and without regard to case.',
  password: 'The password for internet banking.',
  name: 'The name of the customer, as it is shown: in one line, without characters that turn its direction.',
  thumbprint: 'SHA-256 of the DER of the certificate, lower-case hexadecimal.',
  thumbprints: "SHA-256 of the DER of each of the bank's certificates on the computer, lower-case hexadecimal.",
  status: 'Where the certificate stands, as the bank sees it.',
  email: 'The registered address.',
  noticeDays: 'Days before expiry from which on a renewal is offered.',
  graceDays: 'Days after expiry in which a renewal is still possible.',
  reminderDays: 'Days before expiry on which the computer reminds, each once; 0 is the last day.',
  renewalNeedsLogin:
    'Is a certificate renewed only while its holder is logged in? Absent: as the settings or the bank file say, which is no where they say nothing.',
  returnUrl:
    "Where the button of a completion leads, in the default browser: an https address on the host of the portal or of the bank's `bankingUrl`, without a user name. Absent: `bankingUrl`.",
  afterRenewal: 'What the customer still has to do at the bank, a line for each; none when absent.',
  code: 'The notice code, as it was typed.',
  'Refusal.message':
    "What the bank says of it, in Japanese and English: shown beside Koshin's own words, as the bank's. Plain text in one line, without < or >, an address or anything with a dot that reads as one; one of another form is not shown, and the code counts all the same.",
  message:
    'What the bank says to all its customers, in Japanese and English: メイン shows it until the logout, as the bank’s, and it is kept nowhere. Plain text in one line, without < or >, an address or anything with a dot that reads as one.',
  'Refusal.code': 'Why, in a short code. Those with a meaning stand with each answer; any other one goes to the log.',
  until:
    'Beside `maintenance`: when the bank is back (RFC 3339). Counts where it lies ahead, and not more than 366 days.',
  result:
    '`sent`: by the bank to the one who asks. `expired`: so, but too long ago. `unknown`: not to the one who asks, or never.',
  sentAt: 'When (RFC 3339).',
}

/**
 * JSON Schema (2020-12) of all that is asked and answered, by its name in the contract.
 *
 * @throws Error for a name in them that no words are for
 */
export function schemas(answers, requests) {
  const named = {
    Recognition: answers.recognition,
    Customer: answers.customer,
    Policy: answers.bankPolicy,
    RegisteredEmail: answers.registeredEmail,
    NoticeAnswer: answers.noticeAnswer,
    Refusal: answers.refusal,
    Login: requests.loginRequest,
    NoticeCheck: requests.noticeRequest,
    Nothing: z.strictObject({}),
  }
  // As it is sent: what reading makes of it is the reader's own business.
  return Object.fromEntries(Object.entries(named).map(([name, schema]) => [name, described(name, schema)]))
}

function described(owner, schema) {
  const shape = z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' })
  // The document says it once for all.
  delete shape.$schema
  for (const part of [shape, ...(shape.oneOf ?? shape.anyOf ?? [])]) {
    const { properties = {} } = /** @type {{ properties?: Record<string, { description?: string }> }} */ (part)
    for (const [name, property] of Object.entries(properties)) {
      const words = fields[`${owner}.${name}`] ?? fields[name]
      if (words === undefined) throw new Error(`build/bank/schemas.mjs has no words for ${owner}.${name}`)
      property.description = words
    }
  }
  return shape
}
