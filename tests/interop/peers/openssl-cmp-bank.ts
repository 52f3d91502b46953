/**
 * OpenSSL's mock CMP server as a bank. It answers with one certificate, which it is told when it starts: for each
 * transaction one is issued for the key that is asked for, and a server started that answers with it.
 */
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Body } from '../../../main/x509/cmp/body.ts'
import { readMessage } from '../../../main/x509/cmp/message.ts'
import { derToPem } from '../../../main/x509/pem.ts'
import { readRequest } from '../../../main/x509/request.ts'
import { type MockServer, startMockServer } from '../../protocol/peers/openssl-cmp-server.ts'
import { type BouncyCastle, invited, type Strings } from './bouncy-castle.ts'

/** The one path that the mock server knows. */
export const mockPath = '/pkix/'

type Options = Readonly<Record<string, string | true>>

export interface CmpBank {
  /** http:// address. */
  readonly address: string
  stop(): Promise<void>
}

export interface CmpBankOptions {
  readonly program: string
  /** Issues, and is whose issuing CA signs. */
  readonly ca: BouncyCastle
  readonly strings: Strings
  /** More of `openssl cmp`, without dashes. */
  readonly options: Options
}

/** Ends with the test that it was begun in. */
export async function startCmpBank({ program, ca, strings, options }: CmpBankOptions): Promise<CmpBank> {
  const folder = mkdtempSync(path.join(tmpdir(), 'koshin-cmp-bank-'))
  writeFileSync(path.join(folder, 'secret'), invited.password)
  const servers = new Map<string, MockServer>()

  async function serverFor(body: Body, transaction: string): Promise<MockServer> {
    const known = servers.get(transaction)
    if (known !== undefined) return known
    const spki = keyIn(body)
    const file = spki === undefined ? ca.file('issuing.pem') : path.join(folder, `issued-${servers.size}.pem`)
    if (spki !== undefined) writeFileSync(file, derToPem(await ca.certificate(spki, 365, strings)))
    const first = body.kind === 'p10cr' || body.kind === 'ir'
    const own: Options = first
      ? { srv_ref: invited.customerId, srv_secret: 'file:secret' }
      : { srv_cert: ca.file('issuing.pem'), srv_key: ca.file('issuing.key'), srv_untrusted: ca.file('issuing.pem') }
    const given = { ...own, srv_trusted: ca.file('roots.pem'), rsp_cert: file, ...options }
    const server = await startMockServer(folder, given, program)
    servers.set(transaction, server)
    return server
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = []
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
    const message = Buffer.concat(parts)
    const read = readMessage(new Uint8Array(message))
    if (!read.ok) throw new Error(read.failure.cause)
    const { header, body } = read.value
    const server = await serverFor(body, Buffer.from(header.transactionId ?? []).toString('hex'))
    const url = `https://localhost${mockPath}`
    const headers = { 'content-type': 'application/pkixcmp' }
    const asked = {
      method: 'POST',
      url,
      headers,
      body: new Uint8Array(message),
      timeout: 20_000,
      maximumBody: 1e6,
    } as const
    const given = await server.send({ kind: 'anonymous' }, asked)
    if (!given.ok) throw new Error(given.failure.cause)
    response.writeHead(given.value.status, given.value.headers)
    response.end(given.value.body)
  }

  const relay = http.createServer((request, response) => {
    answer(request, response).catch((error: Error) => response.writeHead(500).end(error.message))
  })
  relay.listen(0, '127.0.0.1')
  await once(relay, 'listening')
  return {
    address: `http://127.0.0.1:${(relay.address() as AddressInfo).port}`,
    async stop() {
      relay.close()
      relay.closeAllConnections()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** SubjectPublicKeyInfo, DER; undefined in what asks for no certificate. */
function keyIn(body: Body): Uint8Array | undefined {
  if (body.kind === 'ir' || body.kind === 'kur') return body.requests[0]?.request.template.publicKey
  if (body.kind !== 'p10cr') return undefined
  const request = readRequest(body.request)
  return request.ok ? request.value.publicKey : undefined
}
