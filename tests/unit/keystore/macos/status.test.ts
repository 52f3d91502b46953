import { describe, expect, it } from 'vitest'
import { SecurityError } from '../../../../main/keystore/macos/status.ts'

describe('what macOS answers', () => {
  const failed = (code: number | undefined, domain?: string) =>
    new SecurityError({ functionName: 'SecKeyCreateSignature', code, domain }).failure('keystore.sign-failed').failure

  it.each([
    [-25308, 'keystore.locked'],
    [-25315, 'keystore.locked'],
    [-25293, 'keystore.access-denied'],
    [-34018, 'keystore.access-denied'],
    [-128, 'keystore.cancelled'],
    [-25294, 'keystore.unavailable'],
    [-25292, 'keystore.write-failed'],
  ])('has a meaning of ours: %i is %s', (code, expected) => {
    expect(failed(code)).toMatchObject({ code: expected, retry: 'never' })
  })

  it('is told with the function, the name, the number and its own words', () => {
    const error = new SecurityError({ functionName: 'SecItemAdd', code: -25299, message: 'already exists' })
    expect(error.failure('keystore.write-failed').failure).toEqual({
      code: 'keystore.write-failed',
      retry: 'never',
      cause: 'SecItemAdd: errSecDuplicateItem (-25299): already exists',
    })
  })

  it('amounts to what was being done where it says nothing we know', () => {
    const cause = 'SecKeyCreateSignature: OSStatus (-1)'
    expect(failed(-1)).toEqual({ code: 'keystore.sign-failed', retry: 'never', cause })
    expect(failed(undefined)).toMatchObject({ cause: 'SecKeyCreateSignature gave no reason' })
  })

  it('may change by itself: then the same step may be tried again', () => {
    expect(failed(-25291)).toMatchObject({ code: 'keystore.unavailable', retry: 'later' })
    expect(failed(-108)).toMatchObject({ code: 'keystore.sign-failed', retry: 'later' })
  })

  it('is read by its domain: the same number is another thing for Touch ID', () => {
    expect(failed(-4)).toMatchObject({ code: 'keystore.sign-failed' })
    expect(failed(-2, 'com.apple.LocalAuthentication')).toMatchObject({
      code: 'keystore.cancelled',
      cause: 'SecKeyCreateSignature: LAErrorUserCancel (-2)',
    })
    expect(failed(-25308, 'CryptoTokenKit')).toMatchObject({
      code: 'keystore.sign-failed',
      cause: 'SecKeyCreateSignature: CryptoTokenKit (-25308)',
    })
  })
})
