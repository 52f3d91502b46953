/** What a check of a bank says of the demo bank, and of each character that it can play. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lookAtFront } from '../../../main/bank/front/front.ts'
import type { Transport } from '../../../main/bank/http.ts'
import { isTrouble } from '../../../main/cli/check-bank/check.ts'
import { judge } from '../../../main/cli/check-bank/checks.ts'
import { lookAtBank } from '../../../main/cli/check-bank/look.ts'
import { checkPorts } from '../../../main/compose/check-bank/ports.ts'
import { characterNames } from '../../../main/demo-bank/characters.ts'
import type { Character } from '../../../main/demo-bank/control.ts'
import { success } from '../../../main/renewal/errors.ts'
import { defaultPolicy } from '../../../main/renewal/policy.ts'
import type { Authorities } from '../../../main/renewal/ports.ts'
import { pemToDer } from '../../../main/x509/pem.ts'
import { buildBank } from '../peers/built-bank.ts'
import { giveAuthority } from '../peers/founded-authority.ts'
import { memoryKeyStore } from '../peers/memory-key-store.ts'
import { nodeTransport } from '../peers/node-transport.ts'
import { missing, yamada } from '../peers/openssl.ts'
import { launchBank, type RunningBank } from '../peers/running-bank.ts'

/** What is learnt of the bank's CAs, in memory. */
function knownOf(trustAnchors: readonly Uint8Array[]): Authorities {
  let known: readonly Uint8Array[] = []
  return {
    trustAnchors: () => trustAnchors,
    list: () => known,
    learn: () => {},
    remember: (certificates) => ((known = certificates), []),
  }
}

describe.skipIf(missing !== undefined)('a check of the demo bank', () => {
  const work = mkdtempSync(path.join(tmpdir(), 'koshin-check-bank-'))
  let bank: RunningBank
  let end = async (): Promise<void> => {}

  beforeAll(async () => {
    const folder = path.join(work, 'bank')
    await giveAuthority(folder)
    const start = { kind: 'start', folder, host: 'localhost', port: 0, reminderInterval: 0 } as const
    bank = await launchBank(start, { program: await buildBank(), work, atEnd: (stop) => (end = stop) })
  })
  afterAll(async () => {
    await end()
    rmSync(work, { recursive: true, force: true })
  })

  /** Everything that a check does, and what it comes to: `id verdict` of what is not passed. */
  async function check({ issue = true }: { readonly issue?: boolean } = {}) {
    const pem = readFileSync(bank.trustAnchors, 'utf8')
    const anchors = pemToDer(pem)
    if (!anchors.ok) throw new Error('the bank has no anchors')
    const password = issue ? await bank.oneTimePassword(yamada.customerId) : ''
    const store = memoryKeyStore()
    const configuration = {
      id: undefined,
      bankName: 'デモ銀行',
      estUrl: bank.origin,
      estLabel: undefined,
      cmpUrl: bank.origin,
      renewalProtocol: 'est',
      trustAnchors: anchors.value,
      serverTrust: 'anchors',
      portalUrl: `${bank.origin}/portal`,
      bankingUrl: undefined,
      enrolUser: undefined,
      policy: { ...defaultPolicy, keyKind: 'ec-p256' },
    } as const
    const transport: Transport = nodeTransport(pem, store.identities)
    const ports = checkPorts(configuration, {
      transport,
      authorities: knownOf(anchors.value),
      keyStore: store.keyStore,
      mayIssue: issue,
      customerId: yamada.customerId,
      credentials: () => success({ customerId: yamada.customerId, password }),
      lookAtFront: () => lookAtFront(bank.origin),
      publicRoots: [],
      clock: Date.now,
    })
    const looked = await lookAtBank(ports)
    if (!looked.ok) throw new Error(`${looked.failure.code} ${looked.failure.cause ?? ''}`)
    const findings = judge(looked.value.session)
    return { findings, left: [looked.value.left, store.keys().length], troubles: findings.filter(isTrouble) }
  }

  it('prints', async () => {
    const { findings, left } = await check()
    console.log(findings.map(({ check: { id }, verdict, seen }) => `${verdict} ${id} ${seen.en}`).join('\n'), left)
  })
  it.each(characterNames)('%s', async (name) => {
    await bank.fault({ where: 'bank', fault: name as Character, times: 1000 })
    const { troubles } = await check().finally(() => bank.control('DELETE', 'faults'))
    console.log(
      name,
      '\n' + troubles.map(({ check: { id }, verdict, seen }) => `${verdict} ${id} ${seen.en}`).join('\n'),
    )
  })
})
