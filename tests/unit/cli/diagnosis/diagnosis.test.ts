import { describe, expect, it, vi } from 'vitest'
import type { Lock } from '../../../../main/renewal/lock.ts'
import { done, failure, type Result, success } from '../../../../main/renewal/errors.ts'
import type { BankCertificate } from '../../../../main/renewal/certificates/bank-certificates.ts'
import type { FoundElsewhere } from '../../../../main/renewal/certificates/elsewhere.ts'
import { defaultPolicy } from '../../../../main/renewal/policy.ts'
import { currentFacts } from '../../renewal/samples.ts'

vi.mock('electron', () => ({ app: { getLocale: () => 'ja' } }))
const { diagnose, diagnosisText } = await import('../../../../main/cli/diagnosis/diagnosis.ts')
const { diagnosisOutcome } = await import('../../../../main/cli/unattended/outcomes.ts')

const held: BankCertificate = {
  ...currentFacts,
  keyName: 'koshin-1',
  protection: 'cng-tpm',
  exportable: undefined,
  retired: false,
}
const ports = {
  list: async () => success([held, { ...held, retired: true }]),
  count: async () => success(3),
  elsewhere: async (): Promise<readonly FoundElsewhere[]> => [],
  unusedKeys: async () => success(['koshin-lost']),
  checkWritable: async () => done,
  notifications: async () => ({ state: 'available' as const, actions: true, service: 'dunst 1.9.0' }),
  lock: { standing: (): Result<Lock | undefined> => success(undefined) },
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
    expect(await diagnose({ ...ports, list: async () => locked, count: async () => locked })).toMatchObject({
      failure: locked.failure,
      certificates: [],
    })
    const readOnly = await diagnose({ ...ports, checkWritable: async () => failure('keystore.write-failed') })
    expect(readOnly).toMatchObject({ failure: { code: 'keystore.write-failed' }, certificates: [{}, {}] })
  })

  it('of a key store that works, while the bank is not there to say which are its own, does not blame the key store', async () => {
    const list = async () => failure('bank.unreachable', { cause: 'net::ERR_CONNECTION_REFUSED' })
    const diagnosis = await diagnose({ ...ports, list })
    expect(diagnosis).toMatchObject({ bankFailure: { code: 'bank.unreachable' }, certificates: [], allCertificates: 3 })
    expect(diagnosis).not.toHaveProperty('failure')
    const refused = 'bank.unreachable: net::ERR_CONNECTION_REFUSED\n'
    expect(diagnosisText(diagnosis, 'en')).toMatch(/Key store: can be read and written\n/)
    expect(diagnosisText(diagnosis, 'en')).toContain(
      `The bank could not be asked which certificates are its own: ${refused}`,
    )
    expect(diagnosisText(diagnosis, 'ja')).toContain(`どれがこの銀行の電子証明書かを銀行に確かめられません: ${refused}`)
    expect(diagnosisText(diagnosis, 'ja')).toContain('秘密鍵のある電子証明書の数（発行者を問わない）: 3\n')
    expect(diagnosisOutcome(diagnosis)).toBe('bank-unreachable')
    expect(diagnosisOutcome(await diagnose(ports))).toBe('done')
  })

  it('where nothing is in this key store, tells which other program has it, and how to bring it here', async () => {
    const firefox = { program: 'Firefox', place: '~/.mozilla/firefox/a.default', certificates: [held] }
    const locked = { code: 'keystore.locked', retry: 'never' } as const
    const thunderbird = { program: 'Thunderbird', place: '~/.thunderbird/b', certificates: [], failure: locked }
    const elsewhere = async () => [firefox, thunderbird]
    const diagnosis = await diagnose({ ...ports, list: async () => success([]), elsewhere })
    expect(diagnosis.elsewhere).toEqual([
      { program: 'Firefox', place: firefox.place, thumbprints: [held.thumbprint] },
      { program: 'Thunderbird', place: thunderbird.place, thumbprints: [], failure: locked },
    ])
    expect(diagnosisText(diagnosis, 'en')).toContain(`Firefox (~/.mozilla/firefox/a.default): ${held.thumbprint}\n`)
    expect(diagnosisText(diagnosis, 'en')).toContain(
      'Thunderbird (~/.thunderbird/b): cannot be looked into (keystore.locked)\n',
    )
    expect(diagnosisText(diagnosis, 'en')).toMatch(/^To bring it here: .*pk12util -d sql:/m)
    expect(diagnosisText(diagnosis, 'ja')).toMatch(/^移す方法: .*pk12util -d sql:/m)
    expect(await diagnose({ ...ports, elsewhere })).not.toHaveProperty('elsewhere')
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

  it('tells in both languages that their user has locked acquisition and renewal, or that nobody can tell', async () => {
    expect(await diagnose(ports)).not.toHaveProperty('lock')
    const until = Date.UTC(2026, 11, 1)
    const locked = await diagnose({ ...ports, lock: { standing: () => success({ since: 0, until }) } })
    expect(locked.lock).toEqual({ until: '2026-12-01T00:00:00.000Z' })
    expect(diagnosisText(locked, 'ja')).toMatch(/取得と更新: 利用者が止めています（2026年12月1日（火）9:00.* まで）\n/)
    expect(diagnosisText(locked, 'en')).toContain('Acquisition and renewal: locked by their user (until ')
    const unread = failure('internal', { cause: 'lock.json: EIO' })
    const unknown = await diagnose({ ...ports, lock: { standing: () => unread } })
    expect(unknown.lock).toEqual({ failure: unread.failure })
    expect(diagnosisText(unknown, 'ja')).toContain(
      '止めた記録を読み取れないため、止めたままにしています (internal: lock.json: EIO)',
    )
    expect(diagnosisText(unknown, 'en')).toContain('the record of the lock cannot be read (internal: lock.json: EIO)')
  })

  it('says in both languages what the key store does not tell', async () => {
    const diagnosis = await diagnose(ports)
    expect(diagnosisText(diagnosis, 'ja')).toContain('通知: 表示できます (dunst 1.9.0)\n')
    expect(diagnosisText(diagnosis, 'ja')).toContain('鍵の保護: TPM\n鍵の書き出し: 不明\n')
    expect(diagnosisText(diagnosis, 'en')).toContain('Key protection: TPM\nKey can be exported: unknown\n')
  })
})
