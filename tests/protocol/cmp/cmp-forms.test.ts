/** Every form of a request (CRMF's ir, cr and kur, PKCS#10's p10cr), with and without a confirmation of its own. */
import { createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createCmpBank } from '../../../main/bank/cmp/cmp-client.ts'
import type { Transport } from '../../../main/bank/transport/http.ts'
import { readMessage } from '../../../main/x509/cmp/message.ts'
import { pemToDer } from '../../../main/x509/pem.ts'
import { sha256 } from '../../../main/x509/read.ts'
import { confirmed } from '../../unit/bank/cmp/confirmed.ts'
import { memoryKeys } from '../../unit/bank/cmp/memory-keys.ts'
import { type RunningBank, startBank, temporaryFolder } from '../peers/bank-process.ts'
import { nodeTransport } from '../peers/node-transport.ts'
import { cmp, holds, knows, messagesOf, newKey } from '../peers/openssl-cmp.ts'
import { holderOf, makeRequest, missing, openssl, yamada } from '../peers/openssl.ts'

const commands = ['ir', 'cr', 'p10cr', 'kur'] as const
const answers = { ir: 'ip', cr: 'cp', p10cr: 'cp', kur: 'kup' } as const
const confirmation = ['certConf', 'pkiconf'] as const
/** RSA is what all other tests have. */
const kinds = ['P-256', 'P-384'] as const

/** What OpenSSL's client is told for this command; genm and whoever knows nothing are no part of it. */
async function askedBy(command: (typeof commands)[number], bank: RunningBank, folder: string, algorithm: string) {
  const next = await newKey(folder, 'next', algorithm)
  if (command === 'kur') return { ...holds(await holderOf(bank, folder, 'due', algorithm)), ...next }
  const known = knows(folder, await bank.oneTimePassword(yamada.customerId))
  if (command !== 'p10cr') return { ...known, ...next, subject: '/CN=me' }
  const csr = `${folder}/csr.pem`
  await openssl(['req', '-new', '-key', String(next['newkey']), '-subj', '/CN=me', '-out', csr])
  return { ...known, csr }
}

describe.skipIf(missing !== undefined).each(commands)("openssl cmp's %s at the demo bank", (command) => {
  it.each(kinds)('with keys of the kind %s is confirmed, or needs no confirmation', async (algorithm) => {
    const [bank, folder] = [await startBank(), temporaryFolder()]
    const asked = await askedBy(command, bank, folder, algorithm)
    const upper = [command, answers[command]].map((one) => one.toUpperCase())
    const implicit = await cmp(bank, folder, command, { ...asked, implicit_confirm: true })
    expect([implicit.exit, messagesOf(implicit)]).toEqual([0, upper])
    // The same key has the same certificate, which may be confirmed a second time.
    const explicit = await cmp(bank, folder, command, asked)
    expect([explicit.exit, messagesOf(explicit)]).toEqual([0, [...upper, 'CERTCONF', 'PKICONF']])
  })
})

/** A transport that notes the kinds of the messages to and fro. */
function noting(transport: Transport): Transport & { readonly said: string[] } {
  const said: string[] = []
  const note = (der: Uint8Array): void => {
    const read = readMessage(der)
    said.push(read.ok ? read.value.body.kind : 'unreadable')
  }
  return {
    ...transport,
    said,
    async send(identity, request) {
      note(request.body!)
      const answer = await transport.send(identity, request)
      if (answer.ok) note(answer.value.body)
      return answer
    },
  }
}

describe.skipIf(missing !== undefined).each(['ir', 'p10cr', 'kur'] as const)('our %s at the demo bank', (command) => {
  it.each(['P-384'])('with keys of the kind %s is confirmed, or needs no confirmation', async (algorithm) => {
    const [bank, folder] = [await startBank(), temporaryFolder()]
    const pem = readFileSync(bank.trustAnchors, 'utf8')
    const anchors = pemToDer(pem)
    if (!anchors.ok) throw new Error(anchors.failure.cause)
    const owner = command === 'kur' ? await holderOf(bank, folder, 'due', algorithm) : undefined
    const held = owner === undefined ? [] : [{ certificate: new Uint8Array(owner.read.raw), key: keyIn(owner.key) }]
    const { key, der } = await makeRequest(folder, 'next', { newKey: algorithm })
    const credentials = { customerId: yamada.customerId, password: await bank.oneTimePassword(yamada.customerId) }
    const renewed = async (implicitConfirm: boolean) => {
      const transport = noting(nodeTransport(pem, new Map()))
      const own = createCmpBank({
        url: bank.origin,
        transport,
        clock: Date.now,
        trustAnchors: () => anchors.value,
        authorities: () => [],
        keyStore: memoryKeys({ next: keyIn(key) }, held),
        enrolment: { command: command === 'p10cr' ? 'p10cr' : 'ir', mac: 'pbmac1' },
        implicitConfirm,
      })
      const name = { name: 'next' }
      const request = new Uint8Array(der)
      const current = held[0] && sha256(held[0].certificate)
      const answer =
        current === undefined
          ? await confirmed(own, { credentials }, own.enrol(credentials, request, name))
          : await confirmed(own, { current }, own.reenrol(current, request, name))
      expect(answer).toMatchObject({ ok: true, value: { kind: 'issued' } })
      return transport.said
    }
    const both = [command, answers[command]]
    expect(await renewed(true)).toEqual(both)
    expect(await renewed(false)).toEqual([...both, ...confirmation])
  })
})

const keyIn = (file: string) => createPrivateKey(readFileSync(file))
