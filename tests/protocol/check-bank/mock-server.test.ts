/** What a check says of a bank that others made, and that offers CMP alone: OpenSSL's mock server. */
import { createPrivateKey } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Transport } from '../../../main/bank/transport/http.ts'
import type { Verdict } from '../../../main/cli/check-bank/check.ts'
import { judge } from '../../../main/cli/check-bank/checks.ts'
import { lookAtBank } from '../../../main/cli/check-bank/look/look.ts'
import { checkPorts } from '../../../main/compose/check-bank/ports.ts'
import { success } from '../../../main/renewal/errors.ts'
import { defaultPolicy } from '../../../main/renewal/policy.ts'
import { certificatesIn, der } from '../../unit/x509/cmp/openssl-messages.ts'
import { memoryKeyStore } from '../peers/memory-key-store.ts'
import { missing, type MockServer, startMockServer } from '../peers/openssl-cmp-server.ts'

describe.skipIf(missing !== undefined)("a check of OpenSSL's mock server", { timeout: 120_000 }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'koshin-check-mock-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  beforeAll(() => certificatesIn(folder))

  /** It listens for messages alone. */
  const transportTo = (server: MockServer): Transport => ({
    ...server,
    send: async (identity, request) =>
      request.body === undefined
        ? success({ status: 405, headers: {}, body: new Uint8Array(), date: undefined })
        : server.send(identity, request),
  })

  /** What is said of CMP. It has one certificate, of one key, for whoever asks. */
  async function check(server: MockServer): Promise<Readonly<Record<string, Verdict>>> {
    const trustAnchors = [der(folder, 'root.pem')]
    const anchored = { trustAnchors: () => trustAnchors, list: () => [], learn: () => {}, remember: () => [] }
    const { keyStore } = memoryKeyStore(createPrivateKey(readFileSync(path.join(folder, 'next.key'))))
    const configuration = {
      id: undefined,
      bankName: 'A bank',
      estUrl: undefined,
      estLabel: undefined,
      cmpUrl: 'https://bank.example/pkix/',
      renewalProtocol: 'cmp',
      trustAnchors,
      serverTrust: 'anchors',
      portalUrl: undefined,
      bankingUrl: undefined,
      enrolUser: undefined,
      policy: { ...defaultPolicy, keyKind: 'ec-p256' },
    } as const
    const ports = checkPorts(configuration, {
      transport: transportTo(server),
      authorities: anchored,
      keyStore,
      named: {},
      mayIssue: true,
      customerId: 'K1',
      credentials: () => success({ customerId: 'K1', password: 'ABCD-EFGH-JKLM' }),
      lookAtFront: async () => 'proxied',
      publicRoots: [],
      clock: Date.now,
      wait: async () => undefined,
    })
    const looked = await lookAtBank(ports)
    if (!looked.ok) throw new Error(`${looked.failure.code} ${looked.failure.cause ?? ''}`)
    const found = judge(looked.value.session).map(({ check: { id }, verdict }) => [id, verdict] as const)
    return Object.fromEntries(found.filter(([id]) => id.startsWith('cmp.')))
  }

  const enrolled = {
    'cmp.answers': 'pass',
    'cmp.wrong-password': 'pass',
    'cmp.first-enrolment': 'pass',
    'cmp.repeated-enrolment': 'pass',
    'cmp.confirmation': 'pass',
    'cmp.header-names': 'pass',
    'cmp.nonces': 'pass',
  }

  it('follows a first enrolment and its key update, and names errors that have a MAC where a signature belongs', async () => {
    const both = { srv_ref: 'K1', srv_secret: 'file:secret', srv_cert: 'ra.pem', srv_key: 'ra.key' }
    const told = await check(await startMockServer(folder, both))
    expect(told).toMatchObject({
      ...enrolled,
      'cmp.question': 'pass',
      // The one certificate that it has is as long as itself.
      'cmp.key-update': 'warn',
      'cmp.signed-errors': 'fail',
    })
  })

  it('tells of one that signs nothing that no renewal would end', async () => {
    const told = await check(await startMockServer(folder, { srv_ref: 'K1', srv_secret: 'file:secret' }))
    expect(told).toMatchObject({ ...enrolled, 'cmp.question': 'fail', 'cmp.key-update': 'not-applicable' })
  })
})
