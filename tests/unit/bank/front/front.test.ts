import { X509Certificate } from 'node:crypto'
import { EventEmitter } from 'node:events'
import net, { type AddressInfo } from 'node:net'
import tls from 'node:tls'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { lookAtFront, publicRoots } from '../../../../main/bank/front/front.ts'
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
    expect(await look(old)).toMatchObject({ versions: ['TLSv1', 'TLSv1.1', 'TLSv1.2'], hello: { version: 0x0303 } })
    const older = await look({ ...old, maxVersion: 'TLSv1.1', ALPNProtocols: ['http/1.1'] })
    expect(older).toMatchObject({ versions: ['TLSv1', 'TLSv1.1'], protocol: 'http/1.1', http1: true })
    expect(older).toHaveProperty('hello', undefined)
    const newest = await look({ minVersion: 'TLSv1.3', ALPNProtocols: ['h2'] })
    expect(newest).toEqual({ versions: ['TLSv1.3'], protocol: 'h2', http1: false, hello: undefined })
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

  it('waits ten seconds for each answer, and for nobody who is silent, or babbles, longer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    let asked = 0
    const silent = net.createServer((socket) => {
      socket.on('error', () => undefined)
      socket.on('data', () => {
        asked++
        vi.advanceTimersByTime(9_999)
        expect(vi.getTimerCount()).toBe(1)
        vi.advanceTimersByTime(1)
      })
    })
    expect(await lookAtFront(await listening(silent))).toBeUndefined()
    expect(asked).toBe(4)
    const babbling = net.createServer((socket) => {
      socket.on('error', () => undefined)
      // A ServerHello that never ends, in whole records.
      const part = Buffer.concat([Buffer.from([22, 3, 3, 0x40, 0]), Buffer.alloc(0x4000, 0xff)])
      socket.on('data', () => Array.from({ length: 20 }, () => socket.write(part)))
    })
    expect(await lookAtFront(await listening(babbling))).toBeUndefined()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('ends at an alert, although the server keeps the connection', async () => {
    const versions: number[] = []
    const refusing = net.createServer((socket) => {
      socket.on('error', () => undefined)
      socket.on('data', (hello) => {
        versions.push(hello[10]!)
        socket.write(Buffer.from([21, 3, 3, 0, 2, 2, 70]))
      })
    })
    expect(await lookAtFront(await listening(refusing))).toBeUndefined()
    expect(versions).toEqual([1, 2, 3, 3])
  })

  it('ends at a length that leads out of its message', async () => {
    const lying = net.createServer((socket) => {
      socket.on('error', () => undefined)
      socket.on('data', () => socket.write(Buffer.from([22, 3, 3, 0, 5, 2, 0, 0, 1, 3])))
    })
    expect(await lookAtFront(await listening(lying))).toBeUndefined()
  })

  it.each([
    ['https://bank.example/est', { host: 'bank.example', port: 443 }, 'bank.example'],
    ['https://bank.example:8443', { host: 'bank.example', port: 8443 }, 'bank.example'],
    ['https://[2001:db8::1]/', { host: '2001:db8::1', port: 443 }, undefined],
    ['https://192.0.2.1', { host: '192.0.2.1', port: 443 }, undefined],
  ])('asks where the address says: %s', async (url, place, servername) => {
    onTestFinished(() => void vi.restoreAllMocks())
    const gone = (): never => {
      const socket = Object.assign(new EventEmitter(), { destroy: () => undefined })
      queueMicrotask(() => socket.emit('close'))
      return socket as never
    }
    const [plain, encrypted] = [vi.spyOn(net, 'connect').mockImplementation(gone), vi.spyOn(tls, 'connect')]
    encrypted.mockImplementation(gone)
    expect(await lookAtFront(url)).toBeUndefined()
    expect(plain.mock.calls).toEqual([[place], [place], [place]])
    const offer = { minVersion: 'TLSv1.3', ALPNProtocols: ['h2', 'http/1.1'], rejectUnauthorized: false }
    expect(encrypted.mock.calls).toEqual([[{ ...place, ...offer, ...(servername && { servername }) }]])
  })
})

describe('the roots that TLS is usually believed by', () => {
  it('are those that Node brings along, as certificates', () => {
    const pems = tls.rootCertificates.map((pem) => new X509Certificate(pem).fingerprint256)
    expect(publicRoots().map((der) => new X509Certificate(der).fingerprint256)).toEqual(pems)
  })
})
