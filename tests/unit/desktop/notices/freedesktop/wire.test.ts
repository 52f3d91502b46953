import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decodeMessage,
  encodeMessage,
  type Message,
  Variant,
} from '../../../../../main/desktop/notices/freedesktop/wire.ts'

const notify: Message = {
  type: 'call',
  serial: 7,
  destination: 'org.freedesktop.Notifications',
  path: '/org/freedesktop/Notifications',
  interface: 'org.freedesktop.Notifications',
  member: 'Notify',
  signature: 'susssasa{sv}i',
  body: [
    'Koshin',
    0,
    '',
    '電子証明書更新通知',
    'あと7日',
    ['renew', '証明書更新'],
    [['urgency', new Variant('y', 2)]],
    -1,
  ],
}

describe('a D-Bus message', () => {
  it('is read as it was written, also in Japanese and with nested values', () => {
    const bytes = encodeMessage(notify)
    expect(decodeMessage(bytes)).toEqual({ message: { ...notify, flags: 0 }, size: bytes.length })
  })

  it('is laid out as the specification says', () => {
    const hello = encodeMessage({ type: 'call', serial: 1, path: '/a', member: 'Hello' })
    // Little-endian call of protocol 1, no body, serial 1, then the fields path and member, padded to 8 bytes.
    const head = '6c01000100000000010000001e000000'
    const fields = '01016f00020000002f61000000000000' + '030173000500000048656c6c6f00'
    expect(hello.toString('hex')).toBe(`${head}${fields}0000`)
  })

  it('waits for the rest of its bytes, and leaves the next message alone', () => {
    const bytes = encodeMessage(notify)
    for (let size = 0; size < bytes.length; size++) expect(decodeMessage(bytes.subarray(0, size))).toBeUndefined()
    expect(decodeMessage(Buffer.concat([bytes, bytes]))?.size).toBe(bytes.length)
  })

  it('larger than its first buffer is written whole', () => {
    const long = 'あ'.repeat(5000)
    const bytes = encodeMessage({ type: 'signal', serial: 1, path: '/a', signature: 's', body: [long] })
    expect(decodeMessage(bytes)?.message.body).toEqual([long])
  })

  it('that was damaged on its way is refused or read, and never keeps anybody waiting', () => {
    const bytes = encodeMessage(notify)
    const damage = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(damage, (changes) => {
        const damaged = Buffer.from(bytes)
        for (const [at, value] of changes) damaged[at] = value
        try {
          const read = decodeMessage(damaged)
          if (read !== undefined) expect(read.size).toBeGreaterThanOrEqual(16)
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
        }
      }),
      { numRuns: 5000, interruptAfterTimeLimit: 4000, markInterruptAsFailure: true },
    )
  })

  it('with an array of empty structures is refused', () => {
    const empty = encodeMessage({ type: 'signal', serial: 1, path: '/a', signature: 'a()', body: [[]] })
    const bytes = Buffer.concat([empty, Buffer.alloc(8)])
    const body = empty.length - empty.readUInt32LE(4)
    bytes.writeUInt32LE(bytes.length - body, 4)
    bytes.writeUInt32LE(8, body)
    expect(() => decodeMessage(bytes)).toThrow('array of nothing')
  })

  it('that claims to be huge, of another byte order or cut inside is refused', () => {
    const bytes = encodeMessage(notify)
    const huge = Buffer.from(bytes)
    huge.writeUInt32LE(0x7fffffff, 4)
    expect(() => decodeMessage(huge)).toThrow('too large')
    expect(() => decodeMessage(Buffer.concat([Buffer.from('B'), bytes.subarray(1)]))).toThrow('little-endian')
    const cut = Buffer.from(bytes)
    cut.writeUInt32LE(bytes.readUInt32LE(4) - 8, 4)
    expect(() => decodeMessage(cut)).toThrow('ends too early')
  })
})

it('a message with a value in a value, to a depth that nobody can read, is refused', () => {
  const place = { path: '/x', interface: 'x.y', member: 'Z' }
  const bytes = encodeMessage({ type: 'signal', serial: 1, ...place, signature: 's', body: ['x'.repeat(900_000)] })
  // Its text becomes variants, each of which holds the next one.
  const kind = bytes.indexOf(Buffer.from([1, 0x73, 0]))
  bytes[kind + 1] = 0x76
  bytes.fill(Buffer.from([1, 0x76, 0]), bytes.length - bytes.readUInt32LE(4))
  expect(() => decodeMessage(bytes)).toThrow()
})
