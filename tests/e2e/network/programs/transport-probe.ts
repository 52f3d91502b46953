/**
 * An Electron app without windows that does with our transport what each line of its input asks for, so that a test can watch
 * its servers.
 */
import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { app, net, session } from 'electron'
import { createEstBank } from '../../../../main/bank/est/est-client.ts'
import { createTransport } from '../../../../main/bank/transport/transport.ts'
import { sendNothingAgain } from '../../../../main/desktop/windows/security.ts'
import { done, failure, type Result, success } from '../../../../main/renewal/errors.ts'
import { pemToDer } from '../../../../main/x509/pem.ts'

/** All bytes are base64 of DER. */
export interface Probe {
  readonly url: string
  /** PEM */
  readonly trustAnchors: string
  readonly request: string
  /**
   * `reach-without-us`: as Chromium does it where nobody has told it anything. `ways`: the ways of many transports, each asked
   * as soon as it is there.
   */
  readonly what: 'reach' | 'enrol' | 'reach-and-enrol' | 'prove' | 'reach-without-us' | 'send' | 'ways'
  /** The address of a PAC file. */
  readonly pac?: string
}

sendNothingAgain()
void app.whenReady().then(async () => {
  for await (const line of createInterface({ input: process.stdin })) {
    const result = await perform(JSON.parse(line) as Probe)
    const told = result.ok && typeof result.value === 'string' ? { told: result.value } : {}
    writeSync(1, `${JSON.stringify(result.ok ? { ok: true, ...told } : result)}\n`)
  }
  app.exit(0)
})

/** By a transport of its own, whose sessions nobody has used before. */
async function perform({ url, trustAnchors, request, what, pac }: Probe): Promise<Result<unknown>> {
  const anchors = pemToDer(trustAnchors)
  if (!anchors.ok) return anchors
  const proxy = pac === undefined ? undefined : ({ mode: 'pac_script', pacScript: pac } as const)
  const transport = createTransport({ trust: () => anchors.value, clock: Date.now, proxy })
  const bank = createEstBank({ url, trustAnchors: () => anchors.value, transport, clock: Date.now })
  const csr = new Uint8Array(Buffer.from(request, 'base64'))
  const enrol = () => bank.enrol({ customerId: 'K1', password: 'secret' }, csr)
  const asked = {
    reach: () => bank.reach(),
    enrol,
    'reach-and-enrol': async () => {
      await bank.reach()
      return enrol()
    },
    // Of a certificate that no key store has: what the server does before it matters is what is looked at.
    prove: () => bank.prove('0'.repeat(64)),
    'reach-without-us': () => reachWithoutUs(url),
    ways: async () => {
      const found = new Set<string>()
      for (let turn = 0; turn < 200; turn++)
        found.add(await createTransport({ trust: 'system', clock: Date.now, proxy }).way(url))
      return success([...found].join(', '))
    },
    send: () =>
      transport.send({ kind: 'anonymous' }, { method: 'GET', url, headers: {}, timeout: 1000, maximumBody: 1 }),
  }
  return asked[what]()
}

function reachWithoutUs(url: string): Promise<Result<void>> {
  return new Promise((resolve) => {
    const sent = net.request({ url, session: session.fromPartition('without-us') })
    sent.on('error', ({ message }) => resolve(failure('bank.unreachable', { cause: message })))
    sent.on('response', () => resolve(done))
    sent.end()
  })
}
