import { describe, expect, it, vi } from 'vitest'
import { done, failure, success } from '../../../../main/renewal/errors.ts'
import type { BankCertificate } from '../../../../main/renewal/certificates/bank-certificates.ts'
import { defaultPolicy } from '../../../../main/renewal/policy.ts'
import { currentFacts } from '../../renewal/samples.ts'

vi.mock('electron', () => ({ app: { getLocale: () => 'ja' } }))
const { diagnose, diagnosisText } = await import('../../../../main/cli/diagnosis/diagnosis.ts')

const held: BankCertificate = {
  ...currentFacts,
  keyName: 'koshin-1',
  protection: 'cng-tpm',
  exportable: undefined,
  retired: false,
}
const ports = {
  list: async () => success([held, { ...held, retired: true }]),
  unusedKeys: async () => success(['koshin-lost']),
  checkWritable: async () => done,
  notifications: async () => ({ state: 'available' as const, actions: true, service: 'dunst 1.9.0' }),
  policy: defaultPolicy,
  clock: () => currentFacts.notBefore,
  version: '0.1.0',
  bankName: '更新銀行',
}

describe('a diagnosis', () => {
  it('tells each certificate and how its key is held, and no key name or DER', async () => {
    const { certificates } = await diagnose(ports)
    expect(certificates).toMatchObject([
      { thumbprint: held.thumbprint, status: 'valid', own: true, protection: 'cng-tpm', exportable: null },
      { thumbprint: held.thumbprint, status: 'retired' },
    ])
    expect(certificates[0]).not.toHaveProperty('keyName')
    expect(certificates[0]).not.toHaveProperty('der')
  })

  it('tells why the key store cannot be read, or cannot be written', async () => {
    const locked = failure('keystore.locked', { cause: 'C_Login: CKR_PIN_INCORRECT' })
    expect(await diagnose({ ...ports, list: async () => locked })).toMatchObject({
      failure: locked.failure,
      certificates: [],
    })
    const readOnly = await diagnose({ ...ports, checkWritable: async () => failure('keystore.write-failed') })
    expect(readOnly).toMatchObject({ failure: { code: 'keystore.write-failed' }, certificates: [{}, {}] })
  })

  it('names our keys that nothing refers to, in both languages', async () => {
    const diagnosis = await diagnose(ports)
    expect(diagnosis.unusedKeys).toEqual(['koshin-lost'])
    expect(diagnosisText(diagnosis, 'ja')).toContain('使われていない鍵: koshin-lost\n')
    expect(diagnosisText({ ...diagnosis, unusedKeys: [] }, 'en')).toContain('nothing refers to: none\n')
    const refused = failure('keystore.locked')
    expect(await diagnose({ ...ports, unusedKeys: async () => refused })).toMatchObject({
      failure: refused.failure,
      certificates: [{}, {}],
      unusedKeys: [],
    })
  })

  it('says in both languages what the key store does not tell', async () => {
    const diagnosis = await diagnose(ports)
    expect(diagnosisText(diagnosis, 'ja')).toContain('通知: 表示できます (dunst 1.9.0)\n')
    expect(diagnosisText(diagnosis, 'ja')).toContain('鍵の保護: TPM\n鍵の書き出し: 不明\n')
    expect(diagnosisText(diagnosis, 'en')).toContain('Key protection: TPM\nKey can be exported: unknown\n')
  })
})
