import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Transport } from '../../bank/transport/http.ts'
import type { Certificates, KeyStore } from '../../renewal/ports.ts'
import type { Configuration } from '../../storage/settings/configuration.ts'
import type { DemoCertificate } from '../../cli/command-line.ts'
import { startDemoBank } from './bank-process.ts'
import { writeSettings } from './configuration.ts'
import { demoControl, type DemoControl } from './control.ts'
import type { DemoFolders } from './folders.ts'
import { seedDemo } from './seed.ts'

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
