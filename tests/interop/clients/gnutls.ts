import { execFileSync, spawn } from 'node:child_process'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type Holder, wrapped, yamada } from '../../protocol/peers/openssl.ts'
import type { Client, Made, Request } from './client.ts'

/** Why it cannot be had here. */
const missing = ((): string | undefined => {
  try {
    for (const tool of ['certtool', 'gnutls-cli']) execFileSync('which', [tool], { stdio: 'ignore' })
    return undefined
  } catch {
    return 'certtool and gnutls-cli (gnutls-bin) are needed'
  }
})()

const certtool = (...args: string[]): Buffer => execFileSync('certtool', args, { stdio: ['ignore', 'pipe', 'ignore'] })

const kinds = {
  rsa: ['--key-type', 'rsa', '--bits', '2048'],
  ec: ['--key-type', 'ecdsa', '--curve', 'secp256r1'],
  'ec-p384': ['--key-type', 'ecdsa', '--curve', 'secp384r1'],
} as const

/** A key and a request for it, with the names of the demo bank's first customer. */
function prepare({ folder, keys }: Request): { readonly key: string; readonly der: Buffer } {
  const place = mkdtempSync(path.join(folder, 'gnutls-'))
  const [key, template] = [path.join(place, 'own.key'), path.join(place, 'template')]
  certtool('--generate-privkey', ...kinds[keys], '--outfile', key)
  const name = yamada.subject.slice(1).split('/').reverse().join(',')
  writeFileSync(template, `dn = "${name}"\nemail = "${yamada.email}"\n`)
  const hash = keys === 'ec-p384' ? 'SHA384' : 'SHA256'
  const der = certtool('--generate-request', '--load-privkey', key, '--template', template, '--hash', hash, '--outder')
  return { key, der }
}

interface Answer {
  readonly head: string
  readonly body: string
}

/** One request over a connection of its own; passwords are no arguments. */
async function send({ bank, tls }: Request, lines: readonly string[], body: string, by: readonly string[]) {
  const { hostname, port } = new URL(bank.origin)
  const versions = tls === undefined ? 'NORMAL' : `NORMAL:-VERS-ALL:+VERS-TLS${tls}`
  const args = ['--x509cafile', bank.trustAnchors, '--priority', versions, '--port', port, '--logfile', '/dev/null']
  const child = spawn('gnutls-cli', [...args, ...by, hostname], { stdio: ['pipe', 'pipe', 'ignore'] })
  const parts: Buffer[] = []
  child.stdout.on('data', (part: Buffer) => parts.push(part))
  // Its input stays open for as long as it reads: with the end of that it hangs up.
  child.stdin.on('error', () => undefined)
  const head = [...lines, `Host: ${hostname}:${port}`, 'Connection: close', `Content-Length: ${body.length}`]
  child.stdin.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  await once(child, 'close')
  const text = Buffer.concat(parts).toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  return { head: text.slice(0, end), body: text.slice(end + 4) } satisfies Answer
}

async function ask(request: Request, operation: string, more: readonly string[], by: readonly string[]): Promise<Made> {
  const { key, der } = prepare(request)
  const type = ['Content-Type: application/pkcs10', 'Content-Transfer-Encoding: base64']
  const lines = [`POST /.well-known/est/${operation} HTTP/1.1`, ...type, ...more]
  let answer = await send(request, lines, wrapped(der, '\r\n'), by)
  while (/^HTTP\/1.1 202\b/.test(answer.head) && /^retry-after:/im.test(answer.head)) {
    answer = await send(request, lines, wrapped(der, '\r\n'), by)
  }
  const certificate = answer.head.startsWith('HTTP/1.1 200') ? ownOf(request.folder, answer.body, key) : undefined
  return { certificate, key, words: `${answer.head.split('\r\n')[0]!.replace('/1.1', '')} ${answer.body}` }
}

/** The certificate of this key among those of a PKCS#7, as certtool reads them. */
function ownOf(folder: string, base64: string, key: string): X509Certificate | undefined {
  const file = path.join(mkdtempSync(path.join(folder, 'answer-')), 'given.p7')
  const lines = base64.trim().replaceAll('\r', '')
  writeFileSync(file, `-----BEGIN PKCS7-----\n${lines}\n-----END PKCS7-----\n`)
  const told = certtool('--p7-info', '--infile', file).toString()
  const all = told.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  const own = createPrivateKey(readFileSync(key))
  return all.map((pem) => new X509Certificate(pem)).find((one) => one.checkPrivateKey(own))
}

export const gnutls: Client = {
  name: 'GnuTLS 3.7, certtool and gnutls-cli',
  protocol: 'est',
  missing,
  lacks: { BMP: 'utf8-only', T61: 'utf8-only' },
  refusal: /HTTP 403/,
  enrol(request, password) {
    const pair = Buffer.from(`${yamada.customerId}:${password}`).toString('base64')
    return ask(request, 'simpleenroll', [`Authorization: Basic ${pair}`], [])
  },
  renew: (request, { certificate, key }: Holder) =>
    ask(request, 'simplereenroll', [], ['--x509certfile', certificate, '--x509keyfile', key]),
}
