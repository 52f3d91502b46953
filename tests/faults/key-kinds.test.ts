/**
 * Whole renewals with keys on elliptic curves, by the real app on a real NSS database: the current key signs (in Chromium's
 * handshake, or messages), the new one is made, gets its certificate, and opens a connection that proves it.
 */
import { describe, expect, it } from 'vitest'
import { startBank, temporaryFolder } from '../protocol/peers/bank-process.ts'
import { cut } from './extent.ts'
import { customerMachine, noElectron } from './machine.ts'

if (noElectron !== undefined) console.warn(`skipped: ${noElectron}`)

const kinds = [
  ['P-256', 'prime256v1', 'ec-p256'],
  ['P-384', 'secp384r1', 'ec-p384'],
] as const
const ways = [
  ['est', 'due'],
  ['cmp', 'due'],
  // TLS offers no expired certificate: the message is signed by its key.
  ['est', 'grace'],
] as const
const renewals = kinds.flatMap((kind) => ways.map((way) => [...kind, ...way] as const))

describe.skipIf(noElectron !== undefined)('a certificate with a key on a curve', () => {
  it.each(cut(renewals, 3, 'kinds of keys'))(
    '%s (%s, %s) is renewed by %s in %s',
    async (_, curve, keyKind, protocol, status) => {
      const bank = await startBank()
      await bank.control('POST', 'csr-attributes', { form: 'list', key: keyKind })
      const policy = { keyKind, renewalProtocol: protocol }
      const machine = await customerMachine(bank, temporaryFolder(), { status, key: curve, policy })
      const [before] = machine.certificates()
      expect(before).toMatchObject({ curve })
      const run = await machine.unattended('renew')
      expect(run.lines.at(-1)).toMatchObject({ event: 'result', outcome: 'done', exitCode: 0 })
      expect(run.lines.flatMap((line) => (line.event === 'step' ? [line.step] : []))).toContain('proving')
      const after = machine.certificates()
      expect(after).toMatchObject([{ curve }])
      expect(after[0]!.thumbprint).not.toBe(before!.thumbprint)
      expect((await bank.certificates()).map(({ thumbprint }) => thumbprint)).toContain(after[0]!.thumbprint)
    },
  )
})

describe.skipIf(noElectron !== undefined)('a bank that leaves the choice', () => {
  it('between P-256 and RSA gets the first that this key store makes', async () => {
    const bank = await startBank()
    await bank.control('POST', 'csr-attributes', { form: 'list', key: 'ec-p256', or: 'rsa-2048' })
    const machine = await customerMachine(bank, temporaryFolder(), { status: 'due' })
    const run = await machine.unattended('renew')
    expect(run.lines.at(-1)).toMatchObject({ outcome: 'done' })
    expect(machine.certificates()).toMatchObject([{ curve: 'prime256v1' }])
  })
})

describe.skipIf(noElectron !== undefined)('a first certificate by CMP', () => {
  it('is asked for as the bank’s settings say, with a key on P-384, and is proven', async () => {
    const bank = await startBank()
    await bank.control('POST', 'csr-attributes', { form: 'list', key: 'ec-p384' })
    const machine = await customerMachine(bank, temporaryFolder(), {
      policy: { renewalProtocol: 'cmp' },
      cmp: { enrolment: 'ir', mac: 'pbmac1', implicitConfirm: true },
    })
    const run = await machine.unattended('enrol', { input: `${machine.password}\n` })
    expect(run.lines.at(-1)).toMatchObject({ event: 'result', outcome: 'done', exitCode: 0 })
    expect(machine.certificates()).toMatchObject([{ curve: 'secp384r1' }])
    expect(await bank.certificates()).toMatchObject([{ issuedBy: 'ir' }])
  })
})
