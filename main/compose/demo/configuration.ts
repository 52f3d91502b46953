/** What a customer of the demo bank has in the settings, here and in other clients. */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { BankReady } from '../../demo-bank/control.ts'
import { defaultPolicy } from '../../renewal/policy.ts'
import { product } from '../../renewal/product/product.ts'
import type { Configuration } from '../../storage/settings/configuration.ts'
import { pemToDer } from '../../x509/pem.ts'

export function demoConfiguration({ origin, trustAnchors }: Pick<BankReady, 'origin' | 'trustAnchors'>): Configuration {
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

/**
 * Leaves a settings file for other clients of this bank, e.g. an unattended run: `koshin.json` and `anchors.pem`. And the
 * file that the bank would hand out, `demo.koshin-bank`.
 */
export function writeSettings(
  folder: string,
  { configuration, trustAnchors }: { configuration: Configuration; trustAnchors: string },
): void {
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
