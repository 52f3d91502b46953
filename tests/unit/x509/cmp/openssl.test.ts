/** OpenSSL's messages, made while the test runs: read by us, and written by us again without a change. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isMacOf } from '../../../../main/x509/cmp/mac.ts'
import { readMessage, type ReceivedMessage, writeMessage } from '../../../../main/x509/cmp/message.ts'
import { requestBytes } from '../../../../main/x509/cmp/request.ts'
import { verifySignature } from '../../../../main/x509/cmp/signature.ts'
import { decode, encode } from '../../../../main/x509/der.ts'
import { parseCertificate } from '../../../../main/x509/parse.ts'
import { certificatesIn, conversation, der, missing, signed, withSecret } from './openssl-messages.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'koshin-cmp-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function messageOf(bytes: Uint8Array): ReceivedMessage {
  const read = readMessage(new Uint8Array(bytes))
  if (!read.ok) throw new Error(read.failure.cause)
  return read.value
}

describe.skipIf(missing !== undefined)("OpenSSL's CMP messages", () => {
  beforeAll(() => certificatesIn(folder))

  const conversations = [
    ['ir', withSecret, 'ir ip certConf pkiconf'],
    ['cr', signed, 'cr cp certConf pkiconf'],
    ['kur', { ...signed, implicit_confirm: true, grant_implicitconf: true }, 'kur kup'],
    ['kur', { ...signed, poll_count: '2', check_after: '1' }, 'kur kup pollReq pollRep pollReq kup certConf pkiconf'],
    ['p10cr', { ...signed, csr: 'next.csr' }, 'p10cr cp certConf pkiconf'],
  ] as const

  it.each(conversations)('are read and written back byte for byte: %s %o', (command, options, kinds) => {
    const { sent, received } = conversation(folder, command, options)
    const both = sent.flatMap((message, index) => [message, ...received.slice(index, index + 1)])
    expect(both.map((one) => messageOf(one).body.kind).join(' ')).toBe(kinds)
    for (const bytes of both) {
      const message = messageOf(bytes)
      expect(Buffer.from(writeMessage(message)).equals(bytes)).toBe(true)
    }
  })

  it('prove who sent them, by signature and by MAC', async () => {
    const { sent, received } = conversation(folder, 'kur', signed)
    for (const [bytes, name] of [
      [sent[0], 'customer.pem'],
      [received[0], 'ra.pem'],
    ] as const) {
      const { header, protectedPart, protection } = messageOf(bytes!)
      const { publicKey } = parseCertificate(der(folder, name))
      expect(verifySignature(header.protectionAlgorithm!, protectedPart, publicKey, protection!)).toBe(true)
    }
    for (const bytes of Object.values(conversation(folder, 'ir', withSecret)).flat()) {
      const { header, protectedPart, protection } = messageOf(bytes)
      const isOf = (secret: string) => isMacOf(header.protectionAlgorithm!, secret, protectedPart, protection!)
      expect([await isOf('ABCD-EFGH-JKLM'), await isOf('ABCD-EFGH-JKLN')]).toEqual([true, false])
    }
  })

  it('ask with a template whose proof of possession can be verified', () => {
    const { body } = messageOf(conversation(folder, 'kur', signed).sent[0]!)
    if (body.kind !== 'kur') throw new Error(body.kind)
    const { request, possession } = body.requests[0]!
    const { subject, publicKey } = request.template
    expect(Buffer.from(subject!).equals(encode(parseCertificate(der(folder, 'customer.pem')).subject))).toBe(true)
    if (possession?.kind !== 'signature') throw new Error('a signature was expected')
    const { algorithm, signature } = possession
    expect(verifySignature(algorithm, requestBytes(request), publicKey!, signature)).toBe(true)
    expect(request.controls?.map(({ oid, value }) => [oid, decode(value!).constructed])).toEqual([
      ['1.3.6.1.5.5.7.5.1.5', true],
    ])
  })

  it('refuse with reasons that can be read', () => {
    const { received } = conversation(folder, 'kur', { ...signed, rsp_cert: 'root.pem' })
    const { body } = messageOf(received[0]!)
    expect(body).toMatchObject({ kind: 'error', status: { status: 'rejection', failures: ['badRequest'] } })
  })
})
