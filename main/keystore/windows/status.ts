/**
 * What Windows answers when it refuses: SECURITY_STATUS of ncrypt, GetLastError of the others. Names and numbers are
 * those of winerror.h; the code is ours where a status means the same whatever was being done.
 */
import type { FailureCode } from '../../renewal/errors.ts'

type Meaning = readonly [name: string, code?: FailureCode | undefined, passing?: 'passing']

export const meanings: Readonly<Record<number, Meaning>> = {
  // Win32
  0x00000002: ['ERROR_FILE_NOT_FOUND'],
  0x00000005: ['ERROR_ACCESS_DENIED', 'keystore.access-denied'],
  0x00000006: ['ERROR_INVALID_HANDLE'],
  0x00000008: ['ERROR_NOT_ENOUGH_MEMORY', undefined, 'passing'],
  0x00000012: ['ERROR_NO_MORE_FILES'],
  0x00000020: ['ERROR_SHARING_VIOLATION', undefined, 'passing'],
  0x00000032: ['ERROR_NOT_SUPPORTED'],
  0x00000057: ['ERROR_INVALID_PARAMETER'],
  0x00000070: ['ERROR_DISK_FULL', 'storage.full', 'passing'],
  0x00000078: ['ERROR_CALL_NOT_IMPLEMENTED'],
  0x000000ea: ['ERROR_MORE_DATA'],
  0x000004c7: ['ERROR_CANCELLED', 'keystore.cancelled'],
  // DPAPI has no credentials of this user: a service, a network logon, or one that came by another way than a password.
  0x00000520: ['ERROR_NO_SUCH_LOGON_SESSION', 'keystore.no-profile'],
  0x000006ba: ['RPC_S_SERVER_UNAVAILABLE', 'keystore.unavailable', 'passing'],
  0x80004001: ['E_NOTIMPL'],
  0x80070005: ['E_ACCESSDENIED', 'keystore.access-denied'],
  0x8007000e: ['E_OUTOFMEMORY', undefined, 'passing'],
  0x80070057: ['E_INVALIDARG'],
  0x80070070: ['HRESULT_FROM_WIN32(ERROR_DISK_FULL)', 'storage.full', 'passing'],
  0x80070520: ['HRESULT_FROM_WIN32(ERROR_NO_SUCH_LOGON_SESSION)', 'keystore.no-profile'],
  0x800704c7: ['HRESULT_FROM_WIN32(ERROR_CANCELLED)', 'keystore.cancelled'],
  0x800706ba: ['HRESULT_FROM_WIN32(RPC_S_SERVER_UNAVAILABLE)', 'keystore.unavailable', 'passing'],
  // Cryptographic providers, CNG's and CryptoAPI's
  0x80090008: ['NTE_BAD_ALGID'],
  0x80090009: ['NTE_BAD_FLAGS'],
  // DPAPI cannot open the key file: the password was reset by an administrator, or the profile came from elsewhere.
  0x8009000b: ['NTE_BAD_KEY_STATE', 'keystore.locked'],
  0x8009000d: ['NTE_NO_KEY', 'keystore.key-missing'],
  0x8009000e: ['NTE_NO_MEMORY', undefined, 'passing'],
  0x8009000f: ['NTE_EXISTS'],
  0x80090010: ['NTE_PERM', 'keystore.access-denied'],
  0x80090011: ['NTE_NOT_FOUND', 'keystore.key-missing'],
  0x80090016: ['NTE_BAD_KEYSET', 'keystore.key-missing'],
  0x80090019: ['NTE_KEYSET_NOT_DEF'],
  0x8009001d: ['NTE_PROVIDER_DLL_FAIL'],
  0x8009001e: ['NTE_PROV_DLL_NOT_FOUND'],
  0x80090020: ['NTE_FAIL'],
  0x80090022: ['NTE_SILENT_CONTEXT', 'keystore.locked'],
  0x80090023: ['NTE_TOKEN_KEYSET_STORAGE_FULL', 'keystore.tpm-full'],
  // The user's profile could not be loaded: a key that is made in its place is gone at the next logon.
  0x80090024: ['NTE_TEMPORARY_PROFILE', 'keystore.no-profile'],
  0x80090026: ['NTE_INVALID_HANDLE'],
  0x80090027: ['NTE_INVALID_PARAMETER'],
  0x80090028: ['NTE_BUFFER_TOO_SMALL'],
  0x80090029: ['NTE_NOT_SUPPORTED'],
  0x8009002a: ['NTE_NO_MORE_ITEMS'],
  0x8009002d: ['NTE_INTERNAL_ERROR'],
  0x8009002e: ['NTE_UI_REQUIRED', 'keystore.locked'],
  // No TPM at all, or one that is not ready yet, as after sleep.
  0x80090030: ['NTE_DEVICE_NOT_READY', 'keystore.tpm-absent', 'passing'],
  0x80090033: ['NTE_INCORRECT_PASSWORD', 'keystore.access-denied'],
  0x80090035: ['NTE_DEVICE_NOT_FOUND', 'keystore.tpm-absent'],
  0x80090036: ['NTE_USER_CANCELLED', 'keystore.cancelled'],
  // Certificate stores
  0x80092003: ['CRYPT_E_FILE_ERROR'],
  0x80092004: ['CRYPT_E_NOT_FOUND'],
  0x80092005: ['CRYPT_E_EXISTS'],
  0x80092006: ['CRYPT_E_NO_PROVIDER'],
  0x8009200b: ['CRYPT_E_NO_KEY_PROPERTY', 'keystore.key-missing'],
  0x8009200c: ['CRYPT_E_NO_DECRYPT_CERT'],
  0x80092014: ['CRYPT_E_NOT_IN_REVOCATION_DATABASE'],
  // Smart cards
  0x8010000c: ['SCARD_E_NO_SMARTCARD', 'keystore.unavailable', 'passing'],
  0x8010001d: ['SCARD_E_NO_SERVICE', 'keystore.unavailable', 'passing'],
  0x8010002e: ['SCARD_E_NO_READERS_AVAILABLE', 'keystore.unavailable', 'passing'],
  0x80100069: ['SCARD_W_REMOVED_CARD', 'keystore.unavailable', 'passing'],
  0x8010006b: ['SCARD_W_WRONG_CHV', 'keystore.access-denied'],
  0x8010006c: ['SCARD_W_CHV_BLOCKED', 'keystore.locked'],
  0x8010006e: ['SCARD_W_CANCELLED_BY_USER', 'keystore.cancelled'],
  // TPM 1.2 and 2.0, its base services and the Platform Crypto Provider
  0x80280006: ['TPM_E_DEACTIVATED', 'keystore.tpm-absent'],
  0x80280007: ['TPM_E_DISABLED', 'keystore.tpm-absent'],
  0x80280011: ['TPM_E_NOSPACE', 'keystore.tpm-full'],
  0x80280015: ['TPM_E_RESOURCES', 'keystore.tpm-full'],
  0x8028014b: ['TPM_20_E_NV_SPACE', 'keystore.tpm-full'],
  0x80280800: ['TPM_E_RETRY', undefined, 'passing'],
  0x80280803: ['TPM_E_DEFEND_LOCK_RUNNING', 'keystore.locked', 'passing'],
  0x80280902: ['TPM_20_E_OBJECT_MEMORY', 'keystore.tpm-full', 'passing'],
  0x80280904: ['TPM_20_E_MEMORY', 'keystore.tpm-full', 'passing'],
  0x80280921: ['TPM_20_E_LOCKOUT', 'keystore.locked', 'passing'],
  0x80284008: ['TBS_E_SERVICE_NOT_RUNNING', 'keystore.tpm-absent'],
  0x8028400b: ['TBS_E_SERVICE_START_PENDING', 'keystore.tpm-absent', 'passing'],
  0x8028400f: ['TBS_E_TPM_NOT_FOUND', 'keystore.tpm-absent'],
  0x80284010: ['TBS_E_SERVICE_DISABLED', 'keystore.tpm-absent'],
  0x80284012: ['TBS_E_ACCESS_DENIED', 'keystore.access-denied'],
  0x80290401: ['TPM_E_PCP_DEVICE_NOT_READY', 'keystore.tpm-absent', 'passing'],
}

export const status = {
  ERROR_SUCCESS: 0,
  ERROR_NO_MORE_FILES: 0x12,
  ERROR_NOT_SUPPORTED: 0x32,
  ERROR_CALL_NOT_IMPLEMENTED: 0x78,
  E_NOTIMPL: 0x80004001,
  NTE_EXISTS: 0x8009000f,
  NTE_KEYSET_NOT_DEF: 0x80090019,
  NTE_PROVIDER_DLL_FAIL: 0x8009001d,
  NTE_PROV_DLL_NOT_FOUND: 0x8009001e,
  NTE_NOT_FOUND: 0x80090011,
  NTE_SILENT_CONTEXT: 0x80090022,
  NTE_INVALID_PARAMETER: 0x80090027,
  NTE_NOT_SUPPORTED: 0x80090029,
  NTE_NO_MORE_ITEMS: 0x8009002a,
  NTE_UI_REQUIRED: 0x8009002e,
  CRYPT_E_NOT_FOUND: 0x80092004,
} as const

/** A foreign function that refused. The message is the function, the status and the status' name; nothing else. */
export class WindowsError extends Error {
  /** Unsigned. */
  readonly status: number
  /** What it means to us, if that does not depend on what was being done. */
  readonly code: FailureCode | undefined
  /** May the same call succeed later by itself? */
  readonly passing: boolean

  constructor(functionName: string, value: number, code?: FailureCode) {
    const unsigned = value >>> 0
    const [name = 'an unnamed status', known, passing] = meanings[unsigned] ?? []
    super(`${functionName}: 0x${unsigned.toString(16).padStart(8, '0')} ${name}`)
    this.name = 'WindowsError'
    this.status = unsigned
    this.code = code ?? known
    this.passing = passing !== undefined
  }
}

/** Does `error` say one of these? */
export function isStatus(error: unknown, ...values: readonly number[]): boolean {
  return error instanceof WindowsError && values.includes(error.status)
}
