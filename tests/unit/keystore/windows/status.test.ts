import { describe, expect, it } from 'vitest'
import { isStatus, status, WindowsError } from '../../../../main/keystore/windows/status.ts'

describe('a failure of Windows', () => {
  it('says the function, the status in hexadecimal and its name', () => {
    expect(new WindowsError('NCryptOpenKey', 0x80090016).message).toBe('NCryptOpenKey: 0x80090016 NTE_BAD_KEYSET')
    expect(new WindowsError('CertOpenStore', 5).message).toBe('CertOpenStore: 0x00000005 ERROR_ACCESS_DENIED')
    expect(new WindowsError('CertOpenStore', 0x12345678).message).toBe('CertOpenStore: 0x12345678 an unnamed status')
  })

  it('has the name that winerror.h gives it', () => {
    expect(new WindowsError('f', 0x8009200c).message).toContain('CRYPT_E_NO_DECRYPT_CERT')
    expect(new WindowsError('f', 0x80092014).message).toContain('CRYPT_E_NOT_IN_REVOCATION_DATABASE')
    expect(new WindowsError('f', 0x80090024).message).toContain('NTE_TEMPORARY_PROFILE')
  })

  it('is the same whether the status came with its sign or without', () => {
    const signed = new WindowsError('NCryptSignHash', 0x80090036 | 0)
    expect(signed.message).toBe('NCryptSignHash: 0x80090036 NTE_USER_CANCELLED')
    expect(isStatus(signed, 0x80090036)).toBe(true)
    expect(isStatus(new Error('another'), 0x80090036)).toBe(false)
  })

  it.each([
    // locked: DPAPI, silence where a question is needed, a blocked card, a TPM that guards against guessing
    ['keystore.locked', [0x8009000b, 0x80090022, 0x8009002e, 0x8010006c, 0x80280803, 0x80280921]],
    ['keystore.access-denied', [5, 0x80070005, 0x80090010, 0x8010006b]],
    ['keystore.tpm-absent', [0x80090030, 0x80090035, 0x80280006, 0x80280007, 0x8028400f, 0x80284010, 0x80290401]],
    ['keystore.tpm-full', [0x80090023, 0x80280011, 0x80280015, 0x80280902]],
    ['keystore.cancelled', [0x4c7, 0x800704c7, 0x80090036, 0x8010006e]],
    ['keystore.key-missing', [0x8009000d, 0x80090011, 0x80090016, 0x8009200b]],
    // a temporary profile, and a logon that has no credentials of the user
    ['keystore.no-profile', [0x80090024, 0x520, 0x80070520]],
    ['storage.full', [0x70, 0x80070070]],
    ['keystore.unavailable', [0x6ba, 0x800706ba, 0x8010000c]],
    [undefined, [0x80090020, 0x80090027, 0x8009002d, 0x12345678]],
  ])('amounts to %s', (code, statuses) => {
    expect(statuses.map((value) => new WindowsError('f', value).code)).toEqual(statuses.map(() => code))
  })

  it('may pass by itself only where waiting or another try helps', () => {
    expect([0x8, 0x20, 0x6ba, 0x80280800].map((value) => new WindowsError('f', value).passing)).not.toContain(false)
    expect([5, 0x80090036, status.NTE_EXISTS].map((value) => new WindowsError('f', value).passing)).not.toContain(true)
  })
})
