import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { utilityProcess } from 'electron'
import type { BankFailed, BankReady, StartBank } from '../../demo-bank/control.ts'
import { defaultPolicy } from '../../renewal/policy.ts'
import type { Configuration } from '../../storage/settings/configuration.ts'
import { pemToDer } from '../../x509/pem.ts'
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

function demoConfiguration({ origin, trustAnchors }: BankReady): Configuration {
  const anchors = pemToDer(trustAnchors)
  if (!anchors.ok) throw new Error('the demo bank sent no trust anchor')
  return {
    id: undefined,
    otherBanks: [],
    bankName: 'デモ銀行',
    estUrl: origin,
    estLabel: undefined,
    cmpUrl: origin,
    renewalProtocol: 'est',
    trustAnchors: anchors.value,
    serverTrust: 'anchors',
    portalUrl: `${origin}/portal`,
    bankingUrl: `${origin}/banking`,
    enrolUser: undefined,
    helpDesk: {
      ...{ phone: '0120-000-000', hours: '平日 9:00〜17:00', page: `${origin}/banking` },
      en: { hours: '9:00 to 17:00 on weekdays' },
    },
    policy: defaultPolicy,
  }
}
