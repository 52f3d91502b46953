import { beforeEach, describe, expect, it, vi } from 'vitest'
import { protocolFor, speaking } from '../../../main/bank/choose-protocol.ts'
import { done, failure, success } from '../../../main/renewal/errors.ts'
import type { Purpose } from '../../../main/renewal/machine/machine.ts'
import { now } from '../renewal/samples.ts'

/** What the certificate in the store says of its end; unreadable where it is undefined. */
let notAfter: number | undefined
vi.mock('../../../main/x509/read.ts', () => ({
  readCertificate: () => (notAfter === undefined ? failure('certificate.unreadable') : success({ notAfter })),
}))

const current = 'a'.repeat(64)
const request = new Uint8Array([1])
const newKey = { name: 'koshin-1' }
const credentials = { customerId: 'K1', password: 'secret' }
const pending = success({ kind: 'pending', retryAfter: 1 } as const)

const est = {
  reach: vi.fn(async () => success({ bankTime: undefined, caCertificates: [] })),
  connect: vi.fn(async () => done),
  reenrol: vi.fn(async () => pending),
  enrol: vi.fn(async () => pending),
  prove: vi.fn(),
  getReadyToProve: vi.fn(),
}
const cmp = {
  connect: vi.fn(async () => done),
  reenrol: vi.fn(async () => pending),
  enrol: vi.fn(async () => pending),
  prove: vi.fn(),
  confirm: vi.fn(),
}
const read = vi.fn()

const ports = {
  ...{ portal: undefined, trustAnchors: () => [], transport: { forget: () => undefined } },
  ...{ keyStore: { read }, clock: () => now },
}
const both = { est, cmp: { ...cmp, reach: vi.fn(), above: vi.fn() } }
const bank = (preferred: 'est' | 'cmp') => speaking({ ...ports, ...both, preferred })

describe('a bank that speaks EST and CMP', () => {
  beforeEach(() => {
    vi.clearAllMocks()
    notAfter = now + 1
    read.mockResolvedValue(success({ der: new Uint8Array([2]) }))
    est.prove.mockResolvedValue(success('est'))
    cmp.prove.mockResolvedValue(success('cmp'))
  })

  it('renews by EST, over a connection with the certificate', async () => {
    await bank('est').connect(current)
    await bank('est').reenrol(current, request, newKey)
    expect(est.connect).toHaveBeenCalledWith(current)
    expect(est.reenrol.mock.calls).toEqual([[current, request]])
    expect(cmp.reenrol).not.toHaveBeenCalled()
  })

  it('renews an expired certificate, which TLS does not offer, by a message that its key signs', async () => {
    notAfter = now - 1
    expect(await bank('est').connect(current)).toEqual(done)
    expect(cmp.connect).toHaveBeenCalledOnce()
    await bank('est').reenrol(current, request, newKey)
    expect(read).toHaveBeenCalledWith(current)
    expect(est.connect).not.toHaveBeenCalled()
    expect(est.reenrol).not.toHaveBeenCalled()
    expect(cmp.reenrol.mock.calls).toEqual([[current, request, newKey]])
  })

  it('takes a certificate for good until the very end of its time', async () => {
    notAfter = now
    await bank('est').reenrol(current, request, newKey)
    expect(est.reenrol).toHaveBeenCalledOnce()
  })

  it.each([
    ['that is gone', () => read.mockResolvedValue(success(undefined))],
    ['in a store that cannot be asked', () => read.mockResolvedValue(failure('keystore.locked'))],
    ['that cannot be read', () => void (notAfter = undefined)],
  ])('leaves a certificate %s to EST, which says what is wrong', async (_which, arrange) => {
    arrange()
    await bank('est').reenrol(current, request, newKey)
    expect(est.reenrol).toHaveBeenCalledOnce()
    expect(cmp.reenrol).not.toHaveBeenCalled()
  })

  it('signs every message where policy prefers CMP, and looks before whether that server is the bank’s', async () => {
    cmp.connect.mockResolvedValueOnce(failure('bank.untrusted'))
    expect(await bank('cmp').connect(current)).toEqual(failure('bank.untrusted'))
    await bank('cmp').reenrol(current, request, newKey)
    await bank('cmp').enrol(credentials, request, newKey)
    expect(read).not.toHaveBeenCalled()
    expect(est.connect).not.toHaveBeenCalled()
    expect(cmp.reenrol).toHaveBeenCalledWith(current, request, newKey)
    expect(cmp.enrol).toHaveBeenCalledWith(credentials, request, newKey)
    expect(est.enrol).not.toHaveBeenCalled()
  })

  it('enrols by EST where policy prefers it', async () => {
    await bank('est').enrol(credentials, request, newKey)
    expect(est.enrol.mock.calls).toEqual([[credentials, request]])
    expect(cmp.enrol).not.toHaveBeenCalled()
  })

  it('proves a certificate over TLS', async () => {
    expect(await bank('est').prove(current)).toEqual(success('est'))
    expect(cmp.prove).not.toHaveBeenCalled()
  })

  it('gets ready for that only where the proof goes over TLS', () => {
    bank('cmp').getReadyToProve!()
    expect(est.getReadyToProve).not.toHaveBeenCalled()
    bank('est').getReadyToProve!()
    expect(est.getReadyToProve).toHaveBeenCalledOnce()
  })

  it('proves it by a message where TLS does not get through, and over TLS where the bank answers no such message', async () => {
    expect(await bank('cmp').prove(current)).toEqual(success('cmp'))
    expect(est.prove).not.toHaveBeenCalled()
    cmp.prove.mockResolvedValue(failure('bank.refused'))
    expect(await bank('cmp').prove(current)).toEqual(success('est'))
  })

  it('says by which of them a request will go, before there is any', async () => {
    const renewal = { kind: 'renewal', current } as Purpose
    const enrolment: Purpose = { kind: 'enrolment', customerId: 'K1' }
    const speaks = (preferred: 'est' | 'cmp') => bank(preferred).speaks
    expect(await Promise.all([speaks('est')(renewal), speaks('cmp')(renewal)])).toEqual(['est', 'cmp'])
    expect(await Promise.all([speaks('est')(enrolment), speaks('cmp')(enrolment)])).toEqual(['est', 'cmp'])
    notAfter = now - 1
    expect(await speaks('est')(renewal)).toBe('cmp')
    expect(await speaks('est')(enrolment)).toBe('est')
  })

  it('is reached by EST', async () => {
    await bank('cmp').reach()
    expect(est.reach).toHaveBeenCalledOnce()
  })
})

describe('a bank that does not speak both', () => {
  it('is asked by EST where it speaks nothing else, whatever is preferred', async () => {
    const alone = speaking({ ...ports, est, cmp: undefined, preferred: 'cmp' })
    expect(await alone.speaks({ kind: 'enrolment', customerId: 'K1' })).toBe('est')
    await alone.enrol(credentials, request, newKey)
    expect(est.enrol).toHaveBeenCalledOnce()
  })

  it('is none where it speaks neither', () => {
    expect(() => speaking({ ...ports, est: undefined, cmp: undefined, preferred: 'est' })).toThrow(
      'a bank without EST and CMP',
    )
  })
})

it('a first certificate, and one that cannot be read, goes by the protocol that is preferred', () => {
  expect([protocolFor('est', undefined, now), protocolFor('cmp', undefined, now)]).toEqual(['est', 'cmp'])
  expect([protocolFor('est', now, now), protocolFor('est', now - 1, now)]).toEqual(['est', 'cmp'])
})
