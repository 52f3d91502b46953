/** A CMP client for tests, which says whatever it is told to say, and the bank it talks to, with a clock to be set. */
import { createHmac, generateKeyPairSync, type KeyObject, pbkdf2Sync, randomBytes, sign } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { createAttempts } from '../../../main/demo-bank/attempts.ts'
import type { Bank } from '../../../main/demo-bank/bank.ts'
import { foreignAuthority, openAuthority } from '../../../main/demo-bank/ca/authority.ts'
import { openRollover } from '../../../main/demo-bank/ca/rollover.ts'
import { issueToCustomer } from '../../../main/demo-bank/ca/issuing.ts'
import { createConversation } from '../../../main/demo-bank/cmp/conversation.ts'
import { type Message, readMessage } from '../../../main/demo-bank/cmp/reading.ts'
import type { Fault } from '../../../main/demo-bank/control.ts'
import { createCsrAttributes } from '../../../main/demo-bank/est/csr-attributes.ts'
import { createFaults } from '../../../main/demo-bank/faults.ts'
import { findCustomer } from '../../../main/demo-bank/ledger/customers.ts'
import { openDatabase } from '../../../main/demo-bank/ledger/database.ts'
import { createSeal } from '../../../main/demo-bank/ledger/seal.ts'
import {
  bitString,
  child,
  children,
  content,
  context,
  decode,
  encode,
  hex,
  integer,
  isContext,
  type Node,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
} from '../../../main/x509/der.ts'
import { parseCertificate } from '../../../main/x509/parse.ts'
import { sha256 } from '../../../main/x509/read.ts'
import { generalizedTime } from '../../../main/x509/time.ts'
import { giveFoundation } from '../../protocol/peers/founded-bank.ts'

const ecdsaWithSha256 = sequence(objectIdentifier('1.2.840.10045.4.3.2'))

export async function openTestBank(now = Date.UTC(2030, 5, 1, 3)) {
  const folder = mkdtempSync(path.join(tmpdir(), 'koshin-cmp-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  await giveFoundation(folder)
  const database = openDatabase(folder)
  onTestFinished(() => database.close())
  const authority = await openAuthority(folder, now)
  const time = { now }
  const clock = () => time.now
  const rollover = await openRollover(folder, authority, clock)
  const never = () => Promise.reject(new Error('not in this test'))
  const bank: Bank = {
    database,
    authority,
    rollover,
    clock,
    rollOver: never,
    requested: createCsrAttributes(),
    attempts: createAttempts(clock),
    seal: createSeal(authority.clientIssuer.privateKey),
    faults: createFaults(),
    foreign: () => foreignAuthority(time.now),
    postman: { send: never, close: () => undefined },
    remind: never,
  }
  const converse = createConversation(bank)
  const say = async (der: Uint8Array, fault?: Fault['fault']): Promise<Message> =>
    readMessage(await converse(readMessage(der), { fault, amount: undefined }))
  return { bank, time, say }
}

export type TestBank = Awaited<ReturnType<typeof openTestBank>>

export interface Keys {
  readonly privateKey: KeyObject
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array
}

export function makeKeys(): Keys {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { privateKey, publicKey: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })) }
}

/** A certificate of the ledger and its key. */
export interface Holder extends Keys {
  readonly certificate: Uint8Array
}

export function makeHolder({ bank }: TestBank, notAfter: number, customerId = 'K1000001'): Holder {
  const keys = makeKeys()
  const request = { ...keys, subject: '', subjectAltName: undefined, publicKeyHash: sha256(keys.publicKey) }
  const validity = { notBefore: notAfter - 365 * 24 * 60 * 60 * 1000, notAfter }
  const customer = findCustomer(bank.database, customerId)!
  const { der } = issueToCustomer(bank, { customer, request, issuedBy: 'start', validity })!
  return { ...keys, certificate: der }
}

/** How a message is protected: what its header says, and the bits. */
export interface Protection {
  readonly sender: Node
  readonly algorithm: Node
  readonly senderKey?: Uint8Array
  readonly extraCertificates?: readonly Uint8Array[]
  protect(protectedPart: Uint8Array): Uint8Array
}

export function signedBy(holder: Holder): Protection {
  return {
    sender: parseCertificate(holder.certificate).subject,
    algorithm: ecdsaWithSha256,
    extraCertificates: [holder.certificate],
    protect: (part) => sign('sha256', part, holder.privateKey),
  }
}

const prfs = { sha1: '1.2.840.113549.2.7', sha256: '1.2.840.113549.2.9', sha512: '1.2.840.113549.2.11' } as const

interface MacOptions {
  readonly prf?: keyof typeof prfs
  readonly mac?: keyof typeof prfs
  readonly iterations?: number
  readonly length?: number
}

/** PBMAC1 (RFC 9481, 6.1.2) with PBKDF2, computed here by itself. `length` 0: left out. */
export function pbmac1(
  customerId: string,
  secret: string,
  { prf = 'sha256', mac = 'sha256', iterations = 1000, length = 32 }: MacOptions = {},
): Protection {
  const salt = randomBytes(8)
  const hmac = (name: keyof typeof prfs): Node => sequence(objectIdentifier(prfs[name]), nullValue())
  const lengths = length === 0 ? [] : [integer(length)]
  const derivation = sequence(octetString(salt), integer(iterations), ...lengths, hmac(prf))
  return {
    sender: sequence(),
    algorithm: sequence(
      objectIdentifier('1.2.840.113549.1.5.14'),
      sequence(sequence(objectIdentifier('1.2.840.113549.1.5.12'), derivation), hmac(mac)),
    ),
    senderKey: Buffer.from(customerId),
    protect: (part) =>
      createHmac(mac, pbkdf2Sync(secret, salt, iterations, length, prf))
        .update(part)
        .digest(),
  }
}

export interface Saying {
  readonly version: number
  readonly transactionId: Uint8Array | undefined
  readonly senderNonce: Uint8Array | undefined
  readonly recipientNonce: Uint8Array | undefined
  readonly time: number | undefined
}

export const fresh = () => ({ transactionId: randomBytes(16), senderNonce: randomBytes(16) })

/** A message (DER); `kind` is the number of the body's choice. */
export function message(kind: number, body: Node, how: Protection, saying: Partial<Saying>): Uint8Array {
  const { version = 2, transactionId, senderNonce, recipientNonce, time } = saying
  const octets = (tag: number, value: Uint8Array | undefined): Node[] =>
    value === undefined ? [] : [context(tag, octetString(value))]
  const header = sequence(
    integer(version),
    context(4, how.sender),
    context(4, sequence()),
    ...(time === undefined ? [] : [context(0, generalizedTime(time))]),
    context(1, how.algorithm),
    ...octets(2, how.senderKey),
    ...octets(4, transactionId),
    ...octets(5, senderNonce),
    ...octets(6, recipientNonce),
  )
  const wrapped = context(kind, body)
  const protection = how.protect(encode(sequence(header, wrapped)))
  const extra = how.extraCertificates === undefined ? [] : [context(1, sequence(...how.extraCertificates.map(decode)))]
  return encode(sequence(header, wrapped, context(0, bitString(protection)), ...extra))
}

/** CertReqMessages for this key, with the names of `like`, or made up ones. */
export function certificateRequest(keys: Keys, like?: Uint8Array): Node {
  const old = like === undefined ? undefined : parseCertificate(like)
  const name = old?.subject ?? sequence()
  const alternative = old?.extensions.get('2.5.29.17')
  const template = sequence(
    context(5, name),
    context(6, ...children(decode(keys.publicKey))),
    ...(alternative === undefined
      ? []
      : [context(9, sequence(objectIdentifier('2.5.29.17'), octetString(alternative.value)))]),
  )
  const request = sequence(integer(0), template)
  const possession = sign('sha256', encode(request), keys.privateKey)
  return sequence(sequence(request, context(1, ecdsaWithSha256, bitString(possession))))
}

const names: Readonly<Record<number, string>> = {
  1: 'ip',
  3: 'cp',
  8: 'kup',
  19: 'pkiconf',
  23: 'error',
  26: 'pollRep',
}

/** What a test wants to know of an answer. */
export function understand(answer: Message) {
  const { kind, body, header } = answer
  const name = names[kind] ?? String(kind)
  const said = { name, nonce: header.senderNonce!, certificate: undefined, failure: undefined }
  if (kind === 23) {
    const [, words, bits] = children(child(body, 0))
    const octets = content(bits!).subarray(1)
    const failure = octets.length * 8 - 1 - content(bits!)[0]!
    return { ...said, failure, words: Buffer.from(content(child(words!, 0))).toString('utf8') }
  }
  if (kind !== 1 && kind !== 3 && kind !== 8) return said
  const response = child(children(body).find((part) => !isContext(part, 1))!, 0)
  const pair = children(response)[2]
  return { ...said, certificate: pair && encode(child(child(pair, 0), 0)) }
}

export const equal = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
  a !== undefined && b !== undefined && hex(a) === hex(b)
