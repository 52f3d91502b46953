/**
 * ClientHello, and what a server answers before anything is encrypted: up to TLS 1.2 that is its certificates and its
 * question for ours (RFC 5246, 7.4). Chromium tells nobody which CAs a server names, nor what it would have taken of old
 * versions. Nothing secret is sent, no handshake is finished, and nothing that is read here is believed.
 */
import { randomBytes } from 'node:crypto'

export type OldVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2'

const numbers: Readonly<Record<OldVersion, number>> = { TLSv1: 0x0301, 'TLSv1.1': 0x0302, 'TLSv1.2': 0x0303 }

/** ECDHE and RSA with AES and ChaCha20: what servers of these versions have in common. */
const cipherSuites = [
  0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc009, 0xc013, 0xc00a, 0xc014, 0x009c, 0x009d, 0x002f, 0x0035,
]
/** X25519, P-256, P-384. */
const groups = [0x001d, 0x0017, 0x0018]
/** ECDSA, RSA-PSS and RSA with SHA-2; RSA with SHA-1, which old servers sign with. */
const signatures = [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601, 0x0201]

const two = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff])
const with1 = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([bytes.length]), bytes])
const with2 = (bytes: Buffer): Buffer => Buffer.concat([two(bytes.length), bytes])
const list2 = (values: readonly number[]): Buffer => with2(Buffer.concat(values.map(two)))
const extension = (type: number, content: Buffer): Buffer => Buffer.concat([two(type), with2(content)])

/** The record that asks a server for this version, and no newer one. @param host left out of the record where it is a number */
export function clientHello(host: string, version: OldVersion): Buffer {
  const named = /^[\d.]+$|:/.test(host)
    ? []
    : [extension(0, with2(Buffer.concat([Buffer.from([0]), with2(Buffer.from(host))])))]
  const protocols = Buffer.concat(['h2', 'http/1.1'].map((name) => with1(Buffer.from(name))))
  const extensions = Buffer.concat([
    ...named,
    extension(10, list2(groups)),
    extension(11, with1(Buffer.from([0]))),
    ...(version === 'TLSv1.2' ? [extension(13, list2(signatures))] : []),
    extension(16, with2(protocols)),
    extension(23, Buffer.alloc(0)),
    extension(0xff01, Buffer.from([0])),
  ])
  const body = Buffer.concat([
    two(numbers[version]),
    randomBytes(32),
    with1(Buffer.alloc(0)),
    list2(cipherSuites),
    with1(Buffer.from([0])),
    with2(extensions),
  ])
  const message = Buffer.concat([Buffer.from([1, 0]), with2(body)])
  return Buffer.concat([Buffer.from([22]), two(0x0301), with2(message)])
}

export interface ServerHello {
  readonly version: number
  /** By ALPN (RFC 7301); undefined: it chose none. */
  readonly protocol: string | undefined
  /** DER, the server's own first. */
  readonly certificates: readonly Uint8Array[]
  /** Names (DER) of the CAs whose certificates are taken; undefined: no certificate is asked for. */
  readonly named: readonly Uint8Array[] | undefined
}

/** `more`: the flight is not over. undefined: it was refused, or is nothing that TLS 1.2 knows. */
export type Flight = { readonly state: 'more' } | { readonly state: 'whole'; readonly hello: ServerHello } | undefined

const types = { serverHello: 2, certificate: 11, certificateRequest: 13, serverHelloDone: 14 } as const
const handshake = 22

/**
 * Reads a flight as it arrives, each octet once: a server may send them one by one.
 *
 * @param longest octets; what is longer is refused
 * @returns what the octets that have come so far say; throws a RangeError where a length leads out of its message
 */
export function flightReader(longest: number): (part: Uint8Array) => Flight {
  const told = Buffer.alloc(longest)
  let size = 0
  /** Of the record that is arriving. */
  let header = Buffer.alloc(0)
  let missing = 0
  const readMessages = messageReader(told)

  /** @returns whether it was a record of the handshake */
  function take(part: Uint8Array): boolean {
    for (let at = 0; at < part.length; ) {
      const piece = part.subarray(at, at + (missing > 0 ? missing : 5 - header.length))
      at += piece.length
      if (missing > 0) {
        told.set(piece, size)
        size += piece.length
        missing -= piece.length
        continue
      }
      header = Buffer.concat([header, piece])
      if (header.length < 5) break
      if (header[0] !== handshake) return false
      missing = header.readUInt16BE(3)
      header = Buffer.alloc(0)
    }
    return true
  }

  let arrived = 0
  return (part) => {
    arrived += part.length
    return arrived <= longest && take(part) ? readMessages(size) : undefined
  }
}

/** @param told the messages, one behind the other, of which the first octets have come, whose number its result is given */
function messageReader(told: Buffer): (size: number) => Flight {
  let hello: ServerHello | undefined
  let at = 0
  return (size) => {
    while (at + 4 <= size) {
      const type = told[at]!
      const end = at + 4 + told.readUIntBE(at + 1, 3)
      if (end > size) break
      const body = told.subarray(at + 4, end)
      at = end
      if (type === types.serverHello) hello = readHello(body)
      else if (hello === undefined) return undefined
      else if (type === types.certificate) hello = { ...hello, certificates: entries(sized(body, 0, 3), 3) }
      else if (type === types.certificateRequest) hello = { ...hello, named: namesIn(body, hello.version) }
      else if (type === types.serverHelloDone) return { state: 'whole', hello }
    }
    return { state: 'more' }
  }
}

function readHello(body: Buffer): ServerHello {
  const version = body.readUInt16BE(0)
  const afterSession = 35 + body.readUInt8(34)
  const extensions = body.length > afterSession + 3 ? sized(body, afterSession + 3, 2) : Buffer.alloc(0)
  let protocol: string | undefined
  for (let at = 0; at + 4 <= extensions.length; ) {
    const content = sized(extensions, at + 2, 2)
    if (extensions.readUInt16BE(at) === 16) protocol = content.subarray(3).toString('latin1')
    at += 4 + content.length
  }
  return { version, protocol, certificates: [], named: undefined }
}

/** RFC 5246, 7.4.4; without signature algorithms in the versions before. */
function namesIn(body: Buffer, version: number): readonly Uint8Array[] {
  const afterTypes = 1 + body.readUInt8(0)
  const afterSignatures = version < numbers['TLSv1.2'] ? afterTypes : afterTypes + 2 + body.readUInt16BE(afterTypes)
  return entries(sized(body, afterSignatures, 2), 2)
}

/** The octets behind a length of `width` octets. */
function sized(bytes: Buffer, at: number, width: 2 | 3): Buffer {
  const length = bytes.readUIntBE(at, width)
  if (at + width + length > bytes.length) throw new RangeError('TLS: a length leads out of its message')
  return bytes.subarray(at + width, at + width + length)
}

function entries(bytes: Buffer, width: 2 | 3): readonly Uint8Array[] {
  const found: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    const one = sized(bytes, at, width)
    found.push(new Uint8Array(one))
    at += width + one.length
  }
  return found
}
