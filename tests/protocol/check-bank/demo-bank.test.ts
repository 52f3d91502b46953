/** What a check of a bank says of the demo bank, and of each character that it can play. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lookAtFront } from '../../../main/bank/front/front.ts'
import type { Verdict } from '../../../main/cli/check-bank/check.ts'
import { type Finding, judge } from '../../../main/cli/check-bank/checks.ts'
import { lookAtBank } from '../../../main/cli/check-bank/look/look.ts'
import { checkPorts } from '../../../main/compose/check-bank/ports.ts'
import { characterNames } from '../../../main/demo-bank/characters.ts'
import type { Character, Fault } from '../../../main/demo-bank/control.ts'
import { success } from '../../../main/renewal/errors.ts'
import { defaultPolicy } from '../../../main/renewal/policy.ts'
import type { Authorities } from '../../../main/renewal/ports.ts'
import type { BankConfiguration } from '../../../main/storage/settings/configuration.ts'
import { createCertificates } from '../../../main/x509/certificates.ts'
import { pemToDer } from '../../../main/x509/pem.ts'
import { sha256 } from '../../../main/x509/read.ts'
import { buildBank } from '../peers/built-bank.ts'
import { giveFoundation } from '../peers/founded-bank.ts'
import { memoryKeyStore } from '../peers/memory-key-store.ts'
import { nodeTransport } from '../peers/node-transport.ts'
import { missing } from '../peers/openssl.ts'
import { launchBank, type RunningBank, startIn } from '../peers/running-bank.ts'

type Named = 'expired' | 'revoked'
interface Asked {
  readonly issue?: boolean
  readonly est?: boolean
  readonly named?: readonly Named[]
}

type Said = Readonly<Record<string, Verdict>>

interface Seen {
  /** Ways in which the bank is like this. */
  readonly more: readonly Partial<Pick<Fault, 'variant' | 'amount'>>[]
  /** What is said of each way, or of all. */
  readonly as: readonly Said[]
}

const one = (as: Said, more: Seen['more'][number] = {}): Seen => ({ more: [more], as: [as] })

/** What is said of a bank that offers EST, CMP and a portal. Nothing else is said of any of them. */
const seen: Partial<Record<Character, Seen>> = {
  'not-idempotent': one({
    'est.repeated-enrolment': 'fail',
    'est.repeated-renewal': 'fail',
    'cmp.repeated-enrolment': 'fail',
    'cmp.repeated-update': 'fail',
  }),
  'not-backdated': one({ 'certificates.begins': 'warn' }),
  'starts-later': one({ 'certificates.begins': 'warn' }, { amount: 2 }),
  maintenance: {
    more: [{ variant: '503' }, { variant: '503', amount: 0 }, { variant: '302' }, { variant: '200' }],
    as: [
      { 'front.maintenance': 'warn' },
      { 'front.maintenance': 'warn' },
      { 'front.maintenance': 'fail' },
      { 'front.maintenance': 'fail' },
    ],
  },
  'names-rebuilt': {
    more: [{ variant: 'string-type' }, { variant: 'letter-case' }],
    as: [{ 'certificates.subject': 'warn' }],
  },
  // The answer to an enrolment has the new certificate alone: without the issuing CA there is no chain above it.
  'root-only-cacerts': one({ 'est.chain': 'warn', 'certificates.chain': 'fail' }),
  'demands-certificate': one({ 'front.certificate-optional': 'fail' }),
  'delivers-later': one({ 'cmp.delay': 'warn' }, { amount: 0 }),
  forgets: one({ 'cmp.confirmation': 'fail' }),
  // What is revoked is not handed out again either.
  'revokes-at-issue': one({ 'certificates.accepted': 'fail', 'est.repeated-enrolment': 'fail' }),
  // Whose old certificate is revoked cannot ask with it once more.
  supersedes: one({
    'est.predecessor': 'fail',
    'est.repeated-renewal': 'fail',
    'cmp.repeated-update': 'fail',
    'cmp.predecessor': 'fail',
  }),
}

/** Where it is said otherwise of one that offers CMP and a portal, and no EST. */
const seenAlone: typeof seen = {
  ...seen,
  'not-idempotent': one({ 'cmp.repeated-enrolment': 'fail', 'cmp.repeated-update': 'fail' }),
  // Its answers to messages bring the issuing CA along.
  'root-only-cacerts': one({}),
  'revokes-at-issue': one({ 'certificates.accepted': 'fail', 'cmp.repeated-enrolment': 'fail' }),
  supersedes: one({ 'cmp.repeated-update': 'fail', 'cmp.predecessor': 'fail' }),
}

/** What shows to nobody who only checks, and why. */
const unseen: Partial<Record<Character, string>> = {
  'closes-on-revoked': 'a check revokes nothing, and has no certificate that is revoked',
}

/** What is learnt of the bank's CAs, in memory. */
function authoritiesOf(trustAnchors: readonly Uint8Array[]): Authorities {
  let known: readonly Uint8Array[] = []
  return {
    trustAnchors: () => trustAnchors,
    list: () => known,
    learn: () => {},
    remember(certificates) {
      known = certificates
      return []
    },
  }
}

// A check is some fifty messages, on a machine that may be busy with others.
describe.skipIf(missing !== undefined)('a check of the demo bank', { timeout: 120_000 }, () => {
  const work = mkdtempSync(path.join(tmpdir(), 'koshin-check-bank-'))
  let bank: RunningBank
  let end = async (): Promise<void> => {}

  beforeAll(async () => {
    const folder = path.join(work, 'bank')
    await giveFoundation(folder)
    bank = await launchBank(startIn(folder), { program: await buildBank(), work, atEnd: (stop) => (end = stop) })
  })
  afterAll(async () => {
    await end()
    rmSync(work, { recursive: true, force: true })
  })

  let turn = 0

  /** Everything that a check does, and what it comes to. */
  async function check({ issue = true, est = true, named }: Asked = {}) {
    const pem = readFileSync(bank.trustAnchors, 'utf8')
    const anchors = pemToDer(pem)
    if (!anchors.ok) throw new Error('the bank has no anchors')
    const customers = await bank.customers()
    // In turns: each check costs its customer one failed sign-in.
    const { customerId } = customers[turn++ % customers.length]!
    const password = issue ? await bank.oneTimePassword(customerId) : ''
    const store = memoryKeyStore()
    const own = named === undefined ? {} : await heldOf(store, customerId, named)
    const configuration: BankConfiguration = {
      id: undefined,
      bankName: 'デモ銀行',
      estUrl: est ? bank.origin : undefined,
      estLabel: undefined,
      cmpUrl: bank.origin,
      renewalProtocol: est ? 'est' : 'cmp',
      trustAnchors: anchors.value,
      serverTrust: 'anchors',
      portalUrl: `${bank.origin}/portal`,
      bankingUrl: undefined,
      enrolUser: undefined,
      policy: { ...defaultPolicy, keyKind: 'ec-p256' },
    }
    const ports = checkPorts(configuration, {
      transport: nodeTransport(pem, store.identities),
      authorities: authoritiesOf(anchors.value),
      keyStore: store.keyStore,
      named: own,
      mayIssue: issue,
      customerId,
      credentials: () => success({ customerId, password }),
      lookAtFront,
      publicRoots: [],
      clock: Date.now,
      wait: async () => undefined,
    })
    const looked = await lookAtBank(ports)
    if (!looked.ok) throw new Error(`${looked.failure.code} ${looked.failure.cause ?? ''}`)
    expect([looked.value.left, store.keys()]).toEqual([0, Object.keys(own)])
    return judge(looked.value.session)
  }

  /**
   * Certificates that the customer has from before, in the key store under the names of their options. That one is revoked is
   * for a fault to say.
   */
  async function heldOf(store: ReturnType<typeof memoryKeyStore>, customerId: string, named: readonly Named[]) {
    const { buildRequest, commonName } = createCertificates(() => [])
    const held: Partial<Record<Named, string>> = {}
    for (const name of named) {
      const key = await store.keyStore.makeKey(name, {
        algorithm: 'ec-p256',
        provider: 'software',
        confirmUse: false,
      })
      if (!key.ok) throw new Error(key.failure.code)
      const sign = (info: Uint8Array) => store.keyStore.sign({ name }, info)
      const names = { subject: commonName(customerId), subjectAltName: undefined }
      const request = await buildRequest(names, key.value.publicKey, sign, 'ecdsa-sha256')
      if (!request.ok) throw new Error(request.failure.code)
      const status = name === 'expired' ? 'grace' : 'due'
      const { certificate } = await bank.startingCertificate(customerId, request.value, status)
      const der = new Uint8Array(Buffer.from(certificate, 'base64'))
      await store.keyStore.install(der, name, [])
      held[name] = sha256(der)
    }
    return held
  }

  const withVerdict = (findings: readonly Finding[], ...wanted: readonly Verdict[]) =>
    Object.fromEntries(
      findings.flatMap(({ check: { id }, verdict }) => (wanted.includes(verdict) ? [[id, verdict] as const] : [])),
    )

  it('passes all that it can see, and says of the rest why it cannot', async () => {
    const findings = await check()
    expect(withVerdict(findings, 'warn', 'fail')).toEqual({})
    expect(Object.keys(withVerdict(findings, 'not-applicable'))).toEqual([
      'est.delay',
      'front.maintenance',
      'est.rollover',
      'est.key-identifiers',
      'cmp.next-update',
      'cmp.grace',
      'portal.revoked',
    ])
  })

  it('renews an expired certificate that is named, and leaves it where it is', async () => {
    const findings = await check({ named: ['expired'] })
    expect(withVerdict(findings, 'pass')).toMatchObject({ 'cmp.grace': 'pass' })
    expect(withVerdict(findings, 'warn', 'fail')).toEqual({})
  })

  it('asks who it is with a revoked certificate that is named, also where nothing may be issued', async () => {
    const asked = { issue: false, named: ['revoked'] } as const
    expect(withVerdict(await check(asked), 'fail')).toEqual({ 'portal.revoked': 'fail' })
    await bank.fault({ where: 'portal', fault: 'revoked', times: 1000 })
    const findings = await check(asked).finally(() => bank.control('DELETE', 'faults'))
    expect(withVerdict(findings, 'fail')).toEqual({})
    expect(withVerdict(findings, 'pass')).toMatchObject({ 'portal.revoked': 'pass' })
  })

  it('passes all that it can see where it offers CMP alone, and judges nothing by EST', async () => {
    const findings = await check({ est: false })
    expect(withVerdict(findings, 'warn', 'fail')).toEqual({})
    const rest = Object.keys(withVerdict(findings, 'not-applicable')).filter((id) => !id.startsWith('est.'))
    expect(rest).toEqual(['front.maintenance', 'cmp.grace', 'portal.revoked'])
    expect(Object.keys(withVerdict(findings, 'pass')).filter((id) => id.startsWith('est.'))).toEqual([])
  })

  it.each([true, false])('costs no certificate unless that is asked for (EST: %s)', async (est) => {
    const before = (await bank.certificates()).length
    const findings = await check({ issue: false, est })
    expect(withVerdict(findings, 'warn', 'fail')).toEqual({})
    expect(withVerdict(findings, 'pass')).toMatchObject({
      'front.certificate-asked': 'pass',
      'cmp.answers': 'pass',
      ...(est && { 'est.chain': 'pass' }),
    })
    expect((await bank.certificates()).length).toBe(before)
  })

  async function expectTold(fault: Character, { as, more }: Seen, form: { readonly est: boolean }): Promise<void> {
    for (const [index, way] of more.entries()) {
      await bank.fault({ where: 'bank', fault, times: 1000, ...way })
      const findings = await check(form).finally(() => bank.control('DELETE', 'faults'))
      expect(withVerdict(findings, 'warn', 'fail'), JSON.stringify(way)).toEqual(as[index] ?? as[0])
    }
  }

  it.each(Object.entries(seen) as [Character, Seen][])('tells that a bank is %s', (fault, told) =>
    expectTold(fault, told, { est: true }),
  )

  it.each(Object.entries(seenAlone) as [Character, Seen][])('tells that a bank of CMP alone is %s', (fault, told) =>
    expectTold(fault, told, { est: false }),
  )

  it('is said of every character, or why nothing of it can be seen', () => {
    expect([...Object.keys(seen), ...Object.keys(unseen)].sort()).toEqual([...characterNames].sort())
  })
})
