/** Puts the portal's contract together: words, the schemas by which both sides read, and what the client does. */
import { z } from 'zod'
import { about, before, doors, everywhere, fields } from './doors.mjs'

const address = 'https://portal.bank.example/api'

/**
 * @param {{ answers: object, requests: object, createPortal: Function }} parts answers as the client reads them, requests
 *   as the demo bank does, and the client
 * @returns {Promise<object>} an OpenAPI 3.1 document
 * @throws Error for a field that no words are for, and when an answer means something else at another end point
 */
export async function portalContract({ answers, requests, createPortal }) {
  const shared = {}
  const paths = {}
  for (const door of doors) {
    const heard = (told) => hear(createPortal, door, told)
    const own = await responses(door.own, door.answer, heard)
    // Whatever is answered to the end of a session, it has ended.
    const common = door.id === 'logOut' ? {} : await responses(everywhere, 'Refusal', heard)
    for (const [status, response] of Object.entries(common)) {
      const name = `status${status}`
      shared[name] ??= response
      if (JSON.stringify(shared[name]) !== JSON.stringify(response)) {
        throw new Error(`${door.path}: an answer with ${status} means something else here`)
      }
      own[status] ??= { $ref: `#/components/responses/${name}` }
    }
    paths[door.path] = { [door.method]: await operation(door, own, heard) }
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

async function operation(door, answered, heard) {
  const { request } = await heard(first(door))
  const { timeout, maximumBody, cookies } = request.request
  return {
    operationId: door.id,
    summary: door.summary,
    description: [
      ...door.description,
      door.needed ? 'Needed of every portal.' : 'Optional.',
      `Repeated: ${door.idempotency}`,
      `Privacy: ${door.privacy}`,
    ].join('\n\n'),
    security: door.security,
    'x-koshin-request': {
      timeLimit: timeout,
      maximumAnswer: maximumBody,
      certificate: request.identity.kind === 'certificate',
      cookies,
    },
    ...(door.request === undefined ? {} : { requestBody: { required: true, content: content(door.request) } }),
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

/** Has the client ask at an end point and hear this answer; tells what it sent, and what it made of the answer. */
async function hear(createPortal, door, answer) {
  let request
  const transport = {
    async send(identity, sent) {
      const path = sent.url.slice(address.length)
      if (path === door.path) request = { identity, request: sent }
      return { ok: true, value: asHttp(path === door.path ? answer : before[path]) }
    },
    forget() {},
  }
  const result = await door.ask(createPortal(address, transport, () => 0))
  return { request, outcome: outcome(result) }
}

function asHttp({ status, type, value, headers }) {
  const body = new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))
  return {
    status,
    headers: { ...headers, ...(type === undefined ? {} : { 'content-type': type }) },
    body,
    date: undefined,
  }
}

function outcome(result) {
  if (result === undefined) return { does: 'ignored' }
  if (result.ok) return { does: 'accepted' }
  const { code, retry, retryAfter } = result.failure
  return { does: 'failed', code, retry, ...(retryAfter === undefined ? {} : { retryAfter }) }
}

function schemas(answers, requests) {
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
  const { $schema: _dialect, ...shape } = z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' })
  for (const part of [shape, ...(shape.oneOf ?? shape.anyOf ?? [])]) {
    for (const [name, property] of Object.entries(part.properties ?? {})) {
      const words = fields[`${owner}.${name}`] ?? fields[name]
      if (words === undefined) throw new Error(`build/bank/doors.mjs has no words for ${owner}.${name}`)
      property.description = words
    }
  }
  return shape
}
