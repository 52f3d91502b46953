/** A certificate authority for tests: every field can be right or wrong. Keys are made once for each test file. */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import {
  bitString,
  boolean,
  content,
  context,
  contextPrimitive,
  decode,
  encode,
  integer,
  type Node,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  set,
  unsignedInteger,
  utf8String,
} from '../../../main/x509/der.ts'
import { time } from '../../../main/x509/time.ts'

export const day = 24 * 60 * 60 * 1000
export const now = Date.UTC(2026, 10, 20, 0, 0, 0)

export interface Keys {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  /** SubjectPublicKeyInfo, DER */
  readonly spki: Uint8Array
}

export function makeKeys(kind: 'rsa' | 'rsa-1024' | 'ec' | 'p384' | 'p521' | 'ed25519' = 'ec'): Keys {
  const pair =
    kind === 'ec' || kind === 'p384' || kind === 'p521'
      ? generateKeyPairSync('ec', { namedCurve: { ec: 'P-256', p384: 'P-384', p521: 'P-521' }[kind] })
      : kind === 'ed25519'
        ? generateKeyPairSync('ed25519')
        : generateKeyPairSync('rsa', { modulusLength: kind === 'rsa' ? 2048 : 1024 })
  return { ...pair, spki: new Uint8Array(pair.publicKey.export({ format: 'der', type: 'spki' })) }
}

/** Of 100 ms each: kept for the whole run of a file. */
let sharedRsa: Keys | undefined
export const rsaKeys = (): Keys => (sharedRsa ??= makeKeys('rsa'))

export const nameOf = (commonName: string | Node): Node =>
  sequence(
    set(sequence(objectIdentifier('2.5.4.6'), encodePrintable('JP'))),
    set(sequence(objectIdentifier('2.5.4.3'), typeof commonName === 'string' ? utf8String(commonName) : commonName)),
  )
const encodePrintable = (text: string): Node => decode(new Uint8Array([0x13, text.length, ...Buffer.from(text)]))

export interface Extension {
  readonly oid: string
  readonly critical?: boolean
  readonly value: Node
}

const purposes = {
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  smartCardLogon: '1.3.6.1.4.1.311.20.2.2',
}

export const extension = {
  basicConstraints: (authority: boolean, pathLength?: number): Extension => ({
    oid: '2.5.29.19',
    critical: true,
    value: sequence(...(authority ? [boolean(true)] : []), ...(pathLength === undefined ? [] : [integer(pathLength)])),
  }),
  /** @param bits the BIT STRING's content with its count of unused bits */
  keyUsage: (...bits: number[]): Extension => ({
    oid: '2.5.29.15',
    critical: true,
    value: decode(new Uint8Array([3, bits.length, ...bits])),
  }),
  extendedKeyUsage: (...names: (keyof typeof purposes)[]): Extension => ({
    oid: '2.5.29.37',
    value: sequence(...names.map((name) => objectIdentifier(purposes[name]))),
  }),
  dnsNames: (...names: string[]): Extension => ({
    oid: '2.5.29.17',
    value: sequence(...names.map((name) => contextPrimitive(2, Buffer.from(name)))),
  }),
  ipAddress: (...octets: number[]): Extension => ({
    oid: '2.5.29.17',
    value: sequence(contextPrimitive(7, new Uint8Array(octets))),
  }),
  subjectKeyId: (id: Uint8Array): Extension => ({ oid: '2.5.29.14', value: octetString(id) }),
  authorityKeyId: (id: Uint8Array): Extension => ({ oid: '2.5.29.35', value: sequence(contextPrimitive(0, id)) }),
  /** @param names GeneralNames; the tags say of which kind */
  alternativeNames: (...names: Node[]): Extension => ({ oid: '2.5.29.17', value: sequence(...names) }),
  nameConstraints: (
    { permitted = [], excluded = [] }: { readonly permitted?: readonly Node[]; readonly excluded?: readonly Node[] },
    critical = true,
  ): Extension => {
    const subtrees = (tag: number, names: readonly Node[]): Node[] =>
      names.length === 0 ? [] : [context(tag, ...names.map((name) => sequence(name)))]
    return { oid: '2.5.29.30', critical, value: sequence(...subtrees(0, permitted), ...subtrees(1, excluded)) }
  },
}

/** GeneralNames. */
export const general = {
  mailbox: (text: string): Node => contextPrimitive(1, Buffer.from(text)),
  host: (text: string): Node => contextPrimitive(2, Buffer.from(text)),
  directory: (name: Node): Node => context(4, name),
  uri: (text: string): Node => contextPrimitive(6, Buffer.from(text)),
  address: (...octets: number[]): Node => contextPrimitive(7, new Uint8Array(octets)),
  identifier: (oid: string): Node => contextPrimitive(8, objectIdentifierOctets(oid)),
}
const objectIdentifierOctets = (oid: string): Uint8Array => content(objectIdentifier(oid))

export const digitalSignature = extension.keyUsage(7, 0x80)
export const certificateSigning = extension.keyUsage(2, 0x04)

export interface Wanted {
  readonly subject: string | Node
  readonly issuer?: string | Node
  readonly keys: Keys
  /** Whoever signs; itself when left out. */
  readonly signer?: Keys
  readonly notBefore?: number
  readonly notAfter?: number
  readonly extensions?: readonly Extension[]
  readonly serial?: Uint8Array
  readonly hash?: 'sha256' | 'sha1' | 'md5'
  readonly version?: 1 | 3
}

/** One certificate, DER. */
export function issue(wanted: Wanted): Uint8Array {
  const { subject, issuer = subject, keys, signer = keys, extensions = [], version = 3 } = wanted
  const algorithm = algorithmOf(signer, wanted.hash ?? 'sha256')
  const toBeSigned = encode(
    sequence(
      ...(version === 3 ? [context(0, integer(2))] : []),
      unsignedInteger(wanted.serial ?? new Uint8Array([0x5a, 0x01])),
      algorithm,
      asName(issuer),
      sequence(time(wanted.notBefore ?? now - 30 * day), time(wanted.notAfter ?? now + 335 * day)),
      asName(subject),
      decode(keys.spki),
      ...(extensions.length === 0 ? [] : [context(3, sequence(...extensions.map(extensionNode)))]),
    ),
  )
  const hash = signer.privateKey.asymmetricKeyType === 'ed25519' ? null : (wanted.hash ?? 'sha256')
  return encode(sequence(decode(toBeSigned), algorithm, bitString(sign(hash, toBeSigned, signer.privateKey))))
}

const asName = (name: string | Node): Node => (typeof name === 'string' ? nameOf(name) : name)

const extensionNode = ({ oid, critical = false, value }: Extension): Node =>
  sequence(objectIdentifier(oid), ...(critical ? [boolean(true)] : []), octetString(encode(value)))

function algorithmOf({ privateKey }: Keys, hash: 'sha256' | 'sha1' | 'md5'): Node {
  if (privateKey.asymmetricKeyType === 'ed25519') return sequence(objectIdentifier('1.3.101.112'))
  if (privateKey.asymmetricKeyType === 'ec') {
    return sequence(objectIdentifier(hash === 'sha1' ? '1.2.840.10045.4.1' : '1.2.840.10045.4.3.2'))
  }
  const last = { sha256: 11, sha1: 5, md5: 4 }[hash]
  return sequence(objectIdentifier(`1.2.840.113549.1.1.${last}`), nullValue())
}

/** A root, an intermediate below it, and certificates for whomever; EC keys, because they are made at once. */
export function makeAuthority(name = 'Test') {
  const rootKeys = makeKeys()
  const middleKeys = makeKeys()
  const root = issue({
    subject: `${name} Root`,
    keys: rootKeys,
    notAfter: now + 3650 * day,
    extensions: [extension.basicConstraints(true), certificateSigning],
  })
  const middle = issue({
    subject: `${name} CA`,
    issuer: `${name} Root`,
    keys: middleKeys,
    signer: rootKeys,
    notAfter: now + 1800 * day,
    extensions: [extension.basicConstraints(true, 0), certificateSigning],
  })
  const leaf = (keys: Keys, change: Partial<Wanted> = {}): Uint8Array =>
    issue({
      subject: '株式会社こうしん',
      issuer: `${name} CA`,
      keys,
      signer: middleKeys,
      extensions: [digitalSignature, extension.extendedKeyUsage('clientAuth')],
      ...change,
    })
  return { root, middle, leaf, rootKeys, middleKeys }
}
