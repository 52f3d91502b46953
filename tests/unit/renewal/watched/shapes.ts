/** Certificates as authorities of all kinds shape them; the names are made up. */
import type { FoundCertificate } from '../../../../main/renewal/watched/certificate.ts'
import {
  contextPrimitive,
  context,
  decode,
  type Node,
  objectIdentifier,
  sequence,
  set,
  utf8String,
} from '../../../../main/x509/der.ts'
import { readFound } from '../../../../main/x509/usage.ts'
import { day, extension, type Extension, general, issue, type Keys, makeKeys, now } from '../../x509/authority.ts'

const ids = {
  client: '1.3.6.1.5.5.7.3.2',
  server: '1.3.6.1.5.5.7.3.1',
  code: '1.3.6.1.5.5.7.3.3',
  mail: '1.3.6.1.5.5.7.3.4',
  time: '1.3.6.1.5.5.7.3.8',
  ipsecEnd: '1.3.6.1.5.5.7.3.5',
  ipsecTunnel: '1.3.6.1.5.5.7.3.6',
  ipsecUser: '1.3.6.1.5.5.7.3.7',
  ike: '1.3.6.1.5.5.7.3.17',
  ikeIntermediate: '1.3.6.1.5.5.8.2.2',
  logon: '1.3.6.1.4.1.311.20.2.2',
  kerberos: '1.3.6.1.5.2.3.4',
  documents: '1.3.6.1.4.1.311.10.3.12',
  encryptedFiles: '1.3.6.1.4.1.311.10.3.4',
  lifetime: '1.3.6.1.4.1.311.10.3.13',
  any: '2.5.29.37.0',
  ownPurpose: '1.2.392.200000.1.1',
} as const

const encode = (tag: number, bytes: Uint8Array): Node => {
  const length = bytes.length < 128 ? [bytes.length] : [0x81, bytes.length]
  return decode(new Uint8Array([tag, ...length, ...bytes]))
}
export const text = {
  utf8: utf8String,
  bmp: (value: string): Node => encode(30, Buffer.from(value, 'utf16le').swap16()),
  t61: (value: string): Node => encode(20, Buffer.from(value, 'latin1')),
  printable: (value: string): Node => encode(19, Buffer.from(value, 'latin1')),
}

const attributes = { C: '2.5.4.6', O: '2.5.4.10', OU: '2.5.4.11', CN: '2.5.4.3', serialNumber: '2.5.4.5' } as const
type Attribute = readonly [keyof typeof attributes, string | Node]

/** A Name of these parts, in their order. */
export const name = (...parts: readonly Attribute[]): Node =>
  sequence(
    ...parts.map(([type, value]) =>
      set(sequence(objectIdentifier(attributes[type]), typeof value === 'string' ? text.utf8(value) : value)),
    ),
  )

/** KeyUsage: digitalSignature, nonRepudiation, keyEncipherment, keyCertSign. */
const usages = {
  sign: 0x80,
  signNonRepudiation: 0xc0,
  signEncipher: 0xa0,
  encipher: 0x20,
  nonRepudiation: 0x40,
} as const

const principal = context(0, objectIdentifier('1.3.6.1.4.1.311.20.2.3'), context(0, text.utf8('hanako@corp.example')))
const guid = context(0, objectIdentifier('1.3.6.1.4.1.311.25.1'), context(0, text.utf8('x')))
export const names = {
  mailbox: general.mailbox('hanako@koshin-shoji.example'),
  host: general.host('pc-17.corp.example'),
  address: general.address(10, 0, 0, 7),
  uri: general.uri('urn:device:17'),
  directory: general.directory(name(['CN', '更新 花子'])),
  registered: contextPrimitive(8, new Uint8Array([0x2a, 0x03])),
  principal,
  guid,
}

let keys: Keys | undefined
export const sharedKeys = (): Keys => (keys ??= makeKeys())

export interface Shape {
  readonly subject?: Node
  readonly issuer?: Node
  readonly purposes?: readonly (keyof typeof ids)[]
  readonly usage?: keyof typeof usages
  readonly names?: readonly Node[]
  readonly days?: number
  readonly authority?: boolean
  readonly more?: readonly Extension[]
  readonly keys?: Keys
  /** ms since the epoch */
  readonly from?: number
}

export const customer = name(['C', 'JP'], ['O', '更新商事株式会社'], ['CN', '更新 花子'])
export const bank = name(['C', 'JP'], ['O', '練習用信用金庫'], ['CN', '練習用信用金庫 法人認証局 G1'])

export function shaped({
  subject = customer,
  issuer = bank,
  purposes,
  usage,
  names: alternatives = [],
  days = 365,
  authority,
  more = [],
  keys: own = sharedKeys(),
  from = now - 30 * day,
}: Shape = {}): FoundCertificate {
  const der = issue({
    subject,
    issuer,
    keys: own,
    notBefore: from,
    notAfter: from + days * day,
    extensions: [
      ...(authority === undefined ? [] : [extension.basicConstraints(authority)]),
      ...(usage === undefined ? [] : [extension.keyUsage(usages[usage] & 0x1f ? 0 : 5, usages[usage])]),
      ...(purposes === undefined
        ? []
        : [{ oid: '2.5.29.37', value: sequence(...purposes.map((one) => objectIdentifier(ids[one]))) }]),
      ...(alternatives.length === 0 ? [] : [extension.alternativeNames(...alternatives)]),
      ...more,
    ],
  })
  const found = readFound(der)
  if (found === undefined) throw new Error('not read')
  return found
}
