/** Puts the portal's contract together: words, the schemas by which both sides read, and what the client does. */
import { address, hear } from './client.mjs'
import { endPoints, everywhere } from './end-points.mjs'
import { schemas } from './schemas.mjs'

const about = [
  "A portal tells Koshin whom the bank sees, signs a customer in, and knows the bank's policy. It is optional: without one, Koshin renews by EST or CMP alone. Addresses are relative to `bank.portal.url` in the settings or the bank file.",
  'HTTPS alone. The client certificate has to be asked for in the TLS handshake, for the whole host, and is best optional: `/notices/check` is asked without one first. Expired certificates never arrive: they open no connection.',
  'Bodies are JSON in UTF-8. Requests stay within the limits told here, which are those of the demo bank. In answers, names that are not listed are passed over, so that a bank may add some. Lengths are counted in UTF-16 code units. An answer that breaks a limit or a form is `bank.bad-answer`, and nothing of it is used.',
  'Redirects are not followed. No answer is cached. Requests say `Accept: application/json`. Of header fields that come several times the first one counts.',
  '`x-koshin-needed` tells whether nobody can sign in without the end point. What is lost without the others stands with them; a bank answers 404 there.',
  "`x-koshin-request` tells what the client's request carries: the limit of the whole exchange in milliseconds, the most bytes of an answer's body, and whether the client certificate and cookies are sent.",
  '`x-koshin` tells what the client makes of each answer: it is accepted or ignored, or a failure with a code that is stable. `retry: later` says that it goes away by itself: a renewal that is under way stays and tries again, after `retryAfter` (seconds, a week at most) where it is told, and who signs in can try again. `retry: never` says that a person has to do something first. The user is told what happened, what is safe and what to do, in Japanese and English, with the code for the help desk.',
]

/**
 * @param {{ answers: object, requests: object, createPortal: Function }} parts answers as the client reads them, requests
 *   as the demo bank does, and the client
 * @returns {Promise<object>} an OpenAPI 3.1 document
 * @throws Error for a field that no words are for, and when an answer means something else at another end point
 */
export async function portalContract({ answers, requests, createPortal }) {
  const shared = {}
  const paths = {}
  for (const endPoint of endPoints) {
    const heard = (told) => hear(createPortal, endPoint, told)
    const own = await responses(endPoint.own, endPoint.answer, heard)
    // Whatever is answered to the end of a session, it has ended.
    const common = endPoint.id === 'logOut' ? {} : await responses(everywhere, 'Refusal', heard)
    for (const [status, response] of Object.entries(common)) {
      const name = `status${status}`
      shared[name] ??= response
      if (JSON.stringify(shared[name]) !== JSON.stringify(response)) {
        throw new Error(`${endPoint.path}: an answer with ${status} means something else here`)
      }
      own[status] ??= { $ref: `#/components/responses/${name}` }
    }
    paths[endPoint.path] = { [endPoint.method]: await operation(endPoint, own, heard) }
  }
  return {
    openapi: '3.1.0',
    info: { title: "A bank's portal, as Koshin uses it", version: '1.0.0', description: about.join('\n\n') },
    servers: [{ url: address, description: '`bank.portal.url`' }],
    paths,
    components: { schemas: schemas(answers, requests), responses: shared, securitySchemes },
  }
}

const securitySchemes = {
  certificate: { type: 'mutualTLS', description: "The customer's certificate, issued by the bank." },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-session',
    description: 'The cookie that /login has set. Its name is up to the bank; the prefix keeps it to this origin.',
  },
}

async function operation(endPoint, answered, heard) {
  const { request } = await heard(first(endPoint))
  const { timeout, maximumBody, cookies } = request.request
  return {
    operationId: endPoint.id,
    summary: endPoint.summary,
    description: [...endPoint.description, `Repeated: ${endPoint.idempotency}`, `Privacy: ${endPoint.privacy}`].join(
      '\n\n',
    ),
    security: endPoint.security,
    'x-koshin-needed': endPoint.needed,
    'x-koshin-request': {
      timeLimit: timeout,
      maximumAnswer: maximumBody,
      certificate: request.identity.kind === 'certificate',
      cookies,
    },
    ...(endPoint.request === undefined ? {} : { requestBody: { required: true, content: content(endPoint.request) } }),
    responses: answered,
  }
}

const first = ({ own }) => Object.values(own)[0].answers[0]

async function responses(told, schema, heard) {
  const entries = await Promise.all(
    Object.entries(told).map(async ([status, { says, answers }]) => [
      status,
      {
        description: says,
        ...headers(answers),
        ...bodies(answers, Number(status) === 200 ? schema : 'Refusal'),
        'x-koshin': await Promise.all(
          answers.map(async (answer) => ({ answer: answer.name, ...(await heard(answer)).outcome })),
        ),
      },
    ]),
  )
  return Object.fromEntries(entries)
}

function headers(answers) {
  const names = new Set(answers.flatMap((answer) => Object.keys(answer.headers)))
  const known = { 'retry-after': 'Retry-After', location: 'Location' }
  const list = [...names].map((name) => [known[name], { schema: { type: 'string' } }])
  return list.length === 0 ? {} : { headers: Object.fromEntries(list) }
}

function bodies(answers, schema) {
  const shown = answers.filter(({ type, example = true }) => type !== undefined && example)
  const types = [...new Set(shown.map(({ type }) => type))]
  if (types.length === 0) return {}
  const ofType = (type) => shown.filter((answer) => answer.type === type)
  const list = types.map((type) => [
    type,
    type === 'application/json'
      ? {
          ...content(schema)[type],
          examples: Object.fromEntries(ofType(type).map(({ name, value }) => [name, { value }])),
        }
      : { schema: { type: 'string' } },
  ])
  return { content: Object.fromEntries(list) }
}

function content(schema) {
  return { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } }
}
