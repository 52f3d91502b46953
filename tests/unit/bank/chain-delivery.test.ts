import { beforeEach, describe, expect, it } from 'vitest'
import { deliveringChains } from '../../../main/bank/chain-delivery.ts'
import { done, failure, type Result, success } from '../../../main/renewal/errors.ts'
import type { StoredCertificate } from '../../../main/renewal/ports.ts'
import { sha256 } from '../../../main/x509/read.ts'
import { fakeKeyStore } from '../keystore/fake-key-store.ts'
import { makeAuthority, makeKeys, now } from '../x509/authority.ts'
import { answers, fakeTransport } from './transport/fake-transport.ts'

const authority = makeAuthority()
const der = authority.leaf(makeKeys())
const thumbprint = sha256(der)
const ours = { kind: 'certificate', thumbprint } as const
const request = { method: 'GET', url: 'https://bank.example/', headers: {}, timeout: 1000, maximumBody: 1000 } as const
const stored: StoredCertificate = {
  der,
  thumbprint,
  keyName: undefined,
  retired: false,
  protection: 'other',
  exportable: undefined,
}

let beside: Uint8Array[]
let known: readonly Uint8Array[]
let writes: number
/** Of the certificates that were looked for in the key store, their thumbprints. */
let reads: string[]
/** What the key store has under our thumbprint. */
let held: StoredCertificate
/** What the key store says when it is asked for its CA certificates. */
let listing: Result<void>
let time: number
beforeEach(() => {
  beside = []
  known = [authority.root, authority.middle]
  writes = 0
  reads = []
  held = stored
  listing = done
  time = now
})

function open(given: Parameters<typeof fakeTransport> = [answers(200)], add: Result<void> = done) {
  const { transport, log } = fakeTransport(...given)
  const keyStore = fakeKeyStore({
    read: async (wanted) => (reads.push(wanted), success(wanted === thumbprint ? held : undefined)),
    listAuthorities: async () => (listing.ok ? success(beside) : listing),
    addAuthorities: async (certificates) => {
      writes += 1
      if (add.ok) beside = [...beside, ...certificates]
      return add
    },
  })
  const authorities = { list: () => known, trustAnchors: () => [authority.root] }
  return { transport: deliveringChains(transport, { authorities, keyStore, clock: () => time }), log }
}

describe('the chain above a certificate', () => {
  it('is in the key store before the certificate is used for the first time, and is looked after once', async () => {
    const { transport, log } = open([answers(200), answers(200)])
    await transport.send(ours, request)
    expect([beside, log.length]).toEqual([[authority.middle], 1])
    await transport.send(ours, request)
    expect([writes, reads]).toEqual([1, [thumbprint]])
  })

  it('is not written where it is already', async () => {
    beside = [authority.middle]
    await open().transport.send(ours, request)
    expect(writes).toBe(0)
  })

  it('is written as soon as the bank is known to have another CA', async () => {
    known = [authority.root]
    const { transport } = open([answers(200), answers(200)])
    await transport.send(ours, request)
    known = [authority.root, authority.middle]
    await transport.send(ours, request)
    expect(beside).toEqual([authority.middle])
  })

  it('is nothing that a stranger of the same name made', async () => {
    known = [authority.root, makeAuthority().middle]
    await open().transport.send(ours, request)
    expect(writes).toBe(0)
  })

  it('is nobody’s where nobody asks, or where the certificate is not here', async () => {
    const { transport } = open([answers(200), answers(200)])
    await transport.send({ kind: 'anonymous' }, request)
    expect(reads).toEqual([])
    await transport.send({ kind: 'certificate', thumbprint: 'f'.repeat(64) }, request)
    expect(writes).toBe(0)
  })

  it('is none above what cannot be read as a certificate, which is used as it is', async () => {
    held = { ...stored, der: new Uint8Array([5, 0]) }
    expect((await open().transport.send(ours, request)).ok).toBe(true)
    expect(writes).toBe(0)
  })

  it('is not written where the key store does not tell what it has', async () => {
    listing = failure('keystore.unavailable')
    expect((await open().transport.send(ours, request)).ok).toBe(true)
    expect(writes).toBe(0)
  })

  it('does not stop a request when the key store takes nothing', async () => {
    const { transport } = open([answers(200), answers(200)], failure('keystore.write-failed'))
    expect((await transport.send(ours, request)).ok).toBe(true)
    expect((await transport.send(ours, request)).ok).toBe(true)
    expect(writes).toBe(2)
  })
})

describe('a certificate that was not offered', () => {
  const missing = failure('keystore.certificate-missing', { cause: 'not offered' })

  it('is told of as one of another issuer, where the key store has it and it is valid', async () => {
    const { transport } = open([missing])
    expect(await transport.send(ours, request)).toMatchObject({
      failure: { code: 'bank.issuer-not-named', retry: 'never', cause: expect.stringContaining('Test CA') as string },
    })
  })

  it('has its chain looked after again: somebody may have taken that away', async () => {
    const { transport } = open([missing, answers(200)])
    await transport.send(ours, request)
    beside = []
    await transport.send(ours, request)
    expect(beside).toEqual([authority.middle])
  })

  it('has nothing to do with what else went wrong', async () => {
    const unreachable = failure('bank.unreachable', { retry: 'later' })
    expect(await open([unreachable]).transport.send(ours, request)).toEqual(unreachable)
  })

  it('is missing where it is not there, or has expired', async () => {
    const { transport } = open([missing, missing])
    expect(await transport.send({ kind: 'certificate', thumbprint: 'f'.repeat(64) }, request)).toEqual(missing)
    time = now + 400 * 24 * 60 * 60 * 1000
    expect(await transport.send(ours, request)).toEqual(missing)
  })
})
