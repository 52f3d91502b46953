/** Answers made to be costly, as large as they may be: at most 100 ms of the main process, which once were minutes. */
import { test } from 'vitest'
import { readCacerts, readCsrattrs } from '../../../main/bank/est/operations.ts'
import { createPortal } from '../../../main/bank/portal/portal.ts'
import { success } from '../../../main/renewal/errors.ts'
import { checkChain } from '../../../main/x509/chain/chain.ts'
import { findSuccessions } from '../../../main/x509/chain/rollover.ts'
import { writeCertificates } from '../../../main/x509/cms.ts'
import { requestedAttributes } from '../../../main/x509/csr-attributes/requested.ts'
import {
  encode,
  type Node,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  set,
  utf8String,
} from '../../../main/x509/der.ts'
import { derToPem } from '../../../main/x509/pem.ts'
import { checkServer } from '../../../main/x509/chain/server-identity.ts'
import {
  certificateSigning,
  extension,
  type Extension,
  general,
  issue,
  makeAuthority,
  makeKeys,
  now,
} from '../../unit/x509/authority.ts'
import { crossedKeys } from '../../unit/x509/chain/crossed.ts'
import { median, state } from '../table.ts'

/** ms of processor time, in plain Node. */
const limit = { beside: '100 ms of the main process', unit: 'ms' } as const

const keys = crossedKeys('p521', 32)
const { root, rootKeys } = makeAuthority()

/** A name of many parts, each to be prepared for its comparison. */
const longName = sequence(
  ...Array.from({ length: 10 }, (_, at) =>
    set(sequence(objectIdentifier('2.5.4.3'), utf8String(`Test ${'x\u0301'.repeat(5)}${at}`))),
  ),
)
const filling = { oid: '1.2.3.4', value: octetString(new Uint8Array(4000)) }
/** Where several have one name, the key identifier of each is looked at. */
const longIdentifiers = [
  { oid: '2.5.29.14', value: sequence(...Array.from({ length: 2000 }, nullValue)) },
  extension.authorityKeyId(new Uint8Array([1])),
]
const authority = [extension.basicConstraints(true), certificateSigning]
/** Signed anew each time: what is known of the last ones must not help. */
const crossed = (
  round: number,
  { subject = 'Test Root', extensions = authority }: Partial<Parameters<typeof issue>[0]>,
) =>
  keys.map((own, at) => {
    const serial = new Uint8Array([1 + round, at])
    return issue({ subject, keys: own, signer: keys[(at + 1) % keys.length]!, serial, extensions })
  })

test.each([
  ['/cacerts: 32 cross-signed certificates on P-521', {}],
  ['the same with 4 kB in each', { extensions: [...authority, filling] }],
  ['the same with names of 10 parts', { subject: longName }],
  ['the same with key identifiers of 2,000 values', { extensions: [...authority, ...longIdentifiers] }],
] as const)('%s', (name, how) => {
  const times: number[] = []
  const anchors = 'subject' in how ? [issue({ ...how, keys: keys[0]!, extensions: authority })] : [root]
  for (let round = 0; round < 10; round++) {
    const body = Buffer.from(Buffer.from(writeCertificates(crossed(round, how))).toString('base64'))
    const before = process.cpuUsage()
    const headers = { 'content-type': 'application/pkcs7-mime' }
    const published = readCacerts({ status: 200, headers, body, date: undefined }, now)
    if (!published.ok) throw new Error(published.failure.cause)
    for (const der of published.value) checkChain(der, published.value, [root], { now, purpose: 'any' })
    findSuccessions(published.value, anchors, now)
    const { user, system } = process.cpuUsage(before)
    times.push((user + system) / 1000)
  }
  state({ what: name, ...limit }, median(times), 100)
})

/** Signed by whoever may: a hostile bank. Each CA below the next one, the end first. */
function longChain(round: number, extensions: readonly Extension[]): readonly Uint8Array[] {
  const all = chainKeys.map((own, at) => {
    const [above, signer] = at === 0 ? ['Test Root', rootKeys] : [`CA ${at - 1}`, chainKeys[at - 1]!]
    const serial = new Uint8Array([1 + round, at])
    return issue({ subject: `CA ${at}`, issuer: above, keys: own, signer, serial, extensions })
  })
  return all.toReversed()
}
const chainKeys = Array.from({ length: 20 }, () => makeKeys())
const hosts = Array.from({ length: 100 }, (_, at) => `h${at}.example`)
const constraints = extension.nameConstraints({ permitted: [...hosts, 'example'].map(general.host) })
const policies = Array.from({ length: 49 }, (_, at) => sequence(objectIdentifier(`1.2.${at}`)))
const mappings = Array.from({ length: 32 }, (_, at) =>
  sequence(objectIdentifier(`1.2.${at}`), objectIdentifier(`1.2.${at + 1}`)),
)

test.each([
  ['a chain of 20 CAs with 101 name constraints and 100 names each', [constraints, extension.dnsNames(...hosts)]],
  [
    'the same with 49 policies and 32 mappings each',
    [
      { oid: '2.5.29.32', value: sequence(...policies) },
      { oid: '2.5.29.33', value: sequence(...mappings) },
    ],
  ],
  ['the same with 10 kB in each', [{ oid: '1.2.3.4', value: octetString(new Uint8Array(10_000)) }]],
] as const)('%s', (name, more) => {
  const times: number[] = []
  for (let round = 0; round < 10; round++) {
    const pems = longChain(round, [...authority, ...more]).map(derToPem)
    const before = process.cpuUsage()
    checkServer(pems, 'bank.example', [root], now)
    const { user, system } = process.cpuUsage(before)
    times.push((user + system) / 1000)
  }
  state({ what: `TLS server: ${name}`, ...limit }, median(times), 100)
})

const octets = (size: number) => octetString(new Uint8Array(size))
const deep = Array.from({ length: 30 }).reduce<Node>((inside) => sequence(inside), octets(250_000))
const wishes = Array.from({ length: 64 }, () =>
  sequence(
    objectIdentifier('1.2.840.113549.1.9.14'),
    set(sequence(...Array.from({ length: 19 }, (_, at) => sequence(objectIdentifier(`1.2.3.${at}`), octets(150))))),
  ),
)
const block = (at: number): string =>
  derToPem(writeCertificates(Array.from({ length: 32 }, (_, other) => small[(at + other) % small.length]!)))
const small = Array.from({ length: 64 }, (_, at) =>
  issue({ subject: sequence(), keys: keys[0]!, signer: rootKeys, serial: new Uint8Array([1, at]) }),
)
const portal = (text: string) =>
  createPortal('https://bank.example', {
    send: async () => success({ status: 200, headers: {}, body: Buffer.from(text), date: undefined }),
    forget: () => undefined,
  })
const answers: readonly (readonly [string, Uint8Array | string])[] = [
  [
    '/cacerts of 16 PEM blocks with 32 certificates each',
    Buffer.from(Array.from({ length: 16 }, (_, at) => block(at)).join('')),
  ],
  ['/csrattrs of 30 levels around 250 kB', encode(deep)],
  ['/csrattrs of 64 wishes with 19 extensions each', encode(sequence(...wishes))],
  ['portal: 64 kB of arrays in arrays', '['.repeat(32_000) + ']'.repeat(32_000)],
  ['portal: one key 4,000 times', `{${'"noticeDays":1,'.repeat(4000)}"graceDays":1}`],
  [
    'portal: 10,000 texts where 10 may be',
    `{"noticeDays":1,"graceDays":1,"afterRenewal":[${'"a b",'.repeat(10_000)}""]}`,
  ],
]
test.each(answers)('%s', async (name, body) => {
  const times: number[] = []
  for (let round = 0; round < 10; round++) {
    const before = process.cpuUsage()
    if (typeof body === 'string') await portal(body).policy('a')
    else {
      const answer = { status: 200, headers: {}, body, date: undefined }
      if (name.startsWith('/cacerts')) readCacerts(answer, now)
      else {
        const read = readCsrattrs(answer, now)
        if (read.ok) requestedAttributes(read.value)
      }
    }
    const { user, system } = process.cpuUsage(before)
    times.push((user + system) / 1000)
  }
  state({ what: name, ...limit }, median(times), 100)
})
