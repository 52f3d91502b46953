/** What the demo and its tests may ask beside the bank's own services; behind the token that only the parent has. */
import { createHash, randomUUID, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { readRequest } from '../x509/request.ts'
import type { Bank } from './bank.ts'
import { characterNames } from './characters.ts'
import { issueToCustomer } from './ca/issuing.ts'
import { startingValidity } from './ca/validity.ts'
import type {
  LedgerCertificate,
  OneTimePasswordRequest,
  ReminderRun,
  RolloverStep,
  StartingCertificate,
  WantedRequest,
} from './control.ts'
import { faultSchema } from './faults.ts'
import { type CertificateEntry, KeyTaken, listCertificates, revoke } from './ledger/certificates.ts'
import { findCustomer, listCustomers } from './ledger/customers.ts'
import { listMails } from './ledger/mails.ts'
import { makeOneTimePassword } from './ledger/one-time-passwords.ts'
import { listReminders } from './ledger/reminders.ts'
import { issueNoticeCode } from './ledger/notice-codes.ts'
import { oneTimePasswordLetter } from './mail/letters.ts'
import { statusOf } from './policy.ts'
import { type Answer, answer, json, type Question, readJson, type Service } from './web/exchange.ts'

const startingSchema: z.ZodType<StartingCertificate> = z.object({
  customerId: z.string(),
  request: z.base64(),
  status: z.enum(['valid', 'due', 'grace', 'lapsed']),
})
const customerSchema: z.ZodType<OneTimePasswordRequest> = z.object({ customerId: z.string() })
const reminderSchema: z.ZodType<ReminderRun> = z.object({ now: z.number().exactOptional() })
const wantedKey = z.enum(['rsa-2048', 'rsa-3072', 'rsa-4096', 'ec-p256', 'ec-p384'])
const wantedSchema: z.ZodType<WantedRequest> = z.object({
  form: z.enum(['list', 'template']),
  key: wantedKey,
  or: wantedKey.exactOptional(),
  signature: z
    .enum(['rsa-pkcs1-sha256', 'rsa-pkcs1-sha384', 'rsa-pss-sha256', 'ecdsa-sha256', 'ecdsa-sha384'])
    .exactOptional(),
  clientAuth: z.boolean().exactOptional(),
})
const rolloverSchema: z.ZodType<RolloverStep> = z.object({ step: z.enum(['publish', 'switch']) })
const characterSchema = z.object({ name: z.enum(characterNames), on: z.boolean() })
const revocationSchema = z.object({ thumbprint: z.string() })

export function createControlApi(bank: Bank, token: string): Service {
  const { database, faults, clock } = bank

  async function makeStartingCertificate(question: Question): Promise<Answer> {
    const wanted = startingSchema.safeParse(readJson(question))
    if (!wanted.success) return badRequest(wanted.error)
    const { customerId, status } = wanted.data
    const customer = findCustomer(database, customerId)
    if (customer === undefined) return json(404, { code: 'no-such-customer' })
    const request = readRequest(new Uint8Array(Buffer.from(wanted.data.request, 'base64')))
    if (!request.ok) return json(400, { code: 'bad-request', reason: request.failure.cause })
    try {
      const validity = startingValidity(status, clock())
      const issued = issueToCustomer(bank, { customer, request: request.value, issuedBy: 'start', validity })!
      // The same key again gets its one certificate; asking it for another life is a mistake.
      if (statusOf(issued, clock()) !== status) return json(409, { code: 'key-has-a-certificate' })
      return json(201, { certificate: base64(issued.der), intermediates: [base64(bank.authority.issuing)] })
    } catch (error) {
      if (error instanceof KeyTaken) return json(409, { code: 'key-has-a-certificate' })
      throw error
    }
  }

  async function handOutPassword(question: Question): Promise<Answer> {
    const wanted = customerSchema.safeParse(readJson(question))
    if (!wanted.success) return badRequest(wanted.error)
    const customer = findCustomer(database, wanted.data.customerId)
    if (customer === undefined) return json(404, { code: 'no-such-customer' })
    const password = await makeOneTimePassword(database, customer.customerId, clock(), bank.seal)
    try {
      const code = issueNoticeCode(database, customer, clock())
      await bank.postman.send(oneTimePasswordLetter(customer, { password, id: randomUUID(), code }))
    } catch (error) {
      return json(502, { code: 'mail-failed', reason: error instanceof Error ? error.message : String(error) })
    }
    return json(201, { customerId: customer.customerId, password })
  }

  async function runReminders(question: Question): Promise<Answer> {
    const wanted = reminderSchema.safeParse(question.body.length === 0 ? {} : readJson(question))
    return wanted.success ? json(200, await bank.remind(wanted.data.now ?? clock())) : badRequest(wanted.error)
  }

  function addFault(question: Question): Answer {
    const wanted = faultSchema.safeParse(readJson(question))
    if (!wanted.success) return badRequest(wanted.error)
    const { where, fault, times, amount, variant } = wanted.data
    const more = { ...(amount === undefined ? {} : { amount }), ...(variant === undefined ? {} : { variant }) }
    faults.add({ where, fault, times, ...more })
    return json(201, faults.list())
  }

  /** One way at a time, for good, as its window has it. */
  function setCharacter(question: Question): Answer {
    const wanted = characterSchema.safeParse(readJson(question))
    if (!wanted.success) return badRequest(wanted.error)
    const { name, on } = wanted.data
    faults.drop(name)
    if (on) faults.add({ where: 'bank', fault: name, times: 1_000_000 })
    return json(200, faults.list())
  }

  function wantRequests(question: Question): Answer {
    const wanted = wantedSchema.safeParse(readJson(question))
    if (!wanted.success) return badRequest(wanted.error)
    bank.requested.want(wanted.data)
    return answer(204, {}, '')
  }

  async function rollOver(question: Question): Promise<Answer> {
    const wanted = rolloverSchema.safeParse(readJson(question))
    if (!wanted.success) return badRequest(wanted.error)
    await bank.rollOver(wanted.data.step)
    return answer(204, {}, '')
  }

  function revokeCertificate(question: Question): Answer {
    const wanted = revocationSchema.safeParse(readJson(question))
    if (!wanted.success) return badRequest(wanted.error)
    const revoked = revoke(database, wanted.data.thumbprint, clock())
    return revoked ? answer(204, {}, '') : json(404, { code: 'no-such-certificate' })
  }

  const doors: Readonly<Record<string, (question: Question) => Answer | Promise<Answer>>> = {
    'GET /demo/certificates': () => json(200, listCertificates(database).map(told)),
    'POST /demo/certificates': makeStartingCertificate,
    'GET /demo/customers': () => json(200, listCustomers(database)),
    'GET /demo/mails': () => json(200, listMails(database)),
    'POST /demo/one-time-passwords': handOutPassword,
    'GET /demo/reminders': () => json(200, listReminders(database)),
    'POST /demo/reminders': runReminders,
    'POST /demo/revocations': revokeCertificate,
    'POST /demo/csr-attributes': wantRequests,
    'DELETE /demo/csr-attributes': () => (bank.requested.want(undefined), answer(204, {}, '')),
    'POST /demo/rollover': rollOver,
    'GET /demo/faults': () => json(200, faults.list()),
    'POST /demo/faults': addFault,
    'POST /demo/characters': setCharacter,
    'DELETE /demo/faults': () => (faults.clear(), answer(204, {}, '')),
  }

  return async (question) => {
    if (!sameToken(question.headers.authorization ?? '', `Bearer ${token}`)) return json(401, { code: 'token-needed' })
    const name = `${question.method} ${question.path}`
    const door = Object.hasOwn(doors, name) ? doors[name] : undefined
    return door === undefined ? json(404, { code: 'not-found' }) : door(question)
  }
}

function badRequest(error: z.ZodError): Answer {
  return json(400, { code: 'bad-request', reason: z.prettifyError(error) })
}

/** The ledger as tests and reports see it: without DER and key hash. */
function told(entry: CertificateEntry): LedgerCertificate {
  const { serial, customerId, thumbprint, notBefore, notAfter, issuedBy } = entry
  return { serial, customerId, thumbprint, notBefore, notAfter, issuedBy }
}

/** Compares hashes: of equal length whatever was sent, and in constant time. */
function sameToken(given: string, expected: string): boolean {
  const [a, b] = [given, expected].map((text) => createHash('sha256').update(text).digest())
  return timingSafeEqual(a!, b!)
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}
