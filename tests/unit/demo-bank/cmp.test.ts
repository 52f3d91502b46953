import { createHash, createPublicKey, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { macOf } from '../../../main/demo-bank/cmp/mac.ts'
import { listCertificates, revoke } from '../../../main/demo-bank/ledger/certificates.ts'
import { makeOneTimePassword } from '../../../main/demo-bank/ledger/one-time-passwords.ts'
import { day } from '../../../main/demo-bank/policy.ts'
import { findChain } from '../../../main/x509/chain/chain.ts'
import { context, integer, nullValue, objectIdentifier, octetString, sequence } from '../../../main/x509/der.ts'
import { extensionIds } from '../../../main/x509/extensions.ts'
import { parseCertificate } from '../../../main/x509/parse.ts'
import { sha256 } from '../../../main/x509/read.ts'
import {
  certificateRequest,
  equal,
  fresh,
  type Holder,
  type Keys,
  makeHolder,
  makeKeys,
  message,
  openTestBank,
  pbmac1,
  type Protection,
  type Saying,
  signedBy,
  type TestBank,
  understand,
} from './cmp-peer.ts'

const failures = {
  badAlg: 0,
  badMessageCheck: 1,
  badRequest: 2,
  badTime: 3,
  badCertId: 4,
  badDataFormat: 5,
  certRevoked: 10,
  certConfirmed: 11,
  badRecipientNonce: 13,
  badSenderNonce: 18,
  signerNotTrusted: 20,
  transactionIdInUse: 21,
  unsupportedVersion: 22,
  notAuthorized: 23,
} as const
const refusal = (name: keyof typeof failures) => ({ name: 'error', failure: failures[name], certificate: undefined })

const count = ({ bank }: TestBank) => listCertificates(bank.database).length

/** A bank and a customer whose certificate expires `left` ms from now. */
async function withHolder(left = 20 * day) {
  const test = await openTestBank()
  const holder = makeHolder(test, test.time.now + left)
  const keys = makeKeys()
  const update = (saying: Partial<Saying> = {}) =>
    message(7, certificateRequest(keys, holder.certificate), signedBy(holder), { ...fresh(), ...saying })
  return { ...test, test, holder, keys, update }
}

async function withPassword() {
  const test = await openTestBank()
  const { bank, time } = test
  const password = await makeOneTimePassword(bank.database, 'K1000001', time.now, bank.seal)
  return { ...test, test, password, keys: makeKeys() }
}

const initial = (keys: Keys, how: Protection, saying: Partial<Saying> = {}) =>
  message(0, certificateRequest(keys), how, { ...fresh(), ...saying })

/** certConf for a certificate; the hash is the one that `algorithm` (dotted) names. */
function confirmation(der: Uint8Array, { hash = 'sha256', algorithm = '', accepted = true } = {}) {
  const status = accepted ? [] : [sequence(integer(2))]
  const named = algorithm === '' ? [] : [context(0, sequence(objectIdentifier(algorithm)))]
  return sequence(sequence(octetString(createHash(hash).update(der).digest()), integer(0), ...status, ...named))
}

/** Up to the certificate that waits for its confirmation. */
async function withCertificate() {
  const begun = await withHolder(-3 * day)
  const ids = fresh()
  const first = understand(await begun.say(begun.update(ids)))
  const der = first.certificate!
  const confirm = (body = confirmation(der), saying: Partial<Saying> = {}, who: Holder = begun.holder) =>
    message(24, body, signedBy(who), { ...ids, recipientNonce: first.nonce, ...saying })
  return { ...begun, ids, der, confirm, first }
}

describe('PBMAC1 at the demo bank', () => {
  it.each([{}, { prf: 'sha1' }, { prf: 'sha512', mac: 'sha512', length: 64 }, { iterations: 100_000 }] as const)(
    'is taken and given back with %j',
    async (options) => {
      const { say, password, keys, bank } = await withPassword()
      const answer = await say(initial(keys, pbmac1('K1000001', password, options)))
      expect(understand(answer)).toMatchObject({ name: 'ip', failure: undefined })
      const { header, protectedPart, protection } = answer
      const given = (secret: string) => equal(macOf(header.protectionAlgorithm!, secret, protectedPart), protection)
      expect([given(password), given('other')]).toEqual([true, false])
      expect(listCertificates(bank.database)).toMatchObject([{ issuedBy: 'ir', customerId: 'K1000001' }])
    },
  )

  it.each([{ length: 0 }, { length: 8 }, { iterations: 100_001 }])('is refused with %j', async (options) => {
    const { test, say, password, keys } = await withPassword()
    const how = { ...pbmac1('K1000001', password, options), protect: () => new Uint8Array(32) }
    expect(understand(await say(initial(keys, how)))).toMatchObject(refusal('badAlg'))
    expect(count(test)).toBe(0)
  })

  it('is refused with another password, and for another customer', async () => {
    const { test, say, password, keys } = await withPassword()
    for (const how of [pbmac1('K1000001', `${password}x`), pbmac1('K1000002', password), pbmac1('', password)]) {
      expect(understand(await say(initial(keys, how)))).toMatchObject(refusal('badMessageCheck'))
    }
    expect(count(test)).toBe(0)
  })
})

describe("the demo bank's answers", () => {
  it('are signed by an RA of its CA, and belong to what was asked', async () => {
    const { say, update, bank, time } = await withHolder()
    const ids = fresh()
    const { header, extraCertificates, protectedPart, protection } = await say(update(ids))
    const [signer, ...chain] = extraCertificates
    const options = { now: time.now, purpose: 'any' } as const
    expect(findChain(signer!, chain, [bank.authority.root], options)).toMatchObject({ ok: true })
    const { publicKey, extensions } = parseCertificate(signer!)
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' })
    expect(verify('sha256', protectedPart, key, protection!)).toBe(true)
    // id-kp-cmcRA, and nothing that would open a connection.
    expect(Buffer.from(extensions.get(extensionIds.extendedKeyUsage)!.value).toString('hex')).toBe(
      '300a06082b0601050507031c',
    )
    expect([equal(header.transactionId, ids.transactionId), equal(header.recipientNonce, ids.senderNonce)]).toEqual([
      true,
      true,
    ])
    expect(header.senderNonce).toHaveLength(16)
    expect(header.time).toBe(Math.floor(time.now / 1000) * 1000)
  })
})

describe('messages that the demo bank refuses', () => {
  const short = new Uint8Array(15)
  it.each([
    ['without a transaction ID', { transactionId: undefined }, 'badDataFormat'],
    ['with a short transaction ID', { transactionId: short }, 'badDataFormat'],
    ['without a nonce', { senderNonce: undefined }, 'badSenderNonce'],
    ['with a short nonce', { senderNonce: short }, 'badSenderNonce'],
    ['of version 1', { version: 1 }, 'unsupportedVersion'],
    ['of version 4', { version: 4 }, 'unsupportedVersion'],
  ] as const)('%s', async (_name, saying, failure) => {
    const { test, say, update } = await withHolder()
    expect(understand(await say(update(saying)))).toMatchObject(refusal(failure))
    expect(count(test)).toBe(1)
  })

  it('from another time: more than ten minutes before or after', async () => {
    const { say, update, time } = await withHolder()
    for (const minutes of [-11, 11, 60 * 24 * 365]) {
      const late = update({ time: time.now + minutes * 60_000 })
      expect(understand(await say(late))).toMatchObject(refusal('badTime'))
    }
    for (const minutes of [-9, 0, 9]) {
      expect(understand(await say(update({ time: time.now + minutes * 60_000 }))).name).toBe('kup')
    }
  })

  it('changed in any byte on the way', async () => {
    const { test, say, update } = await withHolder()
    const der = update({ time: test.time.now })
    let refused = 0
    for (let index = 0; index < der.length; index += 5) {
      const changed = der.map((byte, place) => (place === index ? byte ^ 0x04 : byte))
      const answer = await say(changed).then(understand, () => ({ name: 'unreadable' }))
      expect(['error', 'unreadable'], `byte ${index}`).toContain(answer.name)
      refused++
    }
    expect(refused).toBeGreaterThan(150)
    expect(count(test)).toBe(1)
    expect(understand(await say(der)).name).toBe('kup')
  })

  it("in another holder's name, or with another holder's certificate", async () => {
    const { test, say, holder, keys } = await withHolder()
    const other = makeHolder(test, test.time.now + day, 'K1000002')
    const request = certificateRequest(keys, holder.certificate)
    const [mine, theirs] = [signedBy(holder), signedBy(other)]
    for (const how of [
      { ...mine, sender: theirs.sender },
      { ...mine, extraCertificates: [other.certificate] },
    ]) {
      expect(understand(await say(message(7, request, how, fresh())))).toMatchObject(refusal('badMessageCheck'))
    }
    const { extraCertificates: _none, ...bare } = mine
    expect(understand(await say(message(7, request, bare, fresh())))).toMatchObject(refusal('signerNotTrusted'))
  })

  it('with a transaction ID that is in use', async () => {
    const { test, say, update } = await withHolder()
    const ids = fresh()
    expect(understand(await say(update(ids))).name).toBe('kup')
    expect(understand(await say(update(ids)))).toMatchObject(refusal('transactionIdInUse'))
    expect(count(test)).toBe(2)
  })
})

describe('grace at the demo bank', () => {
  it('lasts 30 days to the millisecond', async () => {
    const { say, update, time, holder } = await withHolder(-29 * day)
    const { notAfter } = parseCertificate(holder.certificate)
    time.now = notAfter + 30 * day + 1
    expect(understand(await say(update()))).toMatchObject({
      ...refusal('notAuthorized'),
      words: 'the current certificate expired more than 30 days ago',
    })
    time.now = notAfter + 30 * day
    expect(understand(await say(update())).name).toBe('kup')
  })
})

describe('confirmation at the demo bank', () => {
  it('takes the hash of the certificate, with the hash function that it names', async () => {
    const { say, confirm, der } = await withCertificate()
    const sha512 = confirmation(der, { hash: 'sha512', algorithm: '2.16.840.1.101.3.4.2.3' })
    expect(understand(await say(confirm(sha512))).name).toBe('pkiconf')
  })

  it('is told apart from a second one, whose first answer may have been lost', async () => {
    const { say, confirm } = await withCertificate()
    expect(understand(await say(confirm())).name).toBe('pkiconf')
    expect(understand(await say(confirm()))).toMatchObject(refusal('certConfirmed'))
  })

  it('is for the transaction, its nonce, its holder and its certificate', async () => {
    const { test, say, confirm, holder } = await withCertificate()
    const wrong = async (...args: Parameters<typeof confirm>) => understand(await say(confirm(...args)))
    expect(await wrong(undefined, { transactionId: new Uint8Array(16) })).toMatchObject(refusal('badRequest'))
    expect(await wrong(undefined, { recipientNonce: new Uint8Array(16) })).toMatchObject(refusal('badRecipientNonce'))
    expect(await wrong(undefined, { recipientNonce: undefined })).toMatchObject(refusal('badRecipientNonce'))
    const other = makeHolder(test, test.time.now + day)
    expect(await wrong(undefined, {}, other)).toMatchObject(refusal('badRequest'))
    expect(await wrong(confirmation(holder.certificate))).toMatchObject(refusal('badCertId'))
    expect((await wrong()).name).toBe('pkiconf')
  })

  it('comes within the hour', async () => {
    const { say, confirm, time } = await withCertificate()
    time.now += 60 * 60 * 1000 + 1
    expect(understand(await say(confirm()))).toMatchObject(refusal('badRequest'))
  })

  it.each([
    ['a rejection', (der: Uint8Array) => confirmation(der, { accepted: false })],
    ['a confirmation of nothing', () => sequence()],
  ])('as %s revokes the certificate and leaves the old one alone', async (_name, body) => {
    const { say, confirm, der, bank } = await withCertificate()
    expect(understand(await say(confirm(body(der)))).name).toBe('pkiconf')
    const revoked = listCertificates(bank.database).filter(({ revokedAt }) => revokedAt !== null)
    expect(revoked.map(({ thumbprint }) => thumbprint)).toEqual([sha256(der)])
  })

  it("of a fault's certificate concerns nobody: the right one is there for the same key", async () => {
    const { say, update, holder, bank } = await withHolder()
    const ids = fresh()
    const { certificate, nonce } = understand(await say(update(ids), 'wrong-subject'))
    const no = message(24, confirmation(certificate!, { accepted: false }), signedBy(holder), {
      ...ids,
      recipientNonce: nonce,
    })
    expect(understand(await say(no)).name).toBe('pkiconf')
    const right = understand(await say(update())).certificate
    expect(listCertificates(bank.database).map(({ thumbprint, revokedAt }) => [thumbprint, revokedAt])).toEqual([
      [sha256(holder.certificate), null],
      [sha256(right!), null],
    ])
  })
})

describe('polling at the demo bank', () => {
  const poll = (holder: Holder, saying: Partial<Saying>) =>
    message(25, sequence(sequence(integer(0))), signedBy(holder), saying)

  it('goes on with the nonce of the last answer until the certificate is there', async () => {
    const { say, update, holder } = await withHolder(-day)
    const ids = fresh()
    const waiting = understand(await say(update(ids), 'pending'))
    expect(waiting).toMatchObject({ name: 'kup', certificate: undefined })
    const still = understand(await say(poll(holder, { ...ids, recipientNonce: waiting.nonce }), 'pending'))
    expect(still.name).toBe('pollRep')
    const stale = await say(poll(holder, { ...ids, recipientNonce: waiting.nonce }))
    expect(understand(stale)).toMatchObject(refusal('badRecipientNonce'))
    const done = understand(await say(poll(holder, { ...ids, recipientNonce: still.nonce })))
    expect(done.certificate).toBeDefined()
    const more = await say(poll(holder, { ...ids, recipientNonce: done.nonce }))
    expect(understand(more)).toMatchObject(refusal('badRequest'))
  })

  it('does not outwait a revocation', async () => {
    const { test, say, update, holder, bank, time } = await withHolder()
    const ids = fresh()
    const { nonce } = understand(await say(update(ids), 'pending'))
    revoke(bank.database, sha256(holder.certificate), time.now)
    expect(understand(await say(poll(holder, { ...ids, recipientNonce: nonce })))).toMatchObject(refusal('certRevoked'))
    expect(count(test)).toBe(1)
  })

  it('is given up with an error message, which the bank acknowledges', async () => {
    const { test, say, update, holder } = await withHolder()
    const ids = fresh()
    const { nonce } = understand(await say(update(ids), 'pending'))
    const error = message(23, sequence(sequence(integer(2))), signedBy(holder), { ...ids, recipientNonce: nonce })
    expect(understand(await say(error)).name).toBe('pkiconf')
    expect(count(test)).toBe(1)
  })

  it('is not for whoever has not begun', async () => {
    const { say, holder } = await withHolder()
    const unasked = message(25, nullValue(), signedBy(holder), { ...fresh(), recipientNonce: new Uint8Array(16) })
    expect(understand(await say(unasked))).toMatchObject(refusal('badRequest'))
  })
})
