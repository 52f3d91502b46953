/** An Electron app without windows that does one thing with our transport, so that a test can watch its servers. */
import { readFileSync, writeSync } from 'node:fs'
import { app } from 'electron'
import { createEstBank } from '../../../main/bank/est/est-client.ts'
import { createTransport } from '../../../main/bank/transport.ts'
import { pemToDer } from '../../../main/x509/pem.ts'

/** All bytes are base64 of DER. */
export interface Probe {
  readonly url: string
  /** PEM */
  readonly trustAnchors: string
  readonly request: string
  readonly what: 'reach' | 'enrol'
}

void app.whenReady().then(async () => {
  const { url, trustAnchors, request, what } = JSON.parse(readFileSync(process.argv.at(-1)!, 'utf8')) as Probe
  const anchors = pemToDer(trustAnchors)
  if (!anchors.ok) return app.exit(2)
  const transport = createTransport({ trust: () => anchors.value, clock: Date.now })
  const bank = createEstBank({ url, trustAnchors: () => anchors.value, transport, clock: Date.now })
  const csr = new Uint8Array(Buffer.from(request, 'base64'))
  const result = what === 'reach' ? await bank.reach() : await bank.enrol({ customerId: 'K1', password: 'secret' }, csr)
  writeSync(1, `${JSON.stringify(result.ok ? { ok: true } : result)}\n`)
  app.exit(0)
})
