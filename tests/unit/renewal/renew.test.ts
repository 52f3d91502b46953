import { describe, expect, it, vi } from 'vitest'
import { type FailureCode, failure, success } from '../../../main/renewal/errors.ts'
import type { Purpose } from '../../../main/renewal/machine/machine.ts'
import { nothingRequested, type RequestedAttributes } from '../../../main/renewal/csr-attributes.ts'
import type { KeySpecification } from '../../../main/renewal/key.ts'
import { currentFacts, enrolmentPurpose, issuedFacts, renewalPurpose, states } from './samples.ts'
import { World } from './world.ts'

const credentials = { customerId: 'K1000001', password: 'right' }
const stepOf = (result: { ok: boolean; value?: { step: string } | undefined }) => result.value?.step

describe('renewing', () => {
  it('journals every step before it is taken', async () => {
    const world = new World()
    await world.start().start(renewalPurpose)
    expect(world.saved).toEqual([
      'confirming-request',
      'making-request',
      'requesting',
      'confirming-installation',
      'installing',
      'proving',
      'retiring',
      'complete',
    ])
    expect(world.asked).toEqual(['request', 'installation'])
    expect([...world.installed]).toEqual([issuedFacts.thumbprint])
    expect([...world.retired]).toEqual([currentFacts.thumbprint])
  })

  it('keeps no key and sends nothing after いいえ at the first confirmation', async () => {
    const world = new World()
    world.answers.request = false
    expect(await world.start().start(renewalPurpose)).toMatchObject({ value: { step: 'ended' } })
    expect(world.keys.size + world.issuedFor.size).toBe(0)
  })

  it('keeps the certificate after いいえ at the second and installs it on request, also after a restart', async () => {
    const world = new World()
    world.answers.installation = false
    expect(stepOf(await world.start().start(renewalPurpose))).toBe('postponed')
    expect([...world.installed]).toEqual([currentFacts.thumbprint])

    const next = world.start()
    await next.restart()
    world.answers.installation = true
    expect(stepOf(await next.installPostponed())).toBe('complete')
    expect(world.issuedFor.size).toBe(1)
  })

  it('makes the key and signs the request as the bank wishes, where policy leaves it the choice', async () => {
    const world = new World()
    world.requested = success({ ...nothingRequested, key: { kind: 'rsa', bits: 3072 }, scheme: 'rsa-pss-sha256' })
    await world.start().start(renewalPurpose)
    expect(world.specifications).toMatchObject([{ algorithm: 'rsa-3072', provider: 'tpm-preferred' }])
    expect(world.schemes).toEqual(['rsa-pss-sha256'])
  })

  const either: RequestedAttributes = {
    ...nothingRequested,
    key: { kind: 'ec-p384' },
    scheme: 'ecdsa-sha384',
    otherwise: [{ key: { kind: 'rsa', bits: undefined }, scheme: 'rsa-pkcs1-sha256' }],
  }
  const making = async (refusal: ReturnType<typeof failure>) => {
    const world = new World()
    world.requested = success(either)
    const { makeKey } = world.keyStore
    const keyStore = {
      ...world.keyStore,
      makeKey: async (name: string, wanted: KeySpecification) =>
        wanted.algorithm === 'ec-p384' ? (world.specifications.push(wanted), refusal) : makeKey(name, wanted),
    }
    const result = await world.start({ keyStore }).start(renewalPurpose)
    return { result, world, tried: world.specifications.map(({ algorithm }) => algorithm) }
  }

  it('takes the next key that the bank will take where this store cannot make the first', async () => {
    const { world, tried } = await making(failure('keystore.tpm-absent'))
    expect(tried).toEqual(['ec-p384', 'rsa-2048'])
    expect(world.schemes).toEqual(['rsa-pkcs1-sha256'])
  })

  it('takes no other key for a failure that may pass, or for a user who said no', async () => {
    for (const refusal of [failure('keystore.write-failed', { retry: 'later' }), failure('keystore.cancelled')]) {
      const { result, tried } = await making(refusal)
      expect(tried).toEqual(['ec-p384'])
      expect(result).toMatchObject({ value: { step: 'stalled', failure: { code: refusal.failure.code } } })
    }
  })

  it('makes no key for a bank that wishes for what cannot be given, and stops visibly', async () => {
    const world = new World()
    world.requested = failure('bank.wishes-unsupported')
    const result = await world.start().start(renewalPurpose)
    expect(result).toMatchObject({ value: { step: 'stalled', failure: { code: 'bank.wishes-unsupported' } } })
    expect(world.keys.size).toBe(0)
  })

  const wrong = [
    ['another key', { publicKeyHash: 'ff' }, 'issued.wrong-key'],
    ['another subject', { subject: '30' }, 'issued.wrong-subject'],
    ['another subjectAltName', { subjectAltName: '30' }, 'issued.wrong-alternative-name'],
    ['a start in the future', { notBefore: Date.UTC(2099, 0) }, 'issued.not-yet-valid'],
    ['an expiry not later than the old one', { notAfter: currentFacts.notAfter }, 'issued.not-longer'],
    ['no client authentication', { clientAuth: false }, 'issued.no-client-auth'],
  ] as const
  for (const [what, change, code] of wrong) {
    it(`never installs a certificate with ${what}`, async () => {
      const world = new World()
      world.issued = { ...issuedFacts, ...change }
      expect(await world.start().start(renewalPurpose)).toMatchObject({ value: { step: 'stalled', failure: { code } } })
      expect([...world.installed]).toEqual([currentFacts.thumbprint])
    })
  }

  it('never installs a certificate of a foreign issuer', async () => {
    const world = new World()
    world.chain = failure('issued.foreign-issuer')
    const result = await world.start().start(renewalPurpose)
    expect(result).toMatchObject({ value: { step: 'stalled', failure: { code: 'issued.foreign-issuer' } } })
    expect([...world.installed]).toEqual([currentFacts.thumbprint])
  })

  it('keeps the old certificate in use while the new one is not proven', async () => {
    const world = new World()
    world.proof = failure('bank.unreachable', { retry: 'later' })
    const renewals = world.start()
    expect(stepOf(await renewals.start(renewalPurpose))).toBe('stalled')
    expect(world.installed).toContain(currentFacts.thumbprint)
    world.proof = success(undefined)
    expect(stepOf(await renewals.retry())).toBe('complete')
  })

  describe('with a new certificate that no retry brings into use', () => {
    /** Renewed up to the proof, which failed for good. */
    const refused = async (code: FailureCode, purpose: Purpose = renewalPurpose) => {
      const world = new World()
      world.proof = failure(code)
      const renewals = world.start()
      expect(stepOf(await renewals.start(purpose, credentials))).toBe('stalled')
      world.proof = success(undefined)
      return { world, renewals }
    }
    const second = { ...issuedFacts, thumbprint: 'c'.repeat(64) }

    it('hides it and renews the old one anew, where it was revoked before its proof', async () => {
      const { world, renewals } = await refused('certificate.revoked')
      world.issued = second
      expect(await renewals.start(renewalPurpose)).toMatchObject({ value: { step: 'complete', id: '2' } })
      expect([...world.installed]).toEqual([second.thumbprint])
      expect(world.retired).toContain(issuedFacts.thumbprint)
      expect([...world.keys]).toEqual(['koshin-1', 'koshin-2'])
    })

    it('only tries the same one again, where the bank may not know it everywhere yet', async () => {
      const { renewals } = await refused('bank.certificate-refused')
      expect(await renewals.start(renewalPurpose)).toMatchObject({ value: { step: 'complete', id: '1' } })
    })

    it('acquires another one with another one-time password, where the first was refused', async () => {
      const { world, renewals } = await refused('bank.certificate-refused', enrolmentPurpose)
      world.issued = second
      expect(await renewals.start(enrolmentPurpose, credentials)).toMatchObject({
        value: { step: 'complete', id: '2' },
      })
      expect(world.retired).toContain(issuedFacts.thumbprint)
    })

    it('gives way to an acquisition', async () => {
      const { world, renewals } = await refused('bank.certificate-refused')
      world.issued = second
      expect(await renewals.start(enrolmentPurpose, credentials)).toMatchObject({ value: { step: 'complete' } })
      expect(world.installed).toContain(currentFacts.thumbprint)
    })

    it('waits behind another one while a retry may help, and is carried on with after it', async () => {
      const world = new World()
      world.proof = failure('bank.unreachable', { retry: 'later' })
      const renewals = world.start()
      await renewals.start(renewalPurpose)
      await renewals.start(enrolmentPurpose, credentials)
      expect(world.kept).toMatchObject([{ id: '1', step: 'stalled' }])
      expect(world.installed).toContain(issuedFacts.thumbprint)
      world.proof = success(undefined)
      expect(await renewals.retry()).toMatchObject({ value: { step: 'complete', id: '2' } })
      expect(await world.start().restart()).toMatchObject({ value: { step: 'complete', id: '1' } })
      expect(world.kept).toEqual([])
    })

    it('is taken up again by its own start, and nothing is asked for twice', async () => {
      const world = new World()
      world.answers.installation = false
      const renewals = world.start()
      await renewals.start(renewalPurpose)
      await renewals.start(enrolmentPurpose, credentials)
      world.answers.installation = true
      expect(await renewals.start(renewalPurpose)).toMatchObject({ value: { step: 'complete', id: '1' } })
      expect(world.kept).toMatchObject([{ id: '2', step: 'postponed' }])
    })
  })

  it('carries an unfinished renewal on instead of starting a second one', async () => {
    const world = new World()
    world.bankAnswer = () => failure('bank.unreachable', { retry: 'later' })
    const renewals = world.start()
    await renewals.start(renewalPurpose)
    world.bankAnswer = new World().bankAnswer
    expect(await renewals.start(renewalPurpose)).toMatchObject({ value: { step: 'complete', id: '1' } })
    expect(world.keys.size).toBe(1)
  })

  it('refuses to start a second one while the first is running', async () => {
    const world = new World()
    const renewals = world.start()
    const [first, second] = await Promise.all([renewals.start(renewalPurpose), renewals.start(renewalPurpose)])
    expect(stepOf(first)).toBe('complete')
    expect(second).toMatchObject({ ok: false, failure: { code: 'renewal.busy' } })
  })

  it('turns a port that throws into a visible failure', async () => {
    const world = new World()
    world.keyStore.makeKey = async () => Promise.reject(new Error('the store fell over'))
    const result = await world.start().start(renewalPurpose)
    expect(result).toMatchObject({
      value: { step: 'stalled', failure: { code: 'internal', cause: 'the store fell over' } },
    })
  })
})

describe('a power cut', () => {
  const whole = async () => {
    const world = new World()
    await world.start().start(renewalPurpose)
    return world.changes
  }

  it('between any two changes loses nothing and doubles nothing', async () => {
    const changes = await whole()
    expect(changes).toBeGreaterThan(8)
    for (let cutAfter = 1; cutAfter < changes; cutAfter++) {
      const world = new World()
      world.cutAfter = cutAfter
      // A cut ends the process wherever it was; what the ended process would still have done must not happen.
      await world
        .start()
        .start(renewalPurpose)
        .catch(() => undefined)
      world.cutAfter = Infinity

      const next = world.start()
      await next.restart()
      if (next.current()?.step === 'postponed') await next.installPostponed()
      const ended = next.current() === undefined || next.current()?.step === 'ended'
      const result = ended ? await next.start(renewalPurpose) : await next.retry()
      expect(result, `cut after ${cutAfter}`).toMatchObject({ value: { step: 'complete' } })
      expect(world.keys.size, `keys, cut after ${cutAfter}`).toBe(1)
      expect([...world.installed], `cut after ${cutAfter}`).toEqual([issuedFacts.thumbprint])
      expect([...world.retired], `cut after ${cutAfter}`).toEqual([currentFacts.thumbprint])
    }
  })
})

describe('enrolling for the first time', () => {
  it('uses the one-time password in memory and leaves no trace of it in the journal', async () => {
    const world = new World()
    const seen: string[] = []
    const { save } = world.journalPort
    world.journalPort.save = (state) => {
      seen.push(JSON.stringify(state))
      return save(state)
    }
    const result = await world.start().start(enrolmentPurpose, { customerId: 'K1000001', password: 'right' })
    expect(stepOf(result)).toBe('complete')
    expect(seen.join()).not.toContain('right')
    expect(world.retired.size).toBe(0)
  })

  it.each([
    ['complete', 'right'],
    ['given up', 'wrong'],
  ])('forgets the one-time password once it is %s', async (_, password) => {
    const world = new World()
    const renewals = world.start()
    await renewals.start(enrolmentPurpose, { customerId: 'K1000001', password })
    await renewals.abandon()
    const asked = world.asked.length
    const next = await renewals.start(enrolmentPurpose)
    expect(next).toMatchObject({ value: { step: 'password-needed', failure: { code: 'renewal.password-needed' } } })
    expect(world.asked).toHaveLength(asked + 1)
  })

  it('asks again after a wrong password and goes on with the same key', async () => {
    const world = new World()
    const renewals = world.start()
    const first = await renewals.start(enrolmentPurpose, { customerId: 'K1000001', password: 'wrong' })
    expect(first).toMatchObject({ value: { step: 'password-needed', failure: { code: 'bank.unauthorized' } } })
    const second = await renewals.start(enrolmentPurpose, { customerId: 'K1000001', password: 'right' })
    expect(stepOf(second)).toBe('complete')
    expect(world.keys.size).toBe(1)
  })

  it('discards its key when the user gives up', async () => {
    const world = new World()
    const renewals = world.start()
    await renewals.start(enrolmentPurpose, { customerId: 'K1000001', password: 'wrong' })
    await renewals.abandon()
    expect(renewals.current()).toMatchObject({ step: 'ended', ending: { kind: 'abandoned' } })
    expect(world.keys.size).toBe(0)
  })
})

describe('what an earlier run left', () => {
  it('is told before it is carried on, and is as it was after that', async () => {
    const world = new World()
    world.proof = failure('bank.unreachable', { retry: 'later' })
    await world.start().start(renewalPurpose)
    expect(world.journal?.step).toBe('stalled')
    const next = world.start()
    expect(next.unfinished()).toMatchObject({ step: 'proving' })
    expect(world.journal?.step).toBe('stalled')
    expect(next.current()).toBeUndefined()
  })

  it('is nothing where a question waits, or the journal is empty', async () => {
    const world = new World()
    expect(world.start().unfinished()).toBeUndefined()
    world.answers.installation = false
    await world.start().start(renewalPurpose)
    expect(world.start().unfinished()).toBeUndefined()
  })
})

describe('a key made ahead', () => {
  it('is there before anything is asked or sent, and is the one that is used', async () => {
    const world = new World()
    const renewals = world.start()
    await renewals.makeAhead(renewalPurpose)
    const [ahead] = world.keys.keys()
    expect(ahead).toBeDefined()
    expect(world.asked).toEqual([])
    expect(world.issuedFor.size).toBe(0)
    expect(stepOf(await renewals.start(renewalPurpose))).toBe('complete')
    expect([...world.keys.keys()]).toEqual([ahead])
  })

  it('needs no second question to the bank, unless it was made long ago', async () => {
    for (const [minutes, asked] of [
      [9, 1],
      [11, 2],
    ] as const) {
      const world = new World()
      const reach = vi.spyOn(world.bank, 'reach')
      const renewals = world.start()
      await renewals.makeAhead(renewalPurpose)
      world.time += minutes * 60_000
      expect(stepOf(await renewals.start(renewalPurpose))).toBe('complete')
      expect(reach).toHaveBeenCalledTimes(asked)
    }
  })

  it('that has gone before it signed is made again at the next try', async () => {
    const world = new World()
    const renewals = world.start()
    await renewals.makeAhead(renewalPurpose)
    world.keys.clear()
    vi.spyOn(world.keyStore, 'sign').mockResolvedValueOnce(failure('keystore.key-missing'))
    expect(stepOf(await renewals.start(renewalPurpose))).toBe('stalled')
    expect(stepOf((await renewals.retry()) as Parameters<typeof stepOf>[0])).toBe('complete')
    expect(world.keys.size).toBe(1)
  })

  it('is waited for by whoever begins before it is made', async () => {
    const world = new World()
    const renewals = world.start()
    const made = renewals.makeAhead(renewalPurpose)
    expect(stepOf(await renewals.start(renewalPurpose))).toBe('complete')
    await made
    expect(world.keys.size).toBe(1)
  })

  it('is discarded when the user leaves, or answers the first question with いいえ', async () => {
    const world = new World()
    const renewals = world.start()
    await renewals.makeAhead(renewalPurpose)
    await renewals.leaveAhead()
    expect(world.keys.size).toBe(0)

    world.answers.request = false
    await renewals.makeAhead(renewalPurpose)
    await renewals.start(renewalPurpose)
    expect(world.keys.size).toBe(0)
    expect(world.issuedFor.size).toBe(0)
  })

  it('has the bank’s side get ready for the proof while it is made, and let go of that when the user leaves', async () => {
    const world = new World()
    const told: string[] = []
    const makeKey = world.keyStore.makeKey.bind(world.keyStore)
    vi.spyOn(world.keyStore, 'makeKey').mockImplementation((...given) => (told.push('makes a key'), makeKey(...given)))
    Object.assign(world.bank, { getReadyToProve: () => told.push('gets ready'), letGo: () => told.push('lets go') })
    const renewals = world.start()
    await renewals.makeAhead(renewalPurpose)
    expect(told).toEqual(['gets ready', 'makes a key'])
    await renewals.leaveAhead()
    expect(told.slice(2)).toEqual(['lets go'])

    await renewals.makeAhead(renewalPurpose)
    expect(stepOf(await renewals.start(renewalPurpose))).toBe('complete')
    expect(told.slice(3)).toEqual(['gets ready', 'makes a key'])
  })

  it('is discarded by the next start of the app after a crash', async () => {
    const world = new World()
    await world.start().makeAhead(renewalPurpose)
    expect(world.keys.size).toBe(1)
    expect(stepOf(await world.start().restart())).toBe('ended')
    expect(world.keys.size).toBe(0)
  })

  it('that cannot be made is no failure until the user begins', async () => {
    const world = new World()
    world.requested = failure('bank.wishes-unsupported')
    const renewals = world.start()
    await renewals.makeAhead(renewalPurpose)
    expect(renewals.current()).toMatchObject({ step: 'ended', ending: { kind: 'abandoned' } })
    expect(await renewals.start(renewalPurpose)).toMatchObject({
      value: { step: 'stalled', failure: { code: 'bank.wishes-unsupported' } },
    })
  })

  it('is not made while another renewal is unfinished', async () => {
    const world = new World()
    world.answers.installation = false
    const renewals = world.start()
    await renewals.start(renewalPurpose)
    const before = world.keys.size
    await renewals.makeAhead({ ...renewalPurpose, current: 'f'.repeat(64) })
    expect(world.keys.size).toBe(before)
    expect(stepOf({ ok: true, value: renewals.current() })).toBe('postponed')
  })
})

describe('a journal of an acquisition that is older than the key store', () => {
  /** The certificate is in use, and a backup brought back the journal from before it was issued. */
  async function rolledBack(): Promise<World> {
    const world = new World()
    world.installed.clear()
    expect(stepOf(await world.start().start(enrolmentPurpose, credentials))).toBe('complete')
    const request = new TextEncoder().encode(JSON.stringify({ subject: 'cn:K1000001' }))
    const begun = { id: '1', keyName: 'koshin-1', purpose: enrolmentPurpose, request }
    world.journal = { ...states.requesting, ...begun }
    return world
  }

  it('left at 電子証明書取得 hides nothing of what is in use', async () => {
    const world = await rolledBack()
    const renewals = world.start()
    expect(stepOf(await renewals.restart())).toBe('password-needed')
    expect(stepOf(await renewals.abandon())).toBe('ended')
    expect([[...world.installed], [...world.retired]]).toEqual([[issuedFacts.thumbprint], []])
    expect(world.keys.size).toBe(1)
  })

  it('and turned down by the bank’s own signature hides nothing either', async () => {
    const world = await rolledBack()
    const renewals = world.start()
    await renewals.restart()
    world.bankAnswer = () => failure('bank.refused', { authentic: true })
    expect(stepOf(await renewals.start(enrolmentPurpose, credentials))).toBe('ended')
    expect([[...world.installed], [...world.retired]]).toEqual([[issuedFacts.thumbprint], []])
    expect(renewals.kept()).toMatchObject([{ step: 'ended' }])
  })
})

describe('what was put aside', () => {
  it('comes to hand again when the one that it was put aside for is forgotten, and not before', async () => {
    const world = new World()
    world.answers.installation = false
    const renewals = world.start()
    expect(stepOf(await renewals.start(renewalPurpose))).toBe('postponed')
    world.answers.installation = true
    world.installed.clear()
    expect(stepOf(await renewals.start(enrolmentPurpose, credentials))).toBe('complete')
    expect(renewals.clear()).toMatchObject({ ok: true })
    expect(renewals.current()).toMatchObject({ step: 'postponed', purpose: { kind: 'renewal' } })
    expect(renewals.takeUp()).toMatchObject({ ok: true })
    expect(renewals.current()?.step).toBe('postponed')
    expect(world.kept).toEqual([])
  })
})

describe('a disk that becomes full while the key is made ahead', () => {
  it('is what the renewal stops at, not a fault of ours, and later the renewal begins anew', async () => {
    const world = new World()
    let full = false
    const { save } = world.journalPort
    const fullDisk = failure('storage.full', { retry: 'later' })
    Object.assign(world.journalPort, {
      save: (...given: Parameters<typeof save>) => {
        full ||= given[0]?.step === 'key-ahead'
        return full ? fullDisk : save(...given)
      },
    })
    const renewals = world.start()
    await renewals.makeAhead(renewalPurpose)
    expect(await renewals.start(renewalPurpose)).toEqual(fullDisk)
    Object.assign(world.journalPort, { save })
    expect(stepOf(await renewals.start(renewalPurpose))).toBe('complete')
    expect(world.issuedFor.size).toBe(1)
    expect(world.keys.size).toBe(1)
  })
})
