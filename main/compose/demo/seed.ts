import type { StartingStatus } from '../../demo-bank/control.ts'
import { defaultPolicy, keySpecification } from '../../renewal/policy.ts'
import type { Certificates, KeyStore } from '../../renewal/ports.ts'
import type { DemoCertificate } from '../../cli/command-line.ts'
import type { DemoBankState } from '../../../preload/contract.ts'
import type { DemoControl } from './control.ts'
import { product } from '../../renewal/product/product.ts'

/** Which customers start with which certificate, by `--demo-certificate`. */
const startingPoints: Readonly<Record<DemoCertificate, readonly StartingStatus[]>> = {
  valid: ['valid'],
  due: ['due'],
  grace: ['grace'],
  lapsed: ['lapsed'],
  absent: [],
  two: ['due', 'due'],
}

interface SeedPorts {
  readonly control: Pick<DemoControl, 'startingCertificate' | 'oneTimePassword' | 'sendReminders'> & {
    state(): Promise<Pick<DemoBankState, 'customers'>>
  }
  readonly keyStore: KeyStore
  readonly certificates: Certificates
}

/** Lays out the demo's starting point: keys made in the demo's key store, certificates from the demo bank. */
export async function seedDemo(wanted: DemoCertificate, { control, keyStore, certificates }: SeedPorts): Promise<void> {
  const { customers } = await control.state()
  for (const [index, status] of startingPoints[wanted].entries()) {
    const customerId = customers[index]?.customerId
    if (customerId === undefined) throw new Error('the demo bank has too few customers')
    const keyName = `${product.keyPrefix}demo-${customerId}`
    const key = need(await keyStore.makeKey(keyName, keySpecification(defaultPolicy)))
    const names = { subject: certificates.commonName(customerId), subjectAltName: undefined }
    const request = need(
      await certificates.buildRequest(names, key.publicKey, (info) => keyStore.sign({ name: keyName }, info)),
    )
    const made = await control.startingCertificate({
      customerId,
      request: Buffer.from(request).toString('base64'),
      status,
    })
    const [der, ...intermediates] = [made.certificate, ...made.intermediates].map(
      (text) => new Uint8Array(Buffer.from(text, 'base64')),
    )
    need(await keyStore.install(der!, keyName, intermediates))
  }
  // Whoever has no certificate that opens a connection gets the letter with the one-time password by mail.
  if (wanted === 'grace' || wanted === 'lapsed' || wanted === 'absent')
    await control.oneTimePassword(customers[0]!.customerId)
  await control.sendReminders()
}

function need<T>(result: { ok: true; value: T } | { ok: false; failure: { code: string; cause?: string } }): T {
  if (result.ok) return result.value
  throw new Error(`${result.failure.code}: ${result.failure.cause ?? ''}`)
}
