/**
 * Numbers of PKCS#11 2.40 (OASIS, pkcs11t.h) and of NSS' softokn, as far as the key store uses them, each under its
 * prefix there: CKA.LABEL is CKA_LABEL. A compiler compares them with NSS' headers: tests/contract/declarations.
 */

/** Kinds of objects. */
export const CKO = { DATA: 0, CERTIFICATE: 1, PUBLIC_KEY: 2, PRIVATE_KEY: 3, SECRET_KEY: 4 } as const

/** Attributes. */
export const CKA = {
  CLASS: 0x0,
  TOKEN: 0x1,
  PRIVATE: 0x2,
  LABEL: 0x3,
  VALUE: 0x11,
  CERTIFICATE_TYPE: 0x80,
  ISSUER: 0x81,
  SERIAL_NUMBER: 0x82,
  SUBJECT: 0x101,
  ID: 0x102,
  SENSITIVE: 0x103,
  ENCRYPT: 0x104,
  SIGN: 0x108,
  VERIFY: 0x10a,
  MODULUS: 0x120,
  MODULUS_BITS: 0x121,
  PUBLIC_EXPONENT: 0x122,
  PRIVATE_EXPONENT: 0x123,
  VALUE_LEN: 0x161,
  EXTRACTABLE: 0x162,
  EC_PARAMS: 0x180,
  /** DER: an OCTET STRING around the point. */
  EC_POINT: 0x181,
  /** With the private key of an elliptic curve, the point that is its public one. */
  NSS_DB: 0xd5a0db00,
} as const

/** Mechanisms. */
export const CKM = {
  RSA_PKCS_KEY_PAIR_GEN: 0x0,
  SHA256_RSA_PKCS: 0x40,
  SHA384_RSA_PKCS: 0x41,
  SHA256_RSA_PKCS_PSS: 0x43,
  SHA384_RSA_PKCS_PSS: 0x44,
  SHA256: 0x250,
  SHA384: 0x260,
  EC_KEY_PAIR_GEN: 0x1040,
  /** Over a digest, answered as r and s beside each other. */
  ECDSA: 0x1041,
  AES_KEY_GEN: 0x1080,
} as const

/** Mask generation functions. */
export const CKG = { MGF1_SHA256: 2, MGF1_SHA384: 3 } as const

/** Kinds of certificates. */
export const CKC = { X_509: 0 } as const

/** Kinds of users. */
export const CKU = { SO: 0, USER: 1 } as const

/** Flags: a token's, a session's (each must be a serial one), and C_Initialize's. */
export const CKF = {
  WRITE_PROTECTED: 0x2,
  LOGIN_REQUIRED: 0x4,
  USER_PIN_INITIALIZED: 0x8,
  /** The PIN is entered at the reader. */
  PROTECTED_AUTHENTICATION_PATH: 0x100,
  TOKEN_INITIALIZED: 0x400,
  USER_PIN_FINAL_TRY: 0x20000,
  USER_PIN_LOCKED: 0x40000,
  RW_SESSION: 0x2,
  SERIAL_SESSION: 0x4,
  OS_LOCKING_OK: 0x2,
} as const

/** What functions answer. */
export const CKR = {
  OK: 0x0,
  HOST_MEMORY: 0x2,
  GENERAL_ERROR: 0x5,
  FUNCTION_FAILED: 0x6,
  ARGUMENTS_BAD: 0x7,
  ATTRIBUTE_READ_ONLY: 0x10,
  ATTRIBUTE_SENSITIVE: 0x11,
  ATTRIBUTE_TYPE_INVALID: 0x12,
  ATTRIBUTE_VALUE_INVALID: 0x13,
  DATA_LEN_RANGE: 0x21,
  DEVICE_ERROR: 0x30,
  DEVICE_MEMORY: 0x31,
  DEVICE_REMOVED: 0x32,
  ENCRYPTED_DATA_INVALID: 0x40,
  FUNCTION_NOT_SUPPORTED: 0x54,
  KEY_HANDLE_INVALID: 0x60,
  KEY_SIZE_RANGE: 0x62,
  KEY_TYPE_INCONSISTENT: 0x63,
  KEY_FUNCTION_NOT_PERMITTED: 0x68,
  MECHANISM_INVALID: 0x70,
  OBJECT_HANDLE_INVALID: 0x82,
  PIN_INCORRECT: 0xa0,
  PIN_INVALID: 0xa1,
  PIN_LEN_RANGE: 0xa2,
  PIN_LOCKED: 0xa4,
  SESSION_COUNT: 0xb1,
  SESSION_HANDLE_INVALID: 0xb3,
  SESSION_READ_ONLY: 0xb5,
  SIGNATURE_INVALID: 0xc0,
  TEMPLATE_INCOMPLETE: 0xd0,
  TEMPLATE_INCONSISTENT: 0xd1,
  TOKEN_NOT_PRESENT: 0xe0,
  TOKEN_NOT_RECOGNIZED: 0xe1,
  TOKEN_WRITE_PROTECTED: 0xe2,
  USER_ALREADY_LOGGED_IN: 0x100,
  USER_NOT_LOGGED_IN: 0x101,
  USER_PIN_NOT_INITIALIZED: 0x102,
  USER_TYPE_INVALID: 0x103,
  BUFFER_TOO_SMALL: 0x150,
  CRYPTOKI_NOT_INITIALIZED: 0x190,
  CRYPTOKI_ALREADY_INITIALIZED: 0x191,
  // NSS' own: the vendor range (0x80000000) with 'NSCP' in it
  NSS_CERTDB_FAILED: 0xce534351,
  NSS_KEYDB_FAILED: 0xce534352,
} as const

const names: ReadonlyMap<number, string> = new Map(Object.entries(CKR).map(([name, value]) => [value, `CKR_${name}`]))

/** A PKCS#11 function that did not answer CKR_OK. The message is the function and the CK_RV's name, nothing else. */
export class CryptokiError extends Error {
  readonly value: number

  constructor(functionName: string, value: number) {
    super(`${functionName}: ${names.get(value) ?? `CK_RV 0x${value.toString(16)}`}`)
    this.name = 'CryptokiError'
    this.value = value
  }

  /** Is it for want of the database's password? */
  get locked(): boolean {
    return isOneOf(this.value, CKR.PIN_INCORRECT, CKR.USER_NOT_LOGGED_IN, CKR.USER_PIN_NOT_INITIALIZED)
  }

  /** Does what one object is made of not fit its integrity record? It says nothing about the others. */
  get damaged(): boolean {
    return isOneOf(this.value, CKR.ENCRYPTED_DATA_INVALID, CKR.SIGNATURE_INVALID)
  }

  /** May the same call succeed later by itself (another program was writing, memory was short)? */
  get passing(): boolean {
    return isOneOf(this.value, CKR.HOST_MEMORY, CKR.GENERAL_ERROR, CKR.DEVICE_ERROR, CKR.DEVICE_MEMORY)
  }
}

function isOneOf(value: number, ...values: readonly number[]): boolean {
  return values.includes(value)
}
