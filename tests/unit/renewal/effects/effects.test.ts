import { beforeEach, describe, expect, it, vi } from 'vitest'
import { nothingRequested, type RequestedAttributes } from '../../../../main/renewal/csr-attributes.ts'
import { type KeyAhead, perform, type Tools } from '../../../../main/renewal/effects/effects.ts'
import { failure, success } from '../../../../main/renewal/errors.ts'
import { defaultPolicy, keySpecification } from '../../../../main/renewal/policy.ts'
import { currentFacts, enrolmentPurpose, issuedFacts, states } from '../samples.ts'
import { World } from '../world.ts'

const minute = 60_000
let world: World
let keysAhead: Map<string, KeyAhead>
beforeEach(() => {
  world = new World()
  keysAhead = new Map()
})
const tools = (more: Partial<Tools> = {}): Tools => ({
  ...world,
  policy: () => defaultPolicy,
  clock: () => world.time,
  credentials: undefined,
  keysAhead,
  ...more,
})
const failedWith = (code: string) => ({ type: 'failed', failure: { code } })

describe('an effect', () => {
  it('that asks the user tells the answer', async () => {
    const consent = vi.fn(async (question: string) => question === 'request')
    const asked = tools({ consent })
    expect(await perform('ask-request', states['confirming-request'], asked)).toEqual({ type: 'answered', yes: true })
    expect(await perform('ask-installation', states['confirming-installation'], asked)).toEqual({
      type: 'answered',
      yes: false,
    })
    expect(consent.mock.calls).toEqual([
      ['request', states['confirming-request']],
      ['installation', states['confirming-installation']],
    ])
  })

  it('whose port throws is a failure of ours, in the words of whoever threw', async () => {
    const thrown = (what: unknown) =>
      perform(
        'ask-request',
        states['confirming-request'],
        tools({
          consent: () => {
            throw what
          },
        }),
      )
    expect(await thrown(new Error('no window'))).toEqual({
      type: 'failed',
      failure: { code: 'internal', retry: 'never', cause: 'no window' },
    })
    expect(await thrown('nothing')).toMatchObject({ failure: { cause: 'nothing' } })
  })
})

describe('a key that is made', () => {
  const ahead = states['making-key-ahead']
  const policys = keySpecification(defaultPolicy)
  const wants = (wanted: Partial<RequestedAttributes>) =>
    (world.requested = success({ ...nothingRequested, ...wanted }))

  it('ahead is remembered under its name, with what the bank wished for', async () => {
    wants({ scheme: 'rsa-pss-sha256' })
    expect(await perform('make-key', ahead, tools())).toEqual({ type: 'key-made' })
    expect(keysAhead.get('koshin-7')).toMatchObject({
      publicKey: new Uint8Array([7]),
      requested: { scheme: 'rsa-pss-sha256' },
      madeAt: world.time,
    })
    expect(world.specifications).toEqual([policys])
  })

  it('is asked about with the current certificate, while that opens a connection', async () => {
    const reach = vi.spyOn(world.bank, 'reach')
    await perform('make-key', ahead, tools())
    world.time = currentFacts.notAfter + 1
    await perform('make-key', ahead, tools())
    await perform('make-key', { ...ahead, purpose: enrolmentPurpose }, tools())
    expect(reach.mock.calls).toEqual([[currentFacts.thumbprint], [undefined], [undefined]])
  })

  it('is none where the bank cannot be reached, or wants what cannot be given', async () => {
    world.requested = failure('bank.wishes-unsupported')
    expect(await perform('make-key', ahead, tools())).toMatchObject(failedWith('bank.wishes-unsupported'))
    vi.spyOn(world.bank, 'reach').mockResolvedValue(failure('bank.unreachable'))
    expect(await perform('make-key', ahead, tools())).toMatchObject(failedWith('bank.unreachable'))
    wants({ key: { kind: 'ec-p384' }, binding: true })
    vi.mocked(world.bank.reach).mockRestore()
    const enclave = tools({ policy: () => ({ ...defaultPolicy, keyProvider: 'secure-enclave' }) })
    expect(await perform('make-key', ahead, enclave)).toMatchObject(failedWith('bank.wishes-unsupported'))
    expect(world.keys.size).toBe(0)
  })

  it('is of the next kind that the bank takes, only where this store cannot make the first', async () => {
    wants({ key: { kind: 'ec-p256' }, otherwise: [{ key: { kind: 'rsa', bits: 3072 }, scheme: 'rsa-pss-sha256' }] })
    const made = vi.spyOn(world.keyStore, 'makeKey')
    made.mockResolvedValueOnce(failure('keystore.tpm-full', { retry: 'never' }))
    expect(await perform('make-key', ahead, tools())).toEqual({ type: 'key-made' })
    expect(made.mock.calls.map(([, { algorithm }]) => algorithm)).toEqual(['ec-p256', 'rsa-3072'])
    expect(keysAhead.get('koshin-7')?.requested.scheme).toBe('rsa-pss-sha256')

    made.mockClear()
    for (const first of [
      failure('keystore.tpm-full', { retry: 'later' }),
      failure('keystore.unavailable', { retry: 'never' }),
    ] as const) {
      made.mockResolvedValueOnce(first)
      expect(await perform('make-key', ahead, tools())).toMatchObject({ failure: first.ok ? {} : first.failure })
    }
    expect(made).toHaveBeenCalledTimes(2)
  })

  it('is none where the store can make no kind, for the reason of the first', async () => {
    wants({ key: { kind: 'ec-p256' }, otherwise: [{ key: { kind: 'rsa', bits: 2048 }, scheme: undefined }] })
    vi.spyOn(world.keyStore, 'makeKey')
      .mockResolvedValueOnce(failure('keystore.tpm-absent', { retry: 'never' }))
      .mockResolvedValueOnce(failure('keystore.write-failed', { retry: 'never' }))
    expect(await perform('make-key', ahead, tools())).toMatchObject(failedWith('keystore.tpm-absent'))
  })
})

describe('a request that is made', () => {
  const making = states['making-request']
  const lying = (madeAt: number): KeyAhead => ({ publicKey: new Uint8Array([7]), requested: nothingRequested, madeAt })

  it('carries the names of the certificate, or of the customer', async () => {
    const built = vi.spyOn(world.certificates, 'buildRequest')
    expect(await perform('make-request', making, tools())).toMatchObject({ type: 'request-made' })
    await perform('make-request', { ...making, purpose: enrolmentPurpose }, tools())
    expect(built.mock.calls.map(([names]) => names)).toEqual([
      { subject: '3000', subjectAltName: '3002' },
      { subject: 'cn:K1000001', subjectAltName: undefined },
    ])
  })

  it('is signed with the key of its name, by the scheme that it is asked for', async () => {
    const signed = vi.spyOn(world.keyStore, 'sign')
    await perform('make-request', making, tools())
    expect(signed.mock.calls.map(([key, , scheme]) => [key, scheme])).toEqual([
      [{ name: 'koshin-7' }, 'rsa-pkcs1-sha256'],
    ])
  })

  it('takes the key that lies there for less than ten minutes, by a clock that goes or was set', async () => {
    for (const [before, makes] of [
      [10 * minute - 1, 0],
      [-(10 * minute - 1), 0],
      [10 * minute, 1],
      [-10 * minute, 1],
    ] as const) {
      world.keys.add('koshin-7')
      world.specifications.length = 0
      keysAhead.set('koshin-7', lying(world.time - before))
      expect(await perform('make-request', making, tools())).toMatchObject({ type: 'request-made' })
      expect([before, world.specifications.length]).toEqual([before, makes])
      // For one try: a key that has gone meanwhile cannot sign.
      expect(keysAhead.size).toBe(0)
    }
  })

  it('is none for a certificate that is not the one of the journal', async () => {
    const other = { ...making, purpose: { ...making.purpose, subject: '3009' } as typeof making.purpose }
    expect(await perform('make-request', other, tools())).toMatchObject({ type: 'disbelieved' })
    expect(world.keys.size).toBe(0)
  })

  it('is none where no key can be made, signed with or found again', async () => {
    vi.spyOn(world.keyStore, 'findKey')
      .mockResolvedValueOnce(success(undefined))
      .mockResolvedValueOnce(failure('keystore.unavailable'))
    expect(await perform('make-request', making, tools())).toEqual({
      type: 'failed',
      failure: { code: 'keystore.read-back-failed', retry: 'later', cause: 'the key that was made' },
    })
    expect(await perform('make-request', making, tools())).toMatchObject(failedWith('keystore.unavailable'))
    vi.spyOn(world.keyStore, 'sign').mockResolvedValueOnce(failure('keystore.key-missing'))
    expect(await perform('make-request', making, tools())).toMatchObject(failedWith('keystore.key-missing'))
    vi.spyOn(world.keyStore, 'makeKey').mockResolvedValueOnce(failure('storage.full'))
    expect(await perform('make-request', making, tools())).toMatchObject(failedWith('storage.full'))
  })
})

describe('a key that is given up', () => {
  const { discarding } = states
  const discard = (state = discarding) => perform('discard-key', state, tools())
  const keyOf = (thumbprint: string, keyName: string | undefined) =>
    ({ der: issuedFacts.der, thumbprint, keyName, retired: false, protection: 'other', exportable: false }) as const

  it('is discarded, and forgotten where it lay there', async () => {
    world.keys.add('koshin-7')
    keysAhead.set('koshin-7', { publicKey: new Uint8Array(), requested: nothingRequested, madeAt: 0 })
    expect(await discard()).toEqual({ type: 'discarded' })
    expect([world.keys.size, keysAhead.size]).toEqual([0, 0])
  })

  it('stays where it is another program’s', async () => {
    const asked = vi.spyOn(world.keyStore, 'discardKey')
    expect(await discard({ ...discarding, keyName: 'other-program' })).toEqual({ type: 'discarded' })
    expect(asked).not.toHaveBeenCalled()
  })

  it('is done with where it is gone, or in use by a certificate that is newer than the journal', async () => {
    const asked = vi.spyOn(world.keyStore, 'discardKey')
    for (const code of ['keystore.key-missing', 'keystore.key-exists'] as const) {
      asked.mockResolvedValueOnce(failure(code))
      expect(await discard()).toEqual({ type: 'discarded' })
    }
    asked.mockResolvedValueOnce(failure('keystore.unavailable'))
    expect(await discard()).toMatchObject(failedWith('keystore.unavailable'))
  })

  it('with a certificate stays, and that certificate alone is hidden', async () => {
    const kept = { ...discarding, keeps: true } as const
    const listed = vi.spyOn(world.keyStore, 'list')
    const retired = vi.spyOn(world.keyStore, 'retire')
    const asked = vi.spyOn(world.keyStore, 'discardKey')
    listed.mockResolvedValue(
      success([keyOf(currentFacts.thumbprint, undefined), keyOf('b'.repeat(64), 'koshin-7'), keyOf('c', 'koshin-8')]),
    )
    expect(await discard(kept)).toEqual({ type: 'discarded' })
    expect(retired.mock.calls).toEqual([['b'.repeat(64)]])
    retired.mockResolvedValueOnce(failure('keystore.write-failed'))
    expect(await discard(kept)).toMatchObject(failedWith('keystore.write-failed'))
    listed.mockResolvedValueOnce(failure('keystore.unavailable'))
    expect(await discard(kept)).toMatchObject(failedWith('keystore.unavailable'))
    expect(asked).not.toHaveBeenCalled()
  })

  it('with the only certificate that there is stays, and nothing is hidden', async () => {
    const retired = vi.spyOn(world.keyStore, 'retire')
    vi.spyOn(world.keyStore, 'list').mockResolvedValue(success([keyOf('b'.repeat(64), 'koshin-7')]))
    expect(await discard({ ...discarding, keeps: true })).toEqual({ type: 'discarded' })
    expect(retired).not.toHaveBeenCalled()
    const first = { ...discarding, keeps: true, purpose: enrolmentPurpose } as const
    expect(await discard(first)).toEqual({ type: 'discarded' })
    expect(retired).toHaveBeenCalledTimes(1)
  })
})
