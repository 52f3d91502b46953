/** Whom the transport takes for the bank's server, with a stand-in for Electron. */
import { beforeEach, expect, it, vi } from 'vitest'
import { derToPem } from '../../../main/x509/pem.ts'
import { certificateSigning, extension, issue, makeAuthority, makeKeys, now } from '../x509/authority.ts'
import { respond, standInForElectron } from './electron-stand-in.ts'

let electron = standInForElectron()

beforeEach(() => {
  vi.resetModules()
  electron = standInForElectron()
  vi.doMock('electron', () => electron.module)
})

const url = 'https://bank.example/.well-known/est/cacerts'
const { root, middle, leaf } = makeAuthority('Bank')
const inspector = makeAuthority('Inspector')
const named = [extension.dnsNames('bank.example'), extension.extendedKeyUsage('serverAuth')]
const believed = 0
/** net::ERR_CERT_AUTHORITY_INVALID */
const refused = -202

/** As Chromium hands a chain over: the server's own certificate, and through it its issuers. */
function chained(...ders: readonly Uint8Array[]): object | undefined {
  const [first, ...above] = ders
  return first && { data: derToPem(first), issuerCert: chained(...above) }
}

/** What the session answers Chromium, and whether the server counts as the bank's once it has answered. */
async function meet(
  certificate: object | undefined,
  { anchor = root, networkRoots = [] }: { anchor?: Uint8Array; networkRoots?: readonly Uint8Array[] } = {},
) {
  const { createTransport } = await import('../../../main/bank/transport.ts')
  const transport = createTransport({ trust: () => [anchor], networkRoots, clock: () => now })
  const asking = { method: 'GET', url, headers: {}, timeout: 60_000, maximumBody: 1000 } as const
  const answer = transport.send({ kind: 'anonymous' }, asking)
  const under = await vi.waitUntil(() => electron.requests[0])
  let code: number | undefined
  const met = { hostname: 'bank.example', errorCode: refused, certificate }
  electron.sessions[0]!.verify?.(met, (told) => (code = told))
  respond(under)
  await answer
  return { code, verified: transport.verifiedAt(url) !== undefined }
}

it('is the one whose certificate chains to the bank’s anchors, also where the network has roots of its own', async () => {
  const own = chained(leaf(makeKeys(), { extensions: named }), middle)
  expect(await meet(own, { networkRoots: [inspector.root] })).toEqual({ code: believed, verified: true })
})

it('is not a proxy that inspects TLS: policy lets it pass, and no window calls it the bank', async () => {
  const theirs = chained(inspector.leaf(makeKeys(), { extensions: named }), inspector.middle)
  expect(await meet(theirs, { networkRoots: [inspector.root] })).toEqual({ code: believed, verified: false })
})

it('is nobody whom no root vouches for', async () => {
  const theirs = chained(inspector.leaf(makeKeys(), { extensions: named }), inspector.middle)
  expect(await meet(theirs)).toMatchObject({ code: refused })
})

it('is the bank’s however long its chain is', async () => {
  const issuing = [extension.basicConstraints(true), certificateSigning]
  const authorities = Array.from({ length: 15 }, (_, at) => ({ subject: `CA ${at}`, keys: makeKeys() }))
  const certificates = authorities.map((own, at) => {
    const { subject, keys } = authorities[at + 1] ?? own
    return issue({ ...own, issuer: subject, signer: keys, extensions: issuing })
  })
  const { subject, keys } = authorities[0]!
  const server = issue({ subject: 'bank', issuer: subject, keys: makeKeys(), signer: keys, extensions: named })
  const answer = await meet(chained(server, ...certificates.slice(0, -1)), { anchor: certificates.at(-1)! })
  expect(answer).toEqual({ code: believed, verified: true })
})
