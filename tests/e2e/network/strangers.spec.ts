/** Strangers on the way to a bank, as our transport meets them on Chromium's network. */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { type AddressInfo, connect, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { certificateSigning, day, digitalSignature, extension, issue, makeKeys } from '../../unit/x509/authority.ts'
import { derToPem } from '../../../main/x509/pem.ts'
import { expect, test } from '../stage/app.ts'
import { buildProbe, startProbe } from './programs/probe-process.ts'

/** Servers and Chromium go by the real clock. */
const life = { notBefore: Date.now() - day, notAfter: Date.now() + day }
const rootKeys = makeKeys()
const authority = [extension.basicConstraints(true), certificateSigning]
const root = issue({ subject: 'Bank Root', keys: rootKeys, ...life, extensions: authority })
const keys = makeKeys()
const key = keys.privateKey.export({ type: 'pkcs8', format: 'pem' })
const server = [
  digitalSignature,
  extension.extendedKeyUsage('serverAuth'),
  extension.dnsNames('localhost', 'bank.example'),
]
const certificate = issue({
  ...{ subject: 'server', issuer: 'Bank Root', keys, signer: rootKeys, ...life },
  extensions: server,
})

async function portOf(listening: Server): Promise<number> {
  listening.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  return (listening.address() as AddressInfo).port
}

let folder: string
let probe: ReturnType<typeof startProbe>
test.beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'koshin-probe-'))
  probe = startProbe(await buildProbe(), folder, derToPem(root))
})
test.afterAll(async () => {
  await probe.close()
  rmSync(folder, { recursive: true, force: true })
})

/** X.690 8.1.3.6: of an extension, which Chromium reads when it needs it, and Electron's Node does not read at all. */
function withEndlessLength(der: Uint8Array): Uint8Array {
  const purpose = Buffer.from('301306' + '03551d25', 'hex')
  const at = Buffer.from(der).indexOf(purpose)
  expect(at).toBeGreaterThan(0)
  const end = at + 2 + 0x13
  const longer = Buffer.concat([
    der.subarray(0, at),
    Buffer.from([0x30, 0x80]),
    der.subarray(at + 2, end),
    Buffer.from([0, 0]),
    der.subarray(end),
  ])
  return lengthened(longer, 2)
}

/** Two octets more in each value around the extension: the certificate, what is signed, [3] and the list. */
function lengthened(der: Buffer, by: number): Uint8Array {
  der.writeUInt16BE(der.readUInt16BE(2) + by, 2)
  der.writeUInt16BE(der.readUInt16BE(6) + by, 6)
  const list = /\xa3(?:\x81[\s\S]|[\x00-\x7f])\x30(?:\x81[\s\S]|[\x00-\x7f])\x30\x0e\x06\x03\x55\x1d\x0f/.exec(
    der.toString('latin1'),
  )!
  const isLong = der[list.index + 1] === 0x81
  const inner = list.index + (isLong ? 3 : 2)
  der[list.index + (isLong ? 2 : 1)]! += by
  der[inner + (der[inner + 1] === 0x81 ? 2 : 1)]! += by
  return new Uint8Array(der)
}

test('one whose certificate Chromium reads, and Electron’s Node does not, is a stranger as any other', async () => {
  const stranger = https.createServer({ key, cert: derToPem(withEndlessLength(certificate)) }, (_, answer) =>
    answer.end(),
  )
  const url = `https://localhost:${await portOf(stranger)}`
  expect(await probe.run({ url, what: 'send' })).toMatchObject({ failure: { code: 'network.captive-portal' } })
  stranger.close()
  stranger.closeAllConnections()
})

const pacFile = (body: string): string => {
  const file = Buffer.from(`function FindProxyForURL(url, host) { ${body} }`).toString('base64')
  return `data:application/x-ns-proxy-autoconfig;base64,${file}`
}

test('whom a PAC file names is who is gone by from the first request on, and not only a moment later', async () => {
  const proxy = 'PROXY 127.0.0.1:9'
  const told = await probe.run({ url: 'https://bank.example', what: 'ways', pac: pacFile(`return '${proxy}'`) })
  expect(told).toEqual({ ok: true, told: proxy })
})

test('one whose PAC file never ends keeps nobody from the bank who meets another one later', async () => {
  const bank = https.createServer({ key, cert: derToPem(certificate) }, (_, answer) => answer.end())
  const bankPort = await portOf(bank)
  const proxy = http.createServer().on('connect', (_request, socket: Socket) => {
    const far = connect(bankPort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      far.pipe(socket).pipe(far)
    })
    far.on('error', () => socket.destroy())
    socket.on('error', () => far.destroy())
  })
  const way = `PROXY 127.0.0.1:${await portOf(proxy)}`
  const ask = (body: string) => probe.run({ url: 'https://bank.example', what: 'send', pac: pacFile(body) })
  expect(await ask('for (;;) {}')).toMatchObject({ failure: { code: 'network.proxy-unreachable', retry: 'later' } })
  // The process of PAC files takes a moment to end.
  await expect.poll(() => ask(`return '${way}'`)).toEqual({ ok: true })
  proxy.close()
  bank.close()
  bank.closeAllConnections()
})
