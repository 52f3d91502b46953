/** What the demo bank answers to questions by genm (RFC 9483, 4.3), as it stands on the wire. */
import { describe, expect, it } from 'vitest'
import { createHmac, createHash, randomBytes } from 'node:crypto'
import { makeOneTimePassword } from '../../../main/demo-bank/ledger/one-time-passwords.ts'
import { day } from '../../../main/demo-bank/policy.ts'
import { findChain } from '../../../main/x509/chain/chain.ts'
import {
  child,
  children,
  decode,
  encode,
  integer,
  isContext,
  type Node,
  nullValue,
  objectIdentifier,
  octetString,
  oidOf,
  sequence,
} from '../../../main/x509/der.ts'
import {
  certificateRequest,
  fresh,
  makeHolder,
  makeKeys,
  message,
  openTestBank,
  type Protection,
  signedBy,
  understand,
} from './cmp-peer.ts'

const ids = {
  caCerts: '1.3.6.1.5.5.7.4.17',
  rootCaKeyUpdate: '1.3.6.1.5.5.7.4.18',
  certReqTemplate: '1.3.6.1.5.5.7.4.19',
  rootCaCert: '1.3.6.1.5.5.7.4.20',
} as const

const asking = (kind: string, ...value: Node[]): Node => sequence(objectIdentifier(kind), ...value)

async function customer() {
  const test = await openTestBank()
  const holder = makeHolder(test, test.time.now + 20 * day)
  /** The kinds and values (DER) of the answers. */
  const ask = async (...questions: Node[]) => {
    const { kind, body } = await test.say(message(21, sequence(...questions), signedBy(holder), fresh()))
    expect(kind).toBe(22)
    return children(body).map((one) => [oidOf(child(one, 0)), children(one)[1]] as const)
  }
  return { ...test, ask, holder }
}

describe('a question to the demo bank', () => {
  it('for its CA certificates is answered with those', async () => {
    const { ask, bank } = await customer()
    const [[kind, list]] = (await ask(asking(ids.caCerts))) as [[string, Node]]
    expect(kind).toBe(ids.caCerts)
    expect(children(list).map(encode)).toEqual([bank.authority.issuing])
  })

  it('for a new root is answered with no value while there is none', async () => {
    const { ask, bank } = await customer()
    expect(await ask(asking(ids.rootCaCert))).toEqual([[ids.rootCaKeyUpdate, undefined]])
    expect(await ask(asking(ids.rootCaCert, decode(bank.authority.root)))).toEqual([[ids.rootCaKeyUpdate, undefined]])
  })

  it('for a new root is answered with it and the links between both, once it is published', async () => {
    const { ask, bank, time } = await customer()
    const old = bank.authority.root
    await bank.rollover.publish()
    for (const question of [asking(ids.rootCaCert, decode(old)), asking(ids.rootCaCert), asking(ids.rootCaKeyUpdate)]) {
      const [[kind, update]] = (await ask(question)) as [[string, Node]]
      expect(kind).toBe(ids.rootCaKeyUpdate)
      const [newRoot, newWithOld, oldWithNew] = children(update)
      expect([isContext(newWithOld!, 0), isContext(oldWithNew!, 1)]).toEqual([true, true])
      const [root, link] = [encode(newRoot!), encode(child(newWithOld!, 0))]
      const options = { now: time.now, purpose: 'any' } as const
      expect(findChain(link, [], [old], options)).toMatchObject({ ok: true })
      expect(findChain(encode(child(oldWithNew!, 0)), [], [root], options)).toMatchObject({ ok: true })
      // Whoever has the new root already learns nothing.
      expect(await ask(asking(ids.rootCaCert, decode(root)))).toEqual([[ids.rootCaKeyUpdate, undefined]])
    }
  })

  it('for a template says what requests are to be like, and nothing where they may be like anything', async () => {
    const { ask, bank } = await customer()
    expect(await ask(asking(ids.certReqTemplate))).toEqual([[ids.certReqTemplate, undefined]])
    const contentOf = async () => {
      const [[, content]] = (await ask(asking(ids.certReqTemplate))) as [[string, Node]]
      const [template, controls] = children(content)
      const [control] = children(controls!)
      const tags = children(template!).map(({ type }) => type as number)
      return { tags, oid: oidOf(child(control!, 0)), value: Buffer.from(encode(child(control!, 1))) }
    }
    bank.requested.want({ form: 'template', key: 'rsa-3072' })
    // id-regCtrl-rsaKeyLen; [5] is the subject, to be filled in
    expect(await contentOf()).toEqual({
      tags: [5],
      oid: '1.3.6.1.5.5.7.5.1.12',
      value: Buffer.from(encode(integer(3072))),
    })
    bank.requested.want({ form: 'template', key: 'ec-p384', clientAuth: true })
    const curve = sequence(objectIdentifier('1.2.840.10045.2.1'), objectIdentifier('1.3.132.0.34'))
    // id-regCtrl-algId; [9] are extensions
    expect(await contentOf()).toEqual({ tags: [5, 9], oid: '1.3.6.1.5.5.7.5.1.11', value: Buffer.from(encode(curve)) })
  })

  it('may be one of several, each answered by its own kind; what the bank does not know is passed over', async () => {
    const { ask } = await customer()
    const answers = await ask(asking(ids.certReqTemplate), asking('1.2.3.4', nullValue()), asking(ids.caCerts))
    expect(answers.map(([kind]) => kind)).toEqual([ids.certReqTemplate, ids.caCerts])
    expect(await ask(asking('1.2.3.4'))).toEqual([])
  })

  it('for nothing in particular is answered with whatever there is', async () => {
    const { ask, bank } = await customer()
    const kindsOf = async () => (await ask()).map(([kind]) => kind)
    expect(await kindsOf()).toEqual([ids.caCerts])
    await bank.rollover.publish()
    bank.requested.want({ form: 'template', key: 'rsa-3072' })
    expect(await kindsOf()).toEqual([ids.caCerts, ids.rootCaKeyUpdate, ids.certReqTemplate])
  })

  it('that is none is refused', async () => {
    const { say, holder } = await customer()
    const said = understand(await say(message(21, nullValue(), signedBy(holder), fresh())))
    expect(said).toMatchObject({ name: 'error', failure: 5 })
  })
})

/** The older MAC (RFC 9481, 6.1.1), computed here by itself. */
function passwordBased(secret: string, hash: 'sha1' | 'sha224' | 'sha256', oid: string): Protection {
  const salt = randomBytes(8)
  const hmac = { sha1: '1.2.840.113549.2.7', sha224: '1.2.840.113549.2.8', sha256: '1.2.840.113549.2.9' }[hash]
  const algorithm = (id: string): Node => sequence(objectIdentifier(id), nullValue())
  return {
    sender: sequence(),
    algorithm: sequence(
      objectIdentifier('1.2.840.113533.7.66.13'),
      sequence(octetString(salt), algorithm(oid), integer(1000), algorithm(hmac)),
    ),
    senderKey: Buffer.from('K1000001'),
    protect(part) {
      let key = Buffer.concat([Buffer.from(secret), salt])
      for (let left = 1000; left > 0; left--) key = createHash(hash).update(key).digest()
      return createHmac(hash, key).update(part).digest()
    },
  }
}

describe('a MAC at the demo bank', () => {
  const enrolled = async (hash: Parameters<typeof passwordBased>[1], oid: string) => {
    const { bank, time, say } = await openTestBank()
    const password = await makeOneTimePassword(bank.database, 'K1000001', time.now, bank.seal)
    const how = passwordBased(password, hash, oid)
    return understand(await say(message(0, certificateRequest(makeKeys()), how, fresh())))
  }

  it.each([
    ['sha224', '2.16.840.1.101.3.4.2.4'],
    ['sha256', '2.16.840.1.101.3.4.2.1'],
  ] as const)('by %s is taken', async (hash, oid) => {
    expect(await enrolled(hash, oid)).toMatchObject({ name: 'ip', failure: undefined })
  })

  it('by SHA-1 is refused, and SHA-1 is named', async () => {
    const said = await enrolled('sha1', '1.3.14.3.2.26')
    expect(said).toMatchObject({ name: 'error', failure: 0, words: expect.stringMatching(/SHA-1/) as string })
  })
})
