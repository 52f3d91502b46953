import { describe, expect, it } from 'vitest'
import { checkChain } from '../../../../main/x509/chain/chain.ts'
import { contextPrimitive, integer, sequence } from '../../../../main/x509/der.ts'
import { findSuccessions, withSuccessors } from '../../../../main/x509/chain/rollover.ts'
import {
  certificateSigning,
  day,
  digitalSignature,
  type Extension,
  extension,
  general,
  issue,
  makeKeys,
  now,
  type Wanted,
} from '../authority.ts'

const [oldKeys, newKeys, newestKeys, strangerKeys] = [makeKeys(), makeKeys(), makeKeys(), makeKeys()]
const name = 'Bank Root'
const authority = { subject: name, extensions: [extension.basicConstraints(true), certificateSigning] }
const oldEnd = now + 1000 * day
const newEnd = now + 5000 * day

const oldWithOld = issue({ ...authority, keys: oldKeys, notAfter: oldEnd })
const newRoot = (change: Partial<Wanted> = {}) => issue({ ...authority, keys: newKeys, notAfter: newEnd, ...change })
const newLink = (change: Partial<Wanted> = {}) =>
  issue({ ...authority, keys: newKeys, signer: oldKeys, notAfter: oldEnd, ...change })
const newWithNew = newRoot()
const newWithOld = newLink()
const oldWithNew = issue({ ...authority, keys: oldKeys, signer: newKeys, notAfter: oldEnd })
const everything = [newWithNew, oldWithOld, oldWithNew, newWithOld]
const leaf = issue({
  subject: '株式会社こうしん',
  issuer: name,
  keys: makeKeys(),
  signer: newKeys,
  extensions: [digitalSignature, extension.extendedKeyUsage('clientAuth')],
})

const rootsIn = (published: readonly Uint8Array[], anchors = [oldWithOld], at = now) =>
  findSuccessions(published, anchors, at).map(({ root }) => root)

describe("a bank's new root", () => {
  it('is taken over when the trusted one vouches for it, in whatever order the bank publishes', () => {
    expect(findSuccessions(everything, [oldWithOld], now)).toEqual([{ root: newWithNew, link: newWithOld, since: now }])
    expect(rootsIn([...everything].reverse())).toEqual([newWithNew])
    // OldWithNew serves those who begin with the new root; it may be absent.
    expect(rootsIn([newWithOld, newWithNew])).toEqual([newWithNew])
  })

  it('is trusted then, and was not before', () => {
    const chained = (anchors: readonly Uint8Array[]) => checkChain(leaf, [], anchors, { now, purpose: 'clientAuth' }).ok
    const followed = withSuccessors([oldWithOld], findSuccessions(everything, [oldWithOld], now))
    expect([chained([oldWithOld]), followed.length, chained(followed)]).toEqual([false, 2, true])
  })

  it('is taken over once', () => {
    expect(rootsIn(everything, [oldWithOld, newWithNew])).toEqual([])
  })

  it.each<[string, readonly Uint8Array[]]>([
    ['nobody vouches for it', [newWithNew, oldWithOld]],
    ['somebody else vouches for it', [newWithNew, newLink({ signer: strangerKeys })]],
    ['it is not signed by itself', [newRoot({ signer: strangerKeys }), newWithOld]],
    ['another key is vouched for', [newWithNew, newLink({ keys: strangerKeys })]],
    ['it has another name', [newRoot({ subject: 'Other Root' }), newLink({ subject: 'Other Root', issuer: name })]],
    ['only the new root has the name', [newWithNew, newLink({ subject: 'Other Root', issuer: name })]],
    ['it is not a CA certificate', [newRoot({ extensions: [extension.basicConstraints(false)] }), newWithOld]],
    [
      'it may not sign certificates',
      [newRoot({ extensions: [extension.basicConstraints(true), digitalSignature] }), newWithOld],
    ],
    ['what vouches for it is not a CA certificate', [newWithNew, newLink({ extensions: [digitalSignature] })]],
    ['it has expired', [newRoot({ notAfter: now - day }), newWithOld]],
    ['what vouches for it has expired', [newWithNew, newLink({ notAfter: now - day })]],
    ['it is not valid yet', [newRoot({ notBefore: now + day }), newWithOld]],
    ['it ends before the trusted one', [newRoot({ notAfter: oldEnd - day }), newWithOld]],
    ['it is signed with SHA-1', [newRoot({ hash: 'sha1' }), newWithOld]],
    [
      'it does not vouch for the old one as it says',
      [
        newWithNew,
        newWithOld,
        issue({
          ...authority,
          keys: oldKeys,
          signer: strangerKeys,
          notAfter: oldEnd,
        }),
      ],
    ],
    ['there is rubbish instead', [Uint8Array.of(5, 0), newWithOld]],
  ])('is not taken over when %s', (_title, published) => {
    expect(rootsIn(published)).toEqual([])
  })

  describe('is held to what the trusted one is held to:', () => {
    const ca = (pathLength?: number) => [extension.basicConstraints(true, pathLength), certificateSigning]
    const oneHost = extension.nameConstraints({ permitted: [general.host('bank.example')] })
    const anyHost = extension.nameConstraints({ permitted: [general.host('example')] })
    const customers = extension.extendedKeyUsage('clientAuth')
    const explicit: Extension = {
      oid: '2.5.29.36',
      critical: true,
      value: sequence(contextPrimitive(0, Uint8Array.of(5))),
    }
    const noAnyPolicy: Extension = { oid: '2.5.29.54', critical: true, value: integer(0) }

    it.each<[string, Extension[], Extension[]]>([
      ['the names of one bank', [...ca(), oneHost], ca()],
      ['the names of one bank, not of others', [...ca(), oneHost], [...ca(), anyHost]],
      ['the certificates of customers', [...ca(), customers], ca()],
      ['a policy', [...ca(), explicit], ca()],
      ['policies by name', [...ca(), noAnyPolicy], ca()],
      ['the length of chains', ca(0), ca(1)],
      ['any length of chains', ca(0), ca()],
    ])('%s', (_title, old, wider) => {
      const anchor = issue({ ...authority, keys: oldKeys, notAfter: oldEnd, extensions: old })
      const published = (extensions: Extension[]) => [newRoot({ extensions }), newLink({ extensions: ca() })]
      expect(rootsIn(published(wider), [anchor])).toEqual([])
      expect(rootsIn(published(old), [anchor])).toHaveLength(1)
    })
  })

  it('is not taken over from an expired one', () => {
    expect(rootsIn([newWithNew, newLink({ notAfter: newEnd })], [oldWithOld], oldEnd + day)).toEqual([])
  })

  it('is never an old root for which the new one vouches', () => {
    expect(rootsIn(everything, [newWithNew])).toEqual([])
  })
})

describe('roots taken over earlier', () => {
  const newestWithNewest = newRoot({ keys: newestKeys, notAfter: newEnd + 1000 * day })
  const newestWithNew = newLink({ keys: newestKeys, signer: newKeys })
  const first = { root: newWithNew, link: newWithOld, since: now }
  const second = { root: newestWithNewest, link: newestWithNew, since: now + 900 * day }

  it('are trusted again after a start, each by the one before it, also when the first has expired since', () => {
    expect(withSuccessors([oldWithOld], [first, second])).toEqual([oldWithOld, newWithNew, newestWithNewest])
  })

  it('are nothing without the anchor that they follow', () => {
    const other = issue({ ...authority, keys: strangerKeys, notAfter: oldEnd })
    expect(withSuccessors([other], [first, second])).toEqual([other])
    expect(withSuccessors([oldWithOld], [second])).toEqual([oldWithOld])
  })

  it('are looked for in spite of a published certificate whose key cannot be read', () => {
    // The object identifier of its key's algorithm, spoilt: id-ecPublicKey begins with 1.2.
    const spoilt = Uint8Array.from(newWithNew)
    spoilt[Buffer.from(spoilt).indexOf('06072a8648ce3d0201', 'hex') + 2] = 0
    expect(findSuccessions([spoilt, newWithNew, newWithOld], [oldWithOld], now)).toHaveLength(1)
  })

  it('are nothing when somebody wrote them into the file', () => {
    const forged = issue({ ...authority, keys: strangerKeys, notAfter: newEnd })
    const forgedLink = issue({ ...authority, keys: strangerKeys, notAfter: newEnd })
    const written = { root: forged, link: forgedLink, since: now }
    expect(withSuccessors([oldWithOld], [written, { ...written, link: newWithOld }])).toEqual([oldWithOld])
  })
})
