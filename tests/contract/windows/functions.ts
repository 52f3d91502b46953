/** What windows-hand.ts calls, as Windows' headers have it: BOOL is 32 bits wide, handles are as wide as addresses. */
import koffi from 'koffi'

const crypt32 = koffi.load('crypt32.dll')
const advapi32 = koffi.load('advapi32.dll')
const ncrypt = koffi.load('ncrypt.dll')
export const lastError = koffi.load('kernel32.dll').func('uint32 GetLastError()')

export const openStore = crypt32.func('uintptr_t CertOpenStore(uintptr_t, uint32, uintptr_t, uint32, str16)')
export const closeStore = crypt32.func('int32 CertCloseStore(uintptr_t, uint32)')
export const enumerate = crypt32.func('uintptr_t CertEnumCertificatesInStore(uintptr_t, uintptr_t)')
export const create = crypt32.func('uintptr_t CertCreateCertificateContext(uint32, void *, uint32)')
export const free = crypt32.func('int32 CertFreeCertificateContext(uintptr_t)')
export const add = crypt32.func('int32 CertAddCertificateContextToStore(uintptr_t, uintptr_t, uint32, void *)')
/** These by name, because Wine's lack something: see wine/gaps.ts. */
const onHandle = ['uintptr_t', 'uint32', 'uint32', 'void *']
export const controlStore = crypt32.func('CertControlStore', 'int32', onHandle)
export const setProperty = crypt32.func('CertSetCertificateContextProperty', 'int32', onHandle)
export const getProperty = crypt32.func('CertGetCertificateContextProperty', 'int32', [
  ...['uintptr_t', 'uint32'],
  ...['void *', 'void *'],
])
export const acquire = advapi32.func('int32 CryptAcquireContextW(void *, str16, str16, uint32, uint32)')
export const release = advapi32.func('int32 CryptReleaseContext(uintptr_t, uint32)')
export const generate = advapi32.func('int32 CryptGenKey(uintptr_t, uint32, uint32, void *)')
export const destroy = advapi32.func('int32 CryptDestroyKey(uintptr_t)')
export const exportOlder = advapi32.func('int32 CryptExportKey(uintptr_t, uintptr_t, uint32, uint32, void *, void *)')
export const createKey = advapi32.func(
  'int32 RegCreateKeyExW(intptr_t, str16, uint32, void *, uint32, uint32, void *, void *, void *)',
)
export const setValue = advapi32.func('int32 RegSetValueExW(uintptr_t, str16, uint32, uint32, void *, uint32)')
export const closeKey = advapi32.func('int32 RegCloseKey(uintptr_t)')
export const openProvider = ncrypt.func('uint32 NCryptOpenStorageProvider(void *, str16, uint32)')
export const openKey = ncrypt.func('uint32 NCryptOpenKey(uintptr_t, void *, str16, uint32, uint32)')
export const deleteKey = ncrypt.func('uint32 NCryptDeleteKey(uintptr_t, uint32)')
export const freeObject = ncrypt.func('uint32 NCryptFreeObject(uintptr_t)')
export const exportKey = ncrypt.func(
  'uint32 NCryptExportKey(uintptr_t, uintptr_t, str16, void *, void *, uint32, void *, uint32)',
)
