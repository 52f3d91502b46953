/** A bank that speaks CMP in memory: honest unless a test puts other words into its mouth. */
import { type KeyObject, sign } from 'node:crypto'
import { createCmpBank, type CmpBankOptions } from '../../../../main/bank/cmp/cmp-client.ts'
import type { Transport } from '../../../../main/bank/transport/http.ts'
import { type Failure, failure, type Result, success } from '../../../../main/renewal/errors.ts'
import type { EnrolmentAnswer } from '../../../../main/renewal/ports.ts'
import type { Body } from '../../../../main/x509/cmp/body.ts'
import { directoryName, type Header } from '../../../../main/x509/cmp/header.ts'
import { macOf, newMac } from '../../../../main/x509/cmp/mac.ts'
import {
  type Message,
  protectedPart,
  readMessage,
  type ReceivedMessage,
  writeMessage,
} from '../../../../main/x509/cmp/message.ts'
import type { FailureName, StatusInfo } from '../../../../main/x509/cmp/status.ts'
import { encode, hex, objectIdentifier, sequence } from '../../../../main/x509/der.ts'
import { parseCertificate } from '../../../../main/x509/parse.ts'
import { sha256 } from '../../../../main/x509/read.ts'
import { buildRequest } from '../../../../main/x509/request.ts'
import {
  day,
  digitalSignature,
  extension,
  type Extension,
  makeAuthority,
  makeKeys,
  nameOf,
  now,
  type Wanted,
} from '../../x509/authority.ts'
import { confirmed } from './confirmed.ts'
import { memoryKeys } from './memory-keys.ts'

export const authority = makeAuthority()
export const raKeys = makeKeys('ec')
/** RSA, because that is what key stores make; made once. */
export const [currentKeys, nextKeys] = [makeKeys('rsa'), makeKeys('rsa')]

const holder = '株式会社こうしん'
const alternativeName = extension.dnsNames('customer.example')
export const cmcRa: Extension = { oid: '2.5.29.37', value: sequence(objectIdentifier('1.3.6.1.5.5.7.3.28')) }
/** What a customer's certificate says of its use, and its alternative name. */
export const client = [digitalSignature, extension.extendedKeyUsage('clientAuth'), alternativeName]
/** Expired ten days ago. */
export const current = authority.leaf(currentKeys, { extensions: client, notAfter: now - 10 * day })
export const issuedWith = (change: Partial<Wanted> = {}): Uint8Array =>
  authority.leaf(nextKeys, { extensions: client, notBefore: now - day, notAfter: now + 364 * day, ...change })
export const keyIdentifier = new Uint8Array(20).fill(5)
export const ra = authority.leaf(raKeys, {
  subject: 'RA',
  extensions: [digitalSignature, cmcRa, extension.subjectKeyId(keyIdentifier)],
})

const names = { subject: hex(encode(nameOf(holder))), subjectAltName: hex(encode(alternativeName.value)) }
const signWith = (key: KeyObject) => async (data: Uint8Array) => success(new Uint8Array(sign('sha256', data, key)))
const built = await buildRequest(names, nextKeys.spki, signWith(nextKeys.privateKey))
if (!built.ok) throw new Error(built.failure.cause)
/** PKCS#10, as the domain made it for the new key. */
export const request: Uint8Array = built.value

export interface Signer {
  readonly certificate: Uint8Array
  readonly key: KeyObject
}

export const signer: Signer = { certificate: ra, key: raKeys.privateKey }

export const accepted: StatusInfo = { status: 'accepted', text: [], failures: [] }
export const waiting: StatusInfo = { ...accepted, status: 'waiting' }
export const rejected = (...failures: StatusInfo['failures'][number][]): StatusInfo => ({
  status: 'rejection',
  text: ['no'],
  failures,
})

/** The bank's part of an answer: its body, and what a test changes about the rest. */
export interface Answer {
  readonly body: Body
  readonly header?: Partial<Header>
  /** false: no protection; a text: a MAC with this secret. */
  readonly by?: Signer | string | false
  readonly extraCertificates?: readonly Uint8Array[]
  /** The last word, on the bytes. */
  readonly change?: (der: Uint8Array) => Uint8Array
}

const answers = { ir: 'ip', cr: 'cp', p10cr: 'cp', kur: 'kup' } as const

export function issuing(kind: 'kur' | 'ir' | 'p10cr', certificate = issuedWith(), id = 0): Body {
  return { kind: answers[kind], authorities: [], responses: [{ id, status: accepted, certificate }] }
}

async function written(
  { header: asked }: ReceivedMessage,
  { body, header = {}, by = signer, ...rest }: Answer,
): Promise<Uint8Array> {
  const signing = typeof by === 'object' ? by : undefined
  const mac = typeof by === 'string' ? newMac('pbmac1') : undefined
  const ecdsa = { oid: '1.2.840.10045.4.3.2' }
  const full: Header = {
    version: asked.version,
    sender: directoryName(encode(parseCertificate(signing?.certificate ?? ra).subject)),
    recipient: asked.sender,
    messageTime: now,
    protectionAlgorithm: mac ?? (by === false ? undefined : ecdsa),
    transactionId: asked.transactionId,
    senderNonce: new Uint8Array(16).fill(7),
    recipientNonce: asked.senderNonce,
    ...header,
  }
  const part = protectedPart({ header: full, body })
  const protection = signing ? sign('sha256', part, signing.key) : mac && (await macOf(mac, by as string, part))
  const message: Message = {
    header: full,
    body,
    protection: protection && new Uint8Array(protection),
    extraCertificates: rest.extraCertificates ?? [...(signing ? [signing.certificate] : []), authority.middle],
  }
  return (rest.change ?? ((der) => der))(writeMessage(message))
}

/** Says what each message is answered with; a failure: that it never arrives. */
export type Script = (
  message: ReceivedMessage,
  index: number,
) => Answer | { readonly ok: false; readonly failure: Failure }

/** Issues, confirms. */
export const honest: Script = ({ body }) => {
  switch (body.kind) {
    case 'kur':
    case 'ir':
    case 'p10cr':
      return { body: issuing(body.kind) }
    case 'pollReq':
      return { body: issuing('kur') }
    case 'certConf':
      return { body: { kind: 'pkiconf' } }
    default:
      throw new Error(body.kind)
  }
}

/** Of the messages that were heard, in their order. */
export const kindsOf = (heard: readonly ReceivedMessage[]): string => heard.map(({ body }) => body.kind).join(' ')

export const unreachable = failure('bank.unreachable', { retry: 'later' })

/** The first answer is this one, the rest is honest. */
export const first =
  (answer: ReturnType<Script>): Script =>
  (message, index) =>
    index === 0 ? answer : honest(message, index)

export const error = (...failures: FailureName[]): Answer => ({
  body: { kind: 'error', status: rejected(...failures), details: [] },
})

/** A transport with such a bank behind it. */
export function bankSaying(script: Script): Transport & { readonly heard: ReceivedMessage[] } {
  const heard: ReceivedMessage[] = []
  return {
    heard,
    forget: () => undefined,
    async send(_identity, { body }) {
      const message = readMessage(body!)
      if (!message.ok) throw new Error(message.failure.cause)
      heard.push(message.value)
      const answer = script(message.value, heard.length - 1)
      if ('ok' in answer) return answer
      const said = await written(message.value, answer)
      return success({ status: 200, headers: { 'content-type': 'application/pkixcmp' }, body: said, date: undefined })
    },
  }
}

/** Our client at such a bank, with `current` in its key store. */
export function clientOf(transport: Transport, more: Partial<CmpBankOptions> = {}) {
  const keyStore = memoryKeys({ next: nextKeys.privateKey }, [{ certificate: current, key: currentKeys.privateKey }])
  const bank = createCmpBank({
    url: 'https://bank.example',
    transport,
    clock: () => now,
    trustAnchors: () => [authority.root],
    authorities: () => [],
    keyStore,
    enrolment: { command: 'ir', mac: 'pbmac1' },
    implicitConfirm: false,
    wait: async () => undefined,
    ...more,
  })
  return {
    used: keyStore.used,
    enrol: (customerId = 'K1', password = 'SECRET') => {
      const credentials = { customerId, password }
      return confirmed(bank, { credentials }, bank.enrol(credentials, request, { name: 'next' }))
    },
    reenrol: () =>
      confirmed(bank, { current: sha256(current) }, bank.reenrol(sha256(current), request, { name: 'next' })),
    bank,
  }
}

/** What came of it, in short. */
export function told(answer: Result<EnrolmentAnswer>): string {
  if (!answer.ok) return answer.failure.code
  return answer.value.kind === 'pending' ? `pending ${answer.value.retryAfter}` : 'issued'
}

/** What a renewal comes to at a bank that follows the script. */
export async function renewalAt(script: Script): Promise<string> {
  return told(await clientOf(bankSaying(script)).reenrol())
}
