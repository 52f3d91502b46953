import { describe, expect, it } from 'vitest'
import { checkChain } from '../../../../main/x509/chain/chain.ts'
import { contextPrimitive, integer, type Node, objectIdentifier, sequence } from '../../../../main/x509/der.ts'
import { certificateSigning, type Extension, extension, issue, makeKeys, now } from '../authority.ts'

const [rootKeys, caKeys, subKeys, endKeys] = [makeKeys(), makeKeys(), makeKeys(), makeKeys()]
const any = '2.5.29.32.0'
const [gold, silver] = ['1.2.3.1', '1.2.3.2']

const policies = (...oids: string[]): Extension => ({
  oid: '2.5.29.32',
  value: sequence(...oids.map((oid) => sequence(objectIdentifier(oid)))),
})
const mappings = (...pairs: [string, string][]): Extension => ({
  oid: '2.5.29.33',
  critical: true,
  value: sequence(...pairs.map((pair) => sequence(...pair.map(objectIdentifier)))),
})
const number = (tag: number, value: number): Node => contextPrimitive(tag, new Uint8Array([value]))
const demand = (explicit?: number, mapping?: number): Extension => ({
  oid: '2.5.29.36',
  critical: true,
  value: sequence(
    ...(explicit === undefined ? [] : [number(0, explicit)]),
    ...(mapping === undefined ? [] : [number(1, mapping)]),
  ),
})
const noAny = (skip: number): Extension => ({ oid: '2.5.29.54', critical: true, value: integer(skip) })

/** undefined: accepted. The CA below the root, the one below it, and the end, each with its extensions. */
function refusal(
  ca: readonly Extension[],
  sub: readonly Extension[] | { readonly selfIssued: readonly Extension[] },
  end: readonly Extension[],
  root: readonly Extension[] = [],
): string | undefined {
  const authorities = [extension.basicConstraints(true), certificateSigning]
  const own = 'selfIssued' in sub ? sub.selfIssued : sub
  const lower = 'selfIssued' in sub ? 'CA' : 'Sub'
  const certificates = [
    issue({ subject: 'CA', issuer: 'Root', keys: caKeys, signer: rootKeys, extensions: [...authorities, ...ca] }),
    issue({ subject: lower, issuer: 'CA', keys: subKeys, signer: caKeys, extensions: [...authorities, ...own] }),
  ]
  const anchor = issue({ subject: 'Root', keys: rootKeys, extensions: [...authorities, ...root] })
  const last = issue({ subject: 'End', issuer: lower, keys: endKeys, signer: subKeys, extensions: end })
  const checked = checkChain(last, certificates, [anchor], { now, purpose: 'any' })
  return checked.ok ? undefined : checked.failure.cause
}
const lacking = 'a certificate of the chain has no policy that the chain demands'

describe('where no CA demands a policy', () => {
  it('policies, mappings and their absence mean nothing', () => {
    expect(refusal([], [], [])).toBeUndefined()
    expect(refusal([policies(gold)], [policies(silver)], [policies(gold)])).toBeUndefined()
    expect(refusal([policies(gold), mappings([gold, silver])], [], [policies(gold)])).toBeUndefined()
    expect(refusal([noAny(0)], [policies(any)], [policies(any)])).toBeUndefined()
  })
})

describe('where a CA demands a policy', () => {
  it('the whole chain below the anchor has to keep to one', () => {
    const demanding = [policies(gold), demand(0)]
    expect(refusal(demanding, [policies(gold)], [policies(gold)])).toBeUndefined()
    expect(refusal(demanding, [policies(gold, silver)], [policies(silver, gold)])).toBeUndefined()
    expect(refusal(demanding, [policies(gold)], [policies(silver)])).toBe(lacking)
    expect(refusal(demanding, [policies(silver)], [policies(silver)])).toBe(lacking)
    expect(refusal(demanding, [policies(gold)], [])).toBe(lacking)
    expect(refusal(demanding, [], [policies(gold)])).toBe(lacking)
    expect(refusal([demand(0)], [policies(gold)], [policies(gold)])).toBe(lacking)
  })

  it('it may begin some certificates further down', () => {
    const later = (skip: number) => refusal([policies(gold), demand(skip)], [policies(gold)], [])
    expect([later(0), later(1), later(2), later(3)]).toEqual([lacking, lacking, lacking, undefined])
    expect(refusal([], [policies(gold), demand(0)], [policies(gold)])).toBe(lacking)
    expect(refusal([policies(gold)], [policies(gold), demand(0)], [policies(gold)])).toBeUndefined()
  })

  it('a certificate of a key rollover does not count as one of them', () => {
    const later = (skip: number) => refusal([demand(skip)], { selfIssued: [policies(gold)] }, [])
    expect([later(1), later(2)]).toEqual([lacking, undefined])
    const further = (skip: number) => refusal([demand(skip)], { selfIssued: [] }, [])
    expect([further(1), further(2)]).toEqual([lacking, undefined])
  })

  it('the end and the anchor may demand it as well', () => {
    expect(refusal([policies(gold)], [policies(gold)], [policies(silver), demand(0)])).toBe(lacking)
    expect(refusal([policies(gold)], [policies(gold)], [policies(gold), demand(0)])).toBeUndefined()
    expect(refusal([policies(gold)], [policies(gold)], [policies(silver), demand(1)])).toBeUndefined()
    expect(refusal([], [], [], [demand(0)])).toBe(lacking)
    expect(refusal([policies(gold)], [policies(gold)], [policies(gold)], [demand(0)])).toBeUndefined()
    expect(refusal([], [], [], [demand(3)])).toBe(lacking)
    expect(refusal([], [], [], [demand(4)])).toBeUndefined()
  })

  it('any policy is one, as long as it is allowed', () => {
    const chain = (...more: Extension[]) =>
      refusal([policies(any), demand(0), ...more], [policies(any)], [policies(gold)])
    expect([chain(), chain(noAny(0)), chain(noAny(1))]).toEqual([undefined, lacking, undefined])
    expect(refusal([policies(gold), demand(0)], [policies(any)], [policies(gold)])).toBeUndefined()
    expect(refusal([policies(gold), demand(0)], [policies(any)], [policies(silver)])).toBe(lacking)
    // Nobody inhibits it: at the end it is allowed as at the top.
    expect(refusal([policies(gold), demand(0)], [policies(gold)], [policies(any)])).toBeUndefined()
    const end = (skip: number) => refusal([policies(gold), demand(0), noAny(skip)], [policies(gold)], [policies(any)])
    expect([end(0), end(1), end(2)]).toEqual([lacking, lacking, undefined])
    expect(refusal([policies(gold), demand(0)], [policies(gold), noAny(0)], [policies(any)])).toBe(lacking)
  })

  it('a certificate of a key rollover may say any policy where others may not', () => {
    const own = { selfIssued: [policies(any)] }
    expect(refusal([policies(gold), demand(0), noAny(0)], own, [policies(gold)])).toBeUndefined()
  })
})

describe('policies that are mapped', () => {
  const mapping = (...more: Extension[]) => [policies(gold), demand(0), mappings([gold, silver]), ...more]

  it('are the ones that count from there on', () => {
    expect(refusal(mapping(), [policies(silver)], [policies(silver)])).toBeUndefined()
    expect(refusal(mapping(), [policies(gold)], [policies(gold)])).toBe(lacking)
    expect(refusal([policies(any), demand(0), mappings([gold, silver])], [policies(silver)], [policies(silver)])).toBe(
      undefined,
    )
    const two = [policies(gold), demand(0), mappings([gold, silver], [gold, '1.2.3.3'])]
    expect(refusal(two, [policies('1.2.3.3')], [policies('1.2.3.3')])).toBeUndefined()
    const foreign = [policies(gold), demand(0), mappings(['1.2.3.9', silver])]
    expect(refusal(foreign, [policies(silver)], [policies(silver)])).toBe(lacking)
    expect(refusal(foreign, [policies(gold)], [policies(gold)])).toBeUndefined()
  })

  it('count for nothing where mapping is inhibited', () => {
    const inhibiting = [demand(undefined, 0)]
    expect(refusal(mapping(), [policies(silver)], [policies(silver)], inhibiting)).toBe(lacking)
    // Nobody inhibits it: it counts in the last CA as in the first.
    const last = [policies(gold), mappings([gold, silver])]
    expect(refusal([policies(gold), demand(0)], last, [policies(silver)])).toBeUndefined()
    const below = (skip: number) =>
      refusal([policies(gold), demand(0, skip)], [policies(gold), mappings([gold, silver])], [policies(silver)])
    expect([below(0), below(1)]).toEqual([lacking, undefined])
    const kept = [policies(gold, silver), demand(0), mappings([gold, '1.2.3.3'])]
    expect(refusal(kept, [policies(silver)], [policies(silver)], inhibiting)).toBeUndefined()
  })

  it('are never any policy', () => {
    const mapped = (...pair: [string, string]) =>
      refusal([policies(gold), mappings(pair)], [policies(gold)], [policies(gold)])
    for (const found of [mapped(any, gold), mapped(gold, any)]) expect(found).toContain('anyPolicy is mapped')
  })
})

it('what is malformed is refused', () => {
  const chain = (one: Extension) => refusal([one], [], [])
  expect(chain({ oid: '2.5.29.54', value: objectIdentifier('1.2') })).toContain('inhibitAnyPolicy is not a number')
  expect(chain({ oid: '2.5.29.54', value: integer(-1) })).toContain('0 or more')
  expect(chain({ oid: '2.5.29.36', value: sequence(number(0, 0x80)) })).toContain('0 or more')
})
