/** Numbers of PKCS#11 2.40 (OASIS, pkcs11t.h) and of NSS' softokn, as far as the key store uses them. */

export const objectClass = { certificate: 1, privateKey: 3, secretKey: 4 } as const

export const attribute = {
  class: 0x0,
  token: 0x1,
  private: 0x2,
  label: 0x3,
  value: 0x11,
  certificateType: 0x80,
  issuer: 0x81,
  serialNumber: 0x82,
  subject: 0x101,
  id: 0x102,
  sensitive: 0x103,
  encrypt: 0x104,
  sign: 0x108,
  verify: 0x10a,
  modulus: 0x120,
  modulusBits: 0x121,
  publicExponent: 0x122,
  privateExponent: 0x123,
  valueLength: 0x161,
  ecParameters: 0x180,
  extractable: 0x162,
  /** CKA_NSS_DB: with the private key of an elliptic curve, the point that is its public one. */
  nssPoint: 0xd5a0db00,
} as const

export const mechanism = {
  rsaKeyPair: 0x0,
  sha256Rsa: 0x40,
  sha384Rsa: 0x41,
  sha256RsaPss: 0x43,
  sha384RsaPss: 0x44,
  sha256: 0x250,
  sha384: 0x260,
  ecKeyPair: 0x1040,
  /** Over a digest, answered as r and s beside each other. */
  ecdsa: 0x1041,
  aesKey: 0x1080,
} as const
/** CKG_MGF1_SHA256, CKG_MGF1_SHA384 */
export const maskBy = { sha256: 2, sha384: 3 } as const

/** CKC_X_509 */
export const x509Certificate = 0
/** CKU_ */
export const userType = { securityOfficer: 0, user: 1 } as const

export const tokenFlag = { writeProtected: 0x2, loginRequired: 0x4, pinInitialised: 0x8 } as const
/** CKF_RW_SESSION, and the CKF_SERIAL_SESSION that every session must carry. */
export const readWriteSession = 0x2
export const serialSession = 0x4
/** CKF_OS_LOCKING_OK */
export const operatingSystemLocking = 0x2

export const returned = {
  ok: 0x0,
  attributeSensitive: 0x11,
  attributeTypeInvalid: 0x12,
  objectHandleInvalid: 0x82,
} as const

const names: Readonly<Record<number, string>> = {
  0x2: 'CKR_HOST_MEMORY',
  0x5: 'CKR_GENERAL_ERROR',
  0x6: 'CKR_FUNCTION_FAILED',
  0x7: 'CKR_ARGUMENTS_BAD',
  0x10: 'CKR_ATTRIBUTE_READ_ONLY',
  0x11: 'CKR_ATTRIBUTE_SENSITIVE',
  0x12: 'CKR_ATTRIBUTE_TYPE_INVALID',
  0x13: 'CKR_ATTRIBUTE_VALUE_INVALID',
  0x21: 'CKR_DATA_LEN_RANGE',
  0x30: 'CKR_DEVICE_ERROR',
  0x31: 'CKR_DEVICE_MEMORY',
  0x32: 'CKR_DEVICE_REMOVED',
  0x40: 'CKR_ENCRYPTED_DATA_INVALID',
  0x54: 'CKR_FUNCTION_NOT_SUPPORTED',
  0x60: 'CKR_KEY_HANDLE_INVALID',
  0x62: 'CKR_KEY_SIZE_RANGE',
  0x63: 'CKR_KEY_TYPE_INCONSISTENT',
  0x68: 'CKR_KEY_FUNCTION_NOT_PERMITTED',
  0x70: 'CKR_MECHANISM_INVALID',
  0x82: 'CKR_OBJECT_HANDLE_INVALID',
  0xa0: 'CKR_PIN_INCORRECT',
  0xb1: 'CKR_SESSION_COUNT',
  0xb3: 'CKR_SESSION_HANDLE_INVALID',
  0xb5: 'CKR_SESSION_READ_ONLY',
  0xc0: 'CKR_SIGNATURE_INVALID',
  0xd0: 'CKR_TEMPLATE_INCOMPLETE',
  0xd1: 'CKR_TEMPLATE_INCONSISTENT',
  0xe0: 'CKR_TOKEN_NOT_PRESENT',
  0xe1: 'CKR_TOKEN_NOT_RECOGNIZED',
  0xe2: 'CKR_TOKEN_WRITE_PROTECTED',
  0x100: 'CKR_USER_ALREADY_LOGGED_IN',
  0x101: 'CKR_USER_NOT_LOGGED_IN',
  0x102: 'CKR_USER_PIN_NOT_INITIALIZED',
  0x103: 'CKR_USER_TYPE_INVALID',
  0x150: 'CKR_BUFFER_TOO_SMALL',
  0x190: 'CKR_CRYPTOKI_NOT_INITIALIZED',
  0x191: 'CKR_CRYPTOKI_ALREADY_INITIALIZED',
  // NSS' own: the vendor range (0x80000000) with 'NSCP' in it
  0xce534351: 'CKR_NSS_CERTDB_FAILED',
  0xce534352: 'CKR_NSS_KEYDB_FAILED',
}

/** A PKCS#11 function that did not answer CKR_OK. The message is the function and the CK_RV's name, nothing else. */
export class CryptokiError extends Error {
  readonly value: number

  constructor(functionName: string, value: number) {
    super(`${functionName}: ${names[value] ?? `CK_RV 0x${value.toString(16)}`}`)
    this.name = 'CryptokiError'
    this.value = value
  }

  /** Is it for want of the database's password? */
  get locked(): boolean {
    return [0xa0, 0x101, 0x102].includes(this.value)
  }

  /** Does what one object is made of not fit its integrity record? It says nothing about the others. */
  get damaged(): boolean {
    return [0x40, 0xc0].includes(this.value)
  }

  /** May the same call succeed later by itself (another program was writing, memory was short)? */
  get passing(): boolean {
    return [0x2, 0x5, 0x30, 0x31].includes(this.value)
  }
}
