import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Transport } from '../../bank/transport/http.ts'
import type { Certificates, KeyStore } from '../../renewal/ports.ts'
import type { Configuration } from '../../storage/settings/configuration.ts'
import type { DemoCertificate } from '../../cli/command-line.ts'
import { type DemoBank, startDemoBank } from './bank-process.ts'
import { demoControl, type DemoControl } from './control.ts'
import type { DemoFolders } from './folders.ts'
import { seedDemo } from './seed.ts'
import { product } from '../../renewal/product/product.ts'

export interface Demo {
  readonly configuration: Configuration
  readonly control: DemoControl
  stop(): void
}

export interface DemoPorts {
  readonly keyStore: KeyStore
  readonly createTransport: (trustAnchors: () => readonly Uint8Array[]) => Transport
  readonly createCertificates: (trustAnchors: () => readonly Uint8Array[]) => Certificates
}

/** Starts the demo bank and, in a fresh folder, lays out the starting point. */
export async function layOutDemo(folders: DemoFolders, certificate: DemoCertificate, ports: DemoPorts): Promise<Demo> {
  const bank = await startDemoBank(folders)
  const { configuration } = bank
  const anchors = () => configuration.trustAnchors
  const control = demoControl(bank, ports.createTransport(anchors))
  const seeded = path.join(folders.state, 'starting-point')
  if (!existsSync(seeded)) {
    await seedDemo(certificate, {
      control,
      keyStore: ports.keyStore,
      certificates: ports.createCertificates(anchors),
    })
    mkdirSync(folders.state, { recursive: true })
    writeFileSync(seeded, `${certificate}\n`)
  }
  writeSettings(folders.bank, bank)
  return { configuration, control, stop: bank.stop }
}

/**
 * Leaves a settings file for other clients of this bank, e.g. an unattended run: `koshin.json` and `anchors.pem`. And the
 * file that the bank would hand out, `demo.koshin-bank`.
 */
function writeSettings(folder: string, { configuration, trustAnchors }: DemoBank): void {
  const { bankName: name, estUrl, cmpUrl, portalUrl = '', bankingUrl, helpDesk } = configuration
  const settings = { bank: { name, est: { url: estUrl }, cmp: { url: cmpUrl }, trustAnchors: 'anchors.pem' } }
  const whole = { ...settings.bank, trustAnchors, portal: { url: portalUrl }, bankingUrl, helpDesk }
  writeFileSync(
    path.join(folder, `demo.${product.bankFileEnding}`),
    JSON.stringify({ version: 1, bank: whole }, undefined, 2),
  )
  writeFileSync(path.join(folder, 'anchors.pem'), trustAnchors)
  writeFileSync(path.join(folder, `${product.program}.json`), `${JSON.stringify(settings, undefined, 2)}\n`)
}
