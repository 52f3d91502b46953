import { X509Certificate } from 'node:crypto'
import net, { type AddressInfo } from 'node:net'
import tls from 'node:tls'
import { describe, expect, it, onTestFinished } from 'vitest'
import { lookAtFront } from '../../../../main/bank/front/front.ts'
import { clientHello, readFlight } from '../../../../main/bank/front/hello.ts'
import { derToPem } from '../../../../main/x509/pem.ts'
import { encode } from '../../../../main/x509/der.ts'
import { parseCertificate } from '../../../../main/x509/parse.ts'
import { makeAuthority, makeKeys } from '../../x509/authority.ts'

const { root, leaf } = makeAuthority()
const keys = makeKeys()
const identity = {
  key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }),
  cert: derToPem(leaf(keys)),
}

async function listening(server: net.Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A TLS server, looked at. */
async function look(options: tls.TlsOptions) {
  const server = tls.createServer({ ...identity, ...options }, (socket) => socket.on('error', () => undefined))
  return lookAtFront(await listening(server))
}

describe('the look at what stands in front of a bank', () => {
  it('tells versions, protocol, certificates and the CAs that are named, as a real server sends them', async () => {
    const seen = await look({ requestCert: true, ca: derToPem(root), ALPNProtocols: ['h2', 'http/1.1'] })
    expect(seen).toMatchObject({ versions: ['TLSv1.2', 'TLSv1.3'], protocol: 'h2', http1: true })
    const { hello } = seen!
    expect(hello!.certificates.map((der) => new X509Certificate(der).subject)).toHaveLength(1)
    expect(hello!.named?.map((der) => Buffer.from(der).toString('hex'))).toEqual([
      Buffer.from(encode(parseCertificate(root).subject)).toString('hex'),
    ])
  })

  it('tells one that takes nobody who speaks HTTP/1.1 alone', async () => {
    expect(await look({ ALPNProtocols: ['h2'] })).toMatchObject({ protocol: 'h2', http1: false })
    expect(await look({})).toMatchObject({ protocol: undefined, http1: true })
  })

  it('tells a server that asks for no certificate from one that names nobody', async () => {
    expect((await look({}))?.hello).toMatchObject({ named: undefined })
    expect((await look({ requestCert: true }))?.hello).toMatchObject({ named: [] })
  })

  it('finds versions that should be gone, and one that speaks the newest alone', async () => {
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.2', ciphers: 'DEFAULT@SECLEVEL=0' } as const
    expect((await look(old))?.versions).toEqual(['TLSv1', 'TLSv1.1', 'TLSv1.2'])
    expect(await look({ minVersion: 'TLSv1.3' })).toMatchObject({ versions: ['TLSv1.3'], hello: undefined })
  })

  it('says of what speaks no TLS, or does not listen, that nobody answered', async () => {
    const other = net.createServer((socket) => {
      socket.on('error', () => undefined)
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
    })
    expect(await lookAtFront(await listening(other))).toBeUndefined()
    const gone = net.createServer()
    const url = await listening(gone)
    await new Promise((resolve) => gone.close(resolve))
    expect(await lookAtFront(url)).toBeUndefined()
  })

  it('believes no length that leads out of its message', () => {
    const body = Buffer.from([3, 3, ...new Array<number>(32).fill(0), 0, 0, 0, 0, 0xff, 0xff])
    const message = Buffer.concat([Buffer.from([2, 0, 0, body.length]), body])
    const record = Buffer.concat([Buffer.from([22, 3, 3, 0, message.length]), message])
    expect(() => readFlight(record)).toThrow(RangeError)
    expect(readFlight(record.subarray(0, 20))).toEqual({ state: 'more' })
    expect(readFlight(Buffer.from([21, 3, 3, 0, 2, 2, 70]))).toBeUndefined()
  })

  it('names the host to the server, unless it is a number', () => {
    expect(clientHello('bank.example', 'TLSv1.2').includes('bank.example')).toBe(true)
    expect(clientHello('127.0.0.1', 'TLSv1.2').includes('127.0.0.1')).toBe(false)
  })
})
