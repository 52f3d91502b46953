import { beforeEach, describe, expect, it, vi } from 'vitest'
import { certificatesIn } from '../../../../main/bank/cmp/answers.ts'
import { speaking } from '../../../../main/bank/choose-protocol.ts'
import { done, failure, type Result, success } from '../../../../main/renewal/errors.ts'
import type { Proof } from '../../../../main/renewal/ports.ts'
import { encode, octetString, sequence, decode } from '../../../../main/x509/der.ts'
import { makeAuthority } from '../../x509/authority.ts'

const current = 'a'.repeat(64)
const { root, middle } = makeAuthority()

const cmp = {
  reach: vi.fn<() => Promise<Result<number | undefined>>>(),
  above: vi.fn<() => Promise<Result<readonly Uint8Array[]>>>(),
  prove: vi.fn<() => Promise<Result<Proof>>>(),
  connect: vi.fn(async () => done),
  reenrol: vi.fn(),
  enrol: vi.fn(),
  confirm: vi.fn(),
}
const forget = vi.fn()
const whoAmI = vi.fn()
const bank = (portal?: { readonly whoAmI: typeof whoAmI }) =>
  speaking({
    ...{ est: undefined, cmp, portal, preferred: 'est', trustAnchors: () => [root] },
    ...{ transport: { forget }, keyStore: { read: vi.fn() }, clock: () => 0 },
  })

describe('a bank that offers CMP alone', () => {
  beforeEach(() => {
    vi.clearAllMocks()
    cmp.reach.mockResolvedValue(success(5))
    cmp.above.mockResolvedValue(success([middle]))
    cmp.prove.mockResolvedValue(success({ proven: 'recognised' }))
  })

  it('is asked by CMP, whatever the settings prefer', async () => {
    expect(await bank().speaks({ kind: 'enrolment', customerId: 'K1' })).toBe('cmp')
  })

  it('tells its time to everybody, and its CA certificates to the holder of one of its own', async () => {
    expect(await bank().reach()).toEqual(success({ bankTime: 5, caCertificates: [root] }))
    expect(cmp.above).not.toHaveBeenCalled()
    expect(await bank().reach(current)).toEqual(success({ bankTime: 5, caCertificates: [root, middle] }))
    expect(cmp.above).toHaveBeenCalledWith(current)
  })

  it('need not answer that question, and is not called reached where its answer was lost', async () => {
    cmp.above.mockResolvedValue(failure('bank.refused'))
    expect(await bank().reach(current)).toMatchObject({ ok: true, value: { caCertificates: [root] } })
    cmp.above.mockResolvedValue(failure('bank.unreachable', { retry: 'later' }))
    expect(await bank().reach(current)).toMatchObject({ failure: { code: 'bank.unreachable' } })
    cmp.reach.mockResolvedValue(failure('bank.untrusted'))
    expect(await bank().reach(current)).toMatchObject({ failure: { code: 'bank.untrusted' } })
  })

  it('recognises a new certificate by a message, or by its portal on a new connection, and else not', async () => {
    whoAmI.mockResolvedValue(success({}))
    expect(await bank({ whoAmI }).prove(current)).toEqual(success({ proven: 'recognised' }))
    expect(whoAmI).not.toHaveBeenCalled()
    cmp.prove.mockResolvedValue(failure('bank.refused'))
    expect(await bank({ whoAmI }).prove(current, { customerId: 'K1' })).toEqual(success({ proven: 'recognised' }))
    expect(forget).toHaveBeenCalledWith({ kind: 'certificate', thumbprint: current })
    expect(whoAmI).toHaveBeenCalledWith(current, { customerId: 'K1' })
    whoAmI.mockResolvedValue(failure('bank.other-identity'))
    expect(await bank({ whoAmI }).prove(current)).toMatchObject({ failure: { code: 'bank.other-identity' } })
    expect(await bank().prove(current)).toMatchObject({ failure: { code: 'bank.refused' } })
  })
})

describe('the CA certificates in an answer', () => {
  const oid = '1.3.6.1.5.5.7.4.17'
  const answer = (...values: Parameters<typeof sequence>) => [{ oid, value: encode(sequence(...values)) }]
  it.each([
    ['are read', answer(decode(root), decode(middle)), [root, middle]],
    ['are none where the bank has nothing to tell', [{ oid, value: undefined }], []],
    ['are none in an answer to another question', [{ ...answer(decode(root))[0]!, oid: '1.2.3' }], []],
    ['are taken without what is none', answer(octetString(new Uint8Array(3)), decode(middle)), [middle]],
    ['are none in what is no list', [{ oid, value: new Uint8Array([1, 2]) }], []],
    [
      'are 32 at most',
      answer(...Array.from({ length: 40 }, () => decode(root))),
      Array.from({ length: 32 }, () => root),
    ],
  ])('%s', (_, information, expected) => {
    expect(certificatesIn(information)).toEqual(expected)
  })
})
