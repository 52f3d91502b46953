import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { utilityProcess } from 'electron'
import type { BankFailed, BankReady, StartBank } from '../../demo-bank/control.ts'
import type { Configuration } from '../../storage/settings/configuration.ts'
import { demoConfiguration } from './configuration.ts'
import type { DemoFolders } from './folders.ts'
import { product } from '../../renewal/product/product.ts'

/** The demo bank, a process of its own on loopback. */
export interface DemoBank {
  readonly configuration: Configuration
  readonly controlToken: string
  readonly origin: string
  /** PEM */
  readonly trustAnchors: string
  stop(): void
}

/** Starts the bank and waits until it listens. @throws Error with the bank's own words when it cannot start. */
export function startDemoBank(folders: DemoFolders): Promise<DemoBank> {
  mkdirSync(path.join(folders.home, '.pki'), { recursive: true, mode: 0o700 })
  const bank = utilityProcess.fork(path.join(import.meta.dirname, 'demo-bank.cjs'), [], {
    serviceName: `${product.folder} demo bank`,
  })
  const start: StartBank = {
    kind: 'start',
    folder: folders.bank,
    host: 'localhost',
    port: 0,
    reminderInterval: 60 * 60 * 1000,
  }
  return new Promise((resolve, reject) => {
    bank.once('spawn', () => bank.postMessage(start))
    bank.once('exit', (code) => reject(new Error(`the demo bank ended with ${code}`)))
    bank.once('message', (message: BankReady | BankFailed) => {
      if (message.kind === 'failed') return reject(new Error(message.message))
      resolve({
        configuration: demoConfiguration(message),
        controlToken: message.controlToken,
        origin: message.origin,
        trustAnchors: message.trustAnchors,
        stop: () => void bank.kill(),
      })
    })
  })
}
