import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createTransport } from '../../bank/transport.ts'
import type { KeyStore } from '../../renewal/ports.ts'
import type { Configuration } from '../../storage/configuration.ts'
import { createCertificates } from '../../x509/certificates.ts'
import type { DemoCertificate } from '../command-line.ts'
import { type DemoBank, startDemoBank } from './bank-process.ts'
import { demoControl, type DemoControl } from './control.ts'
import type { DemoFolders } from './folders.ts'
import { seedDemo } from './seed.ts'

export interface Demo {
  readonly configuration: Configuration
  readonly control: DemoControl
  stop(): void
}

/** Starts the demo bank and, in a fresh folder, lays out the starting point. */
export async function startDemo(folders: DemoFolders, certificate: DemoCertificate, keyStore: KeyStore): Promise<Demo> {
  const bank = await startDemoBank(folders)
  const { configuration } = bank
  const transport = createTransport({ trust: configuration.trustAnchors, clock: Date.now })
  const control = demoControl(bank, transport)
  const seeded = path.join(folders.state, 'starting-point')
  if (!existsSync(seeded)) {
    await seedDemo(certificate, { control, keyStore, certificates: createCertificates(configuration.trustAnchors) })
    mkdirSync(folders.state, { recursive: true })
    writeFileSync(seeded, `${certificate}\n`)
  }
  writeSettings(folders.bank, bank)
  return { configuration, control, stop: bank.stop }
}

/** Leaves a settings file for other clients of this bank, e.g. an unattended run: `koshin.json` and `anchors.pem`. */
function writeSettings(folder: string, { configuration, trustAnchors }: DemoBank): void {
  const settings = { bank: { name: configuration.bankName, est: { url: configuration.estUrl }, trustAnchors: 'anchors.pem' } }
  writeFileSync(path.join(folder, 'anchors.pem'), trustAnchors)
  writeFileSync(path.join(folder, 'koshin.json'), `${JSON.stringify(settings, undefined, 2)}\n`)
}
