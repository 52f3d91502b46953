/** Servers that are not the bank's, or not fit to be: nothing is said to them. */
import { generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openAuthority } from '../../main/demo-bank/ca/authority.ts'
import { issueCertificate } from '../../main/demo-bank/ca/certificate.ts'
import { bankName, loopbackNames } from '../../main/demo-bank/ca/names.ts'
import { derToPem } from '../../main/x509/pem.ts'
import { startBank, temporaryFolder } from '../protocol/peers/bank-process.ts'
import { missing } from '../protocol/peers/openssl.ts'
import { customerMachine, noElectron } from './machine.ts'
import { printTable } from './table.ts'

if (noElectron !== undefined) console.warn(`faults of TLS are skipped: ${noElectron}`)

interface Server {
  readonly name: string
  /** Validity, days from now. */
  readonly from?: number
  readonly until?: number
  readonly host?: string
  readonly trusted?: boolean
  readonly tls?: https.ServerOptions
  readonly code: string
}

const day = 24 * 60 * 60 * 1000

const servers: readonly Server[] = [
  { name: 'a server as it should be, but no bank', code: 'bank.bad-answer' },
  { name: 'an expired certificate', from: -20, until: -1, code: 'bank.untrusted' },
  { name: 'a certificate that is not valid yet', from: 1, until: 20, code: 'bank.untrusted' },
  { name: "another host's certificate", host: 'bank.example', code: 'bank.untrusted' },
  { name: 'a CA that nobody trusts', trusted: false, code: 'bank.untrusted' },
  {
    name: 'TLS 1.1 at most',
    tls: { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' },
    code: 'bank.untrusted',
  },
]

describe.skipIf(noElectron !== undefined || missing !== undefined)(
  'a server in the place of the bank',
  { timeout: 10 * 60_000 },
  () => {
    it('is told apart from it, hears no request for a certificate, and gets nothing installed', async () => {
      const bank = await startBank()
      const keys = { ca: temporaryFolder(), server: generateKeyPairSync('rsa', { modulusLength: 2048 }) }
      const rows: string[][] = []
      for (const { name, code, ...how } of servers) {
        const folder = temporaryFolder()
        const { origin, trustAnchors, asked } = await serve(folder, readFileSync(bank.trustAnchors, 'utf8'), keys, how)
        const machine = await customerMachine(bank, folder, { status: 'due', instead: { origin, trustAnchors } })
        const before = machine.certificates()
        const { lines } = await machine.unattended('renew')
        const last = lines.at(-1)
        const failure = last?.event === 'result' ? last.failure : undefined
        rows.push([name, failure?.code ?? '', failure?.cause ?? '', failure?.retry ?? ''])
        expect.soft({ name, code: failure?.code }).toEqual({ name, code })
        expect
          .soft(
            asked.filter((request) => request.startsWith('POST')),
            name,
          )
          .toEqual([])
        expect
          .soft({ certificates: machine.certificates(), keys: machine.keys() }, name)
          .toEqual({ certificates: before, keys: 1 })
      }
      printTable('A server in the place of the bank', ['server', 'code', 'detail', 'retry'], rows)
    })
  },
)

interface Keys {
  /** Folder of the CA's. */
  readonly ca: string
  readonly server: KeyPairKeyObjectResult
}

/** Serves "not found" to everybody; trust anchors are the bank's and, unless it is untrusted, this server's own. */
async function serve(
  folder: string,
  bankAnchors: string,
  { ca, server: { publicKey, privateKey } }: Keys,
  { from = -1, until = 20, host = 'localhost', trusted = true, tls = {} }: Partial<Server>,
) {
  const now = Date.now()
  const authority = await openAuthority(ca, now, { place: 'other-ca', life: 365 * day })
  const { der } = issueCertificate(authority.rootIssuer, {
    use: 'server',
    subject: bankName(host),
    alternativeNames: loopbackNames(host),
    publicKey: publicKey.export({ type: 'spki', format: 'der' }),
    notBefore: now + from * day,
    notAfter: now + until * day,
  })
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' })
  const asked: string[] = []
  const server = https.createServer({ key, cert: derToPem(der), ...tls }, (request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.writeHead(200, { 'content-type': 'text/plain' }).end('not what you are looking for')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const trustAnchors = path.join(folder, 'anchors.pem')
  writeFileSync(trustAnchors, trusted ? bankAnchors + derToPem(authority.root) : bankAnchors)
  return { origin: `https://localhost:${(server.address() as AddressInfo).port}`, trustAnchors, asked }
}
