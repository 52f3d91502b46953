import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { kindOf } from '../../../../main/renewal/watched/kind.ts'
import { objectIdentifier, octetString, sequence, integer } from '../../../../main/x509/der.ts'
import { makeKeys } from '../../x509/authority.ts'
import { customer, name, names, shaped, type Shape, text } from './shapes.ts'

const other = (der: ReturnType<typeof sequence>, oid: string) => ({ oid, value: der })
/** Microsoft's templates: by name (version 1), and by identifier (version 2). */
const templateName = other(text.bmp('User'), '1.3.6.1.4.1.311.20.2')
const template = other(
  sequence(objectIdentifier('1.3.6.1.4.1.311.21.8.1.2.3'), integer(100), integer(5)),
  '1.3.6.1.4.1.311.21.7',
)
const policies = other(sequence(sequence(objectIdentifier('1.2.392.200000.7.1'))), '2.5.29.32')
const ofIssuer = (commonName: string, organization = '更新商事株式会社') =>
  name(['O', organization], ['CN', commonName])
const ofHolder = (commonName: string | ReturnType<typeof text.bmp>) =>
  name(['O', '更新商事株式会社'], ['CN', commonName])

const clients: Readonly<Record<string, Shape>> = {
  'no extensions at all': {},
  'no EKU, signing': { usage: 'sign' },
  'clientAuth alone': { purposes: ['client'], usage: 'sign' },
  'clientAuth, signing and enciphering': { purposes: ['client'], usage: 'signEncipher' },
  'clientAuth, signing and non-repudiation': { purposes: ['client'], usage: 'signNonRepudiation' },
  'clientAuth and mail': { purposes: ['client', 'mail'], usage: 'signEncipher', names: [names.mailbox] },
  'any purpose': { purposes: ['any'], usage: 'sign' },
  'a purpose of the bank’s own beside clientAuth': { purposes: ['client', 'ownPurpose'], usage: 'sign' },
  'clientAuth and document signing': { purposes: ['client', 'documents'], usage: 'sign' },
  'a mailbox beside a host name': { purposes: ['client'], names: [names.host, names.mailbox] },
  'a server’s purpose beside clientAuth, without a host name': { purposes: ['client', 'server'] },
  'sixty days': { purposes: ['client'], days: 60 },
  'a mailbox as its other name': { purposes: ['client'], names: [names.mailbox] },
  'a directory name as its other name': { purposes: ['client'], names: [names.directory] },
  'a registered identifier as its other name': { purposes: ['client'], names: [names.registered] },
  'a URI as its other name': { purposes: ['client'], names: [names.uri] },
  'basicConstraints without cA': { purposes: ['client'], authority: false },
  'names as BMPString': { subject: ofHolder(text.bmp('更新 花子')), purposes: ['client'] },
  'names as TeletexString': { subject: ofHolder(text.t61('Koshin Shoji')), purposes: ['client'] },
  'names as PrintableString': { subject: ofHolder(text.printable('KOSHIN SHOJI 0001')), purposes: ['client'] },
  'several organizational units': {
    subject: name(
      ['C', 'JP'],
      ['O', '練習用信用金庫'],
      ['OU', '法人'],
      ['OU', '0001234567'],
      ['OU', '管理者'],
      ['CN', 'K100001'],
    ),
    purposes: ['client'],
  },
  'no common name': { subject: name(['O', '更新商事株式会社'], ['OU', '経理部']), purposes: ['client'] },
  'a serial number in its name': { subject: name(['CN', '更新 花子'], ['serialNumber', '4711']), purposes: ['client'] },
  'a number as its holder': { subject: ofHolder('0012345678'), purposes: ['client'] },
  'a template by its name': { purposes: ['client', 'mail', 'encryptedFiles'], more: [templateName] },
  'a template by its identifier': { purposes: ['client'], more: [template] },
  'certificate policies': { purposes: ['client'], more: [policies] },
  'an extension that nobody knows': {
    purposes: ['client'],
    more: [other(octetString(new Uint8Array(3)), '1.2.3.4.5')],
  },
  'a life of five years': { purposes: ['client'], days: 1826 },
  'a life of 90 days': { purposes: ['client'], days: 90 },
  'an issuer of the word device in its longer name': {
    issuer: ofIssuer('練習用信用金庫 Device Banking 認証局'),
    purposes: ['client'],
  },
  'an RSA key': { purposes: ['client'], keys: makeKeys('rsa') },
  'a P-384 key': { purposes: ['client'], keys: makeKeys('p384') },
}

const others: Readonly<Record<string, readonly [string, Shape]>> = {
  'an authority': ['authority', { authority: true }],
  'an authority for clients': ['authority', { authority: true, purposes: ['client'] }],
  'one that issued itself': ['self-issued', { issuer: customer, purposes: ['client'] }],
  'one that issued itself, in other letters': [
    'self-issued',
    { subject: name(['CN', 'LocalHost Test']), issuer: name(['CN', text.printable('localhost  test')]) },
  ],
  'mail alone': ['mail', { purposes: ['mail'], usage: 'signEncipher', names: [names.mailbox] }],
  'mail for encryption': ['mail', { purposes: ['mail'], usage: 'encipher', names: [names.mailbox] }],
  'mail beside clientAuth, for encryption': ['mail', { purposes: ['mail', 'client'], usage: 'encipher' }],
  'a server': ['other', { purposes: ['server'], usage: 'signEncipher', names: [names.host] }],
  'time stamps': ['other', { purposes: ['time'], usage: 'sign' }],
  documents: ['other', { purposes: ['documents'], usage: 'signNonRepudiation' }],
  'a purpose of its own alone': ['other', { purposes: ['ownPurpose'], usage: 'sign' }],
  'encryption alone, without EKU': ['other', { usage: 'encipher' }],
  'non-repudiation alone, as for signing contracts': ['other', { usage: 'nonRepudiation' }],
  'encryption alone, for clients': ['other', { purposes: ['client'], usage: 'encipher' }],
  'encrypted files': ['other', { purposes: ['encryptedFiles'], usage: 'encipher' }],
  'code signing': ['code-signing', { purposes: ['code'], usage: 'sign' }],
  'code signing beside clientAuth': ['code-signing', { purposes: ['code', 'client'], usage: 'sign' }],
  'code signing for life': ['code-signing', { purposes: ['lifetime'], usage: 'sign' }],
  'a VPN’s end system': ['vpn', { purposes: ['ipsecEnd', 'client'], usage: 'sign' }],
  'a VPN’s tunnel': ['vpn', { purposes: ['ipsecTunnel'], usage: 'sign' }],
  'a VPN’s user': ['vpn', { purposes: ['ipsecUser', 'client'], usage: 'sign' }],
  IKE: ['vpn', { purposes: ['ike', 'client'], usage: 'sign' }],
  'IKE’s intermediate': ['vpn', { purposes: ['ikeIntermediate', 'server', 'client'], names: [names.host] }],
  'smart card logon': ['sign-in', { purposes: ['logon', 'client'], names: [names.principal] }],
  'smart card logon without a principal': ['sign-in', { purposes: ['logon', 'client'] }],
  Kerberos: ['sign-in', { purposes: ['kerberos', 'client'] }],
  'a principal and clientAuth alone': ['sign-in', { purposes: ['client'], names: [names.principal] }],
  'a principal without EKU': ['sign-in', { names: [names.mailbox, names.principal] }],
  'a computer of a domain': ['device', { purposes: ['client', 'server'], names: [names.host] }],
  'a computer by its host name': ['device', { purposes: ['client'], names: [names.host] }],
  'a computer by its address': ['device', { purposes: ['client'], names: [names.address] }],
  'a host name without EKU': ['device', { names: [names.host] }],
  'a computer with host, mailbox and server’s purpose': [
    'device',
    { purposes: ['client', 'server'], names: [names.host, names.mailbox] },
  ],
  'a GUID as its holder': [
    'device',
    { subject: ofHolder('3f2504e0-4f89-11d3-9a0c-0305e82c3301'), purposes: ['client'] },
  ],
  'a GUID in braces as its holder': [
    'device',
    { subject: ofHolder('{3F2504E0-4F89-11D3-9A0C-0305E82C3301}'), purposes: ['client'] },
  ],
  localhost: ['device', { subject: ofHolder('localhost'), purposes: ['client'] }],
  'an issuer for device management': ['device', { issuer: ofIssuer('Corp MDM Device CA'), purposes: ['client'] }],
  'an issuer for devices': ['device', { issuer: ofIssuer('Corp Device Issuing CA'), purposes: ['client'] }],
  'an issuer for machines': ['device', { issuer: ofIssuer('Corp Machine CA'), purposes: ['client'] }],
  'an issuer by SCEP': ['device', { issuer: ofIssuer('Corp SCEP CA'), purposes: ['client'] }],
  'an organization’s access': ['device', { issuer: ofIssuer('MS-Organization-Access'), purposes: ['client'] }],
  'a day': ['short-lived', { purposes: ['client'], days: 1 }],
  'a month': ['short-lived', { purposes: ['client'], days: 30 }],
}

describe('what a certificate on this computer is for', () => {
  test.each(Object.entries(clients))('opens sites for a person: %s', (_name, shape) => {
    expect(kindOf(shaped(shape))).toBe('client')
  })

  test.each(Object.entries(others).map(([title, [kind, shape]]) => [title, kind, shape] as const))(
    'does not: %s is %s',
    (_title, kind, shape) => {
      expect(kindOf(shaped(shape))).toBe(kind)
    },
  )

  test('is told of at least sixty shapes, one of them with a key for RSASSA-PSS alone', () => {
    const pair = generateKeyPairSync('rsa-pss', {
      modulusLength: 2048,
      hashAlgorithm: 'sha256',
      mgf1HashAlgorithm: 'sha256',
    })
    const spki = new Uint8Array(pair.publicKey.export({ format: 'der', type: 'spki' }))
    // Its issuer signs: the key itself is only certified.
    expect(kindOf(shaped({ purposes: ['client'], keys: { ...makeKeys(), spki } }))).toBe('client')
    expect(Object.keys(clients).length + Object.keys(others).length).toBeGreaterThanOrEqual(60)
  })
})
