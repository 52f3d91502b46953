/**
 * An EST server that nobody here wrote, as far as its behaviour goes: Node's plain HTTPS server with a CA of its own,
 * which answers as the public sources of the named servers say. It knows nothing of the demo bank.
 */
import { createHash, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import type { TLSSocket } from 'node:tls'
import { writeCertificates } from '../../../../main/x509/cms.ts'
import {
  child,
  decode,
  encode,
  type Node,
  objectIdentifier,
  sequence,
  set,
  utf8String,
} from '../../../../main/x509/der.ts'
import { derToPem } from '../../../../main/x509/pem.ts'
import {
  certificateSigning,
  day,
  digitalSignature,
  extension,
  issue,
  type Keys,
  makeKeys,
} from '../../../unit/x509/authority.ts'
import { importPair } from '../nss-database.ts'

const organisation = '架空銀行'
const name = (commonName: string): Node =>
  sequence(
    ...[
      ['2.5.4.6', 'JP'],
      ['2.5.4.10', organisation],
      ['2.5.4.3', commonName],
    ].map(([oid, text]) => set(sequence(objectIdentifier(oid!), utf8String(text!)))),
  )

/** Servers and Chromium go by the real clock. */
const years = { notBefore: Date.now() - 400 * day, notAfter: Date.now() + 3650 * day }
let serials = 1
const serial = (): Uint8Array => new Uint8Array([0x40, serials >> 8, serials++ & 0xff])

export interface ForeignCa {
  readonly commonName: string
  readonly der: Uint8Array
  readonly keys: Keys
}

/**
 * RFC 5280 4.2.1.1 and 4.2.1.2. Without them OpenSSL takes whichever of two roots of one name it comes upon first, and its
 * server hangs up on the certificates of the other one.
 */
const keyIdentifier = ({ spki }: Pick<Keys, 'spki'>): Uint8Array => createHash('sha1').update(spki).digest()
const issuedBy = (signer: Keys) => extension.authorityKeyId(keyIdentifier(signer))
const authorityExtensions = (keys: Keys, signer: Keys) => [
  extension.basicConstraints(true),
  certificateSigning,
  extension.subjectKeyId(keyIdentifier(keys)),
  issuedBy(signer),
]

let authorities = 0

/** No other has its name: key stores, and those who look for a certificate's issuer, go by names. */
export function foreignCa(title: string, above?: ForeignCa): ForeignCa {
  return namedCa(`${title} (${++authorities})`, above)
}

function namedCa(commonName: string, above?: ForeignCa, notAfter = years.notAfter): ForeignCa {
  const keys = makeKeys()
  const issuer = name(above?.commonName ?? commonName)
  const signer = above?.keys ?? keys
  const extensions = authorityExtensions(keys, signer)
  const der = issue({
    subject: name(commonName),
    issuer,
    keys,
    signer,
    ...years,
    notAfter,
    extensions,
    serial: serial(),
  })
  return { commonName, keys, der }
}

/** A root's successor of the same name, and how each speaks for the other (RFC 4210 4.4). DER. */
export function succeeded(root: ForeignCa) {
  const next = namedCa(root.commonName, undefined, years.notAfter + 365 * day)
  const vouching = (keys: Keys, signer: Keys): Uint8Array => {
    const extensions = authorityExtensions(keys, signer)
    const [subject, issuer] = [name(root.commonName), name(root.commonName)]
    return issue({
      subject,
      issuer,
      keys,
      signer,
      ...years,
      notAfter: years.notAfter - day,
      extensions,
      serial: serial(),
    })
  }
  return { next, newWithOld: vouching(next.keys, root.keys), oldWithNew: vouching(root.keys, next.keys) }
}

/** A customer's certificate (DER) for a public key. */
function issueTo(keys: Pick<Keys, 'spki'>, ca: ForeignCa, subject: Node, life: { from: number; to: number }) {
  const extensions = [digitalSignature, extension.extendedKeyUsage('clientAuth'), issuedBy(ca.keys)]
  const [notBefore, notAfter] = [Date.now() + life.from * day, Date.now() + life.to * day]
  const wanted = { subject, issuer: name(ca.commonName), keys: keys as Keys, signer: ca.keys, serial: serial() }
  return issue({ ...wanted, notBefore, notAfter, extensions })
}

/** nginx, src/http/ngx_http_special_response.c, ngx_http_error_496_page with the tail of server_tokens. */
const nginx496 = [
  '<html>',
  '<head><title>400 No required SSL certificate was sent</title></head>',
  '<body>',
  '<center><h1>400 Bad Request</h1></center>',
  '<center>No required SSL certificate was sent</center>',
  '<hr><center>nginx/1.22.1</center>',
  '</body>',
  '</html>',
  '',
].join('\r\n')

/** Apache, modules/ssl/ssl_engine_kernel.c with the page of modules/http/http_protocol.c. */
const apache403 = `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">
<html><head>
<title>403 Forbidden</title>
</head><body>
<h1>Forbidden</h1>
<p>You don't have permission to access this resource.Reason: Cannot perform Post-Handshake Authentication.<br />
</p>
</body></html>
`

export interface Given {
  readonly status: number
  readonly type?: string
  readonly body?: string | Uint8Array
}

export interface Manners {
  /**
   * What becomes of who brings no certificate: nothing in particular, nginx's page (`ssl_verify_client on`), the alert
   * of OpenSSL (Apache's `SSLVerifyClient require`, Node's `rejectUnauthorized`), or Apache's page for what is
   * asked only in a <Location>.
   */
  readonly without?: 'nothing' | 'nginx' | 'alert' | 'apache-location'
  readonly tls?: 'TLSv1.2' | 'TLSv1.3'
  /** Names another bank's CA as the one whose certificates it takes. */
  readonly mistaken?: boolean
}

export async function startForeignBank(
  folder: string,
  { without = 'nothing', tls = 'TLSv1.3', mistaken = false }: Manners = {},
) {
  const root = foreignCa('架空銀行 ルート CA')
  const first = foreignCa('架空銀行 発行 CA 1', root)
  const bank = {
    root,
    first,
    issuing: first,
    published: [root.der, first.der],
    csrattrs: { status: 404 } as Given,
    /** The subject (Name) that a certificate gets, from that of its request. */
    subjectOf: (requested: Node): Node => requested,
    /** How an issued certificate (DER) is handed out. */
    hand: (issued: Uint8Array, ca: ForeignCa): Given => p7([issued, ca.der]),
    seen: [] as string[],
    /** What was issued last. */
    issued: undefined as X509Certificate | undefined,
  }

  function enrol(csr: Uint8Array): Given {
    const info = child(decode(csr), 0)
    const keys = { spki: encode(child(info, 2)) }
    const issued = issueTo(keys, bank.issuing, bank.subjectOf(child(info, 1)), { from: -0.1, to: 365 })
    bank.issued = new X509Certificate(issued)
    return bank.hand(issued, bank.issuing)
  }

  function answer(url: string, body: Buffer): Given {
    switch (path.basename(url)) {
      case 'cacerts':
        return p7(bank.published)
      case 'csrattrs':
        return bank.csrattrs
      case 'simplereenroll':
      case 'simpleenroll':
        return enrol(new Uint8Array(Buffer.from(body.toString(), 'base64')))
      default:
        return { status: 404 }
    }
  }

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const socket = request.socket as TLSSocket
    // A resumed session counts as authorized even where it began without a certificate.
    const shown = socket.authorized && Object.keys(socket.getPeerCertificate()).length > 0
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      bank.seen.push(`${shown ? 'known' : 'nobody'} ${request.method} ${path.basename(request.url ?? '')}`)
      const page: Readonly<Record<'nginx' | 'apache-location', Given>> = {
        nginx: { status: 400, body: nginx496 },
        'apache-location': { status: 403, body: apache403 },
      }
      const refused = !shown && (without === 'nginx' || without === 'apache-location') ? page[without] : undefined
      const { status, type = 'text/html', body = '' } = refused ?? answer(request.url ?? '', Buffer.concat(parts))
      response.writeHead(status, { 'content-type': type, ...(refused && { connection: 'close' }) })
      response.end(Buffer.from(body))
    })
  }

  const keys = makeKeys()
  const extensions = [digitalSignature, extension.extendedKeyUsage('serverAuth'), extension.dnsNames('localhost')]
  const life = { notBefore: Date.now() - day, notAfter: Date.now() + 300 * day }
  const identity = ({ commonName, keys: signer }: ForeignCa) => {
    const extended = [...extensions, issuedBy(signer)]
    const own = issue({ subject: 'localhost', issuer: name(commonName), keys, signer, ...life, extensions: extended })
    return { key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }), cert: derToPem(own) }
  }
  const server = https.createServer(
    {
      ...identity(root),
      // The names in the CertificateRequest are these: the root's alone, as `ssl_client_certificate` mostly has it.
      ca: [derToPem((mistaken ? foreignCa('別の架空銀行 ルート CA') : root).der)],
      requestCert: without !== 'apache-location',
      rejectUnauthorized: without === 'alert',
      minVersion: tls,
      maxVersion: tls,
    },
    handle,
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const origin = `https://localhost:${port}`
  const anchors = path.join(folder, 'foreign-anchors.pem')
  writeFileSync(anchors, derToPem(root.der))
  const settings = path.join(folder, 'foreign.json')
  writeFileSync(settings, JSON.stringify({ bank: { name: organisation, est: { url: origin }, trustAnchors: anchors } }))
  return Object.assign(bank, {
    origin,
    settings,
    /** The settings name this root from now on. */
    trust: (anchor: ForeignCa) => writeFileSync(anchors, derToPem(anchor.der)),
    /** The server's own certificate is from this root from now on; customers' may still be from the first one. */
    moveTo: (next: ForeignCa) =>
      server.setSecureContext({ ...identity(next), ca: [root, next].map(({ der }) => derToPem(der)) }),
    close: () => server.close() && server.closeAllConnections(),
  })
}

/** Puts a customer's certificate without its chain into a key store, as from a PKCS#12 file. */
export function foreignCustomer(database: string, folder: string, ca: ForeignCa, keys = makeKeys('rsa')): void {
  const daysLeft = 20
  const der = issueTo(keys, ca, name('架空商事 経理部'), { from: daysLeft - 365, to: daysLeft })
  const [certificate, key] = [path.join(folder, 'own.pem'), path.join(folder, 'own.key')]
  writeFileSync(certificate, derToPem(der))
  writeFileSync(key, keys.privateKey.export({ type: 'pkcs8', format: 'pem' }))
  importPair(database, { certificate, key })
}

export function p7(certificates: readonly Uint8Array[]): Given {
  const body = Buffer.from(writeCertificates(certificates)).toString('base64')
  return { status: 200, type: 'application/pkcs7-mime', body }
}
