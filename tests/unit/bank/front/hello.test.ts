/** ClientHello and a server's first flight, octet by octet as RFC 5246 has them. */
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { clientHello, flightReader } from '../../../../main/bank/front/hello.ts'

const readFlight = (flight: Uint8Array) => flightReader(256 * 1024)(flight)
const octets = (...values: number[]) => Buffer.from(values)
const sized = (width: number, content: Buffer) => {
  const length = Buffer.alloc(width)
  length.writeUIntBE(content.length, 0, width)
  return Buffer.concat([length, content])
}
const message = (type: number, body: Buffer) => Buffer.concat([octets(type), sized(3, body)])
const record = (content: Buffer, type = 22) => Buffer.concat([octets(type, 3, 3), sized(2, content)])
const extension = (type: number, content: Buffer) => Buffer.concat([octets(type >> 8, type & 0xff), sized(2, content)])
const alpn = (name: string) => extension(16, sized(2, sized(1, Buffer.from(name))))

const versions = { 'TLS 1.0': 0x0301, 'TLS 1.1': 0x0302, 'TLS 1.2': 0x0303 } as const

/** @param extensions undefined: there is not even their length, as old servers have it */
function serverHello(extensions?: readonly Buffer[], { version = 0x0303, session = 32 } = {}): Buffer {
  const head = [octets(version >> 8, version & 0xff), Buffer.alloc(32, 9), sized(1, Buffer.alloc(session, 16))]
  const choice = octets(0xc0, 0x2f, 0)
  return message(2, Buffer.concat([...head, choice, ...(extensions ? [sized(2, Buffer.concat(extensions))] : [])]))
}
const certificates = (...ders: Buffer[]) => message(11, sized(3, Buffer.concat(ders.map((der) => sized(3, der)))))
/** @param algorithms which TLS 1.2 names alone */
const certificateRequest = (names: readonly Buffer[], algorithms: readonly Buffer[] = []) =>
  message(13, Buffer.concat([sized(1, octets(1, 64)), ...algorithms, sized(2, Buffer.concat(names))]))
const signatureAlgorithms = sized(2, octets(4, 3, 8, 4, 4, 1))
const done = message(14, Buffer.alloc(0))
const name = (text: string) => sized(2, Buffer.from(text))

const read = (...messages: Buffer[]) => {
  const flight = readFlight(record(Buffer.concat(messages)))
  return flight?.state === 'whole' ? flight.hello : flight
}
const bytes = (text: string) => new Uint8Array(Buffer.from(text))

describe('what a server answers in the clear', () => {
  it('is its version, its protocol, its certificates in their order, and whose it asks for', () => {
    const request = certificateRequest([name('one'), name('another')], [signatureAlgorithms])
    const shown = certificates(Buffer.from('leaf'), Buffer.from('authority'))
    expect(read(serverHello([alpn('h2')]), shown, request, done)).toEqual({
      version: 0x0303,
      protocol: 'h2',
      certificates: [bytes('leaf'), bytes('authority')],
      named: [bytes('one'), bytes('another')],
    })
  })

  it.each(Object.entries(versions))('names its CAs in %s where that version has them', (_title, version) => {
    const algorithms = version === versions['TLS 1.2'] ? [signatureAlgorithms] : []
    const flight = read(serverHello([], { version }), certificateRequest([name('CA')], algorithms), done)
    expect(flight).toMatchObject({ version, named: [bytes('CA')] })
  })

  it('is read behind a session of any length, and with other extensions around the one that counts', () => {
    const others = [extension(0xff01, octets(0)), alpn('http/1.1'), extension(23, Buffer.alloc(0))]
    for (const session of [0, 1, 32]) {
      expect(read(serverHello(others, { session }), done)).toMatchObject({ protocol: 'http/1.1' })
    }
  })

  it.each([
    ['none of its extensions is about it', [extension(0xff01, octets(0))]],
    ['there are no extensions', []],
    ['it is too old to have a place for them', undefined],
  ])('has chosen no protocol where %s', (_title, extensions) => {
    const nothing = { protocol: undefined, certificates: [], named: undefined }
    expect(read(serverHello(extensions), done)).toEqual({ version: 0x0303, ...nothing })
  })

  it('is whole whatever else is told in it, and however it is cut into records', () => {
    const keyExchange = message(12, Buffer.alloc(70, 22))
    const flight = Buffer.concat([serverHello([alpn('h2')]), certificates(Buffer.from('leaf')), keyExchange, done])
    for (const size of [1, 7, 40, flight.length]) {
      const parts = Array.from({ length: Math.ceil(flight.length / size) }, (_, at) =>
        record(flight.subarray(at * size, (at + 1) * size)),
      )
      expect(readFlight(Buffer.concat(parts))).toMatchObject({
        state: 'whole',
        hello: { protocol: 'h2', certificates: [bytes('leaf')], named: undefined },
      })
    }
  })

  it('is waited for until its last octet is there', () => {
    const messages = [serverHello([alpn('h2')]), certificates(Buffer.from('leaf')), done]
    for (const flight of [record(Buffer.concat(messages)), Buffer.concat(messages.map((one) => record(one)))]) {
      for (let length = 0; length < flight.length; length++) {
        expect(readFlight(flight.subarray(0, length)), String(length)).toEqual({ state: 'more' })
      }
      expect(readFlight(flight)).toMatchObject({ state: 'whole' })
      const read = flightReader(flight.length)
      const states = [...flight].map((one) => read(octets(one))?.state)
      expect(states).toEqual([...Array.from({ length: flight.length - 1 }, () => 'more'), 'whole'])
    }
    expect(read(serverHello([]), certificates())).toEqual({ state: 'more' })
  })

  it('is read once, however slowly it comes, and no further than one can be long', () => {
    const shown = certificates(...Array.from({ length: 20 }, () => Buffer.alloc(1000, 1)))
    const flight = record(Buffer.concat([serverHello([]), shown, message(12, Buffer.alloc(1000)), done]))
    const read = flightReader(flight.length)
    const joining = vi.spyOn(Buffer, 'concat')
    onTestFinished(() => joining.mockRestore())
    for (const one of flight.subarray(0, -1)) expect(read(octets(one))).toEqual({ state: 'more' })
    const joined = joining.mock.results.reduce((sum, { value }) => sum + (value as Buffer).length, 0)
    expect(joined).toBeLessThan(flight.length)
    expect(read(flight.subarray(-1))).toMatchObject({ state: 'whole' })
    expect(read(octets(22))).toBeUndefined()
  })

  it('is nothing that is known where it begins with another message, or where an alert comes', () => {
    expect(read(certificates(Buffer.from('leaf')), serverHello([]), done)).toBeUndefined()
    expect(readFlight(record(octets(2, 70), 21))).toBeUndefined()
    expect(readFlight(Buffer.concat([record(serverHello([])), record(octets(2, 40), 21)]))).toBeUndefined()
  })

  it.each([
    ['of a certificate', message(11, Buffer.concat([octets(0, 0, 5), octets(0, 0, 3), octets(1, 2)]))],
    ['of all certificates', message(11, octets(0, 0, 1))],
    ['of a name', certificateRequest([octets(0, 9, 1)], [signatureAlgorithms])],
    ['of all names', message(13, Buffer.concat([sized(1, octets(1)), signatureAlgorithms, octets(0, 1)]))],
  ])('is not believed where the length %s leads out of its message', (_title, wrong) => {
    const fault = new RangeError('TLS: a length leads out of its message')
    expect(() => read(serverHello([]), wrong, done)).toThrow(fault)
    const extensions = Buffer.concat([octets(0, 16, 0, 9), Buffer.alloc(8)])
    expect(() => read(serverHello([extensions]), done)).toThrow(fault)
  })
})

/** A ClientHello, taken apart as a server does it. */
function apart(hello: Buffer) {
  let at = 0
  const take = (length: number) => hello.subarray(at, (at += length))
  const next = (width: number) => take(hello.readUIntBE((at += width) - width, width))
  const head = { type: take(1)[0], version: take(2).toString('hex'), length: take(2).readUInt16BE() }
  const rest = hello.length - at
  const inner = { type: take(1)[0], length: take(3).readUIntBE(0, 3) }
  expect([head.length, inner.length]).toEqual([rest, rest - 4])
  const [version, random] = [take(2).toString('hex'), take(32)]
  const [session, suites, compression] = [next(1), next(2), next(1)]
  const end = at + 2 + hello.readUInt16BE(at)
  expect(end).toBe(hello.length)
  at += 2
  const extensions: Record<number, string> = {}
  while (at < end) extensions[take(2).readUInt16BE()] = next(2).toString('hex')
  return {
    types: [head.type, inner.type],
    outer: head.version,
    version,
    random,
    session,
    suites,
    compression,
    extensions,
  }
}

describe('a ClientHello', () => {
  it.each([
    ['TLSv1', '0301', {}],
    ['TLSv1.1', '0302', {}],
    ['TLSv1.2', '0303', { 13: '0012040308040401050308050501080606010201' }],
  ] as const)('asks for %s, and says what every server of that version needs', (version, number, more) => {
    const { random, suites, ...hello } = apart(clientHello('bank.example', version))
    expect(hello).toEqual({
      types: [22, 1],
      outer: '0301',
      version: number,
      session: Buffer.alloc(0),
      compression: octets(0),
      extensions: {
        0: `000f00000c${Buffer.from('bank.example').toString('hex')}`,
        10: '0006001d00170018',
        11: '0100',
        ...more,
        16: `000c026832${'08'}${Buffer.from('http/1.1').toString('hex')}`,
        23: '',
        65281: '00',
      },
    })
    expect(suites.toString('hex')).toMatch(/^c02bc02f([0-9a-f]{4})+$/)
    expect(random).not.toEqual(apart(clientHello('bank.example', version)).random)
  })

  it.each(['192.0.2.1', '2001:db8::1', '::1'])('names no host that is a number: %s', (host) => {
    expect(apart(clientHello(host, 'TLSv1.2')).extensions).not.toHaveProperty('0')
  })

  it.each(['1a.example', 'a1', '4.bank.example'])('names a host that only has numbers in it: %s', (host) => {
    expect(apart(clientHello(host, 'TLSv1.2')).extensions[0]).toContain(Buffer.from(host).toString('hex'))
  })
})
