/** Signatures of every foreign function that the key store calls, and nothing about what they are called for. */
import { systemLibrary } from '../../system-libraries.ts'

const dword = 'uint32'
/** BOOL */
const truth = 'int32'
/** A handle, or an address that was given to us. */
const handle = 'uintptr_t'
/** Memory of ours. */
const memory = 'void *'
/** UTF-16 text. */
const text = 'str16'

const signatures = {
  'ncrypt.dll': {
    NCryptOpenStorageProvider: [dword, [memory, text, dword]],
    NCryptCreatePersistedKey: [dword, [handle, memory, text, text, dword, dword]],
    NCryptOpenKey: [dword, [handle, memory, text, dword, dword]],
    NCryptEnumKeys: [dword, [handle, text, memory, memory, dword]],
    NCryptFreeBuffer: [dword, [handle]],
    NCryptGetProperty: [dword, [handle, text, memory, dword, memory, dword]],
    NCryptSetProperty: [dword, [handle, text, memory, dword, dword]],
    NCryptFinalizeKey: [dword, [handle, dword]],
    NCryptExportKey: [dword, [handle, handle, text, memory, memory, dword, memory, dword]],
    NCryptSignHash: [dword, [handle, memory, memory, dword, memory, dword, memory, dword]],
    NCryptDeleteKey: [dword, [handle, dword]],
    NCryptFreeObject: [dword, [handle]],
  },
  'crypt32.dll': {
    CertOpenStore: [handle, [handle, dword, handle, dword, text]],
    CertCloseStore: [truth, [handle, dword]],
    CertControlStore: [truth, [handle, dword, dword, memory]],
    CertEnumCertificatesInStore: [handle, [handle, handle]],
    CertFindCertificateInStore: [handle, [handle, dword, dword, dword, handle, handle]],
    CertCreateCertificateContext: [handle, [dword, memory, dword]],
    CertDuplicateCertificateContext: [handle, [handle]],
    CertFreeCertificateContext: [truth, [handle]],
    CertGetCertificateContextProperty: [truth, [handle, dword, memory, memory]],
    CertSetCertificateContextProperty: [truth, [handle, dword, dword, memory]],
    CertAddCertificateContextToStore: [truth, [handle, handle, dword, memory]],
    CertDeleteCertificateFromStore: [truth, [handle]],
    CryptAcquireCertificatePrivateKey: [truth, [handle, dword, memory, memory, memory, memory]],
  },
  'advapi32.dll': {
    CryptAcquireContextW: [truth, [memory, text, text, dword, dword]],
    CryptReleaseContext: [truth, [handle, dword]],
    CryptGetUserKey: [truth, [handle, dword, memory]],
    CryptGetKeyParam: [truth, [handle, dword, memory, memory, dword]],
    CryptDestroyKey: [truth, [handle]],
    CryptCreateHash: [truth, [handle, dword, handle, dword, memory]],
    CryptSetHashParam: [truth, [handle, dword, memory, dword]],
    CryptSignHashW: [truth, [handle, dword, text, dword, memory, memory]],
    CryptDestroyHash: [truth, [handle]],
  },
  'kernel32.dll': {
    GetLastError: [dword, []],
  },
} as const

type Signatures = typeof signatures
export type FunctionName = { [Library in keyof Signatures]: keyof Signatures[Library] }[keyof Signatures]
export type Argument = number | bigint | string | Buffer | null
export type Foreign = Readonly<Record<FunctionName, (...values: Argument[]) => number | bigint>>

/** @throws Error when one cannot be loaded */
export function loadLibraries(): Foreign {
  const bound = Object.entries(signatures).flatMap(([name, functions]) => {
    const library = systemLibrary(name)
    return Object.entries(functions).map(([functionName, signature]) => {
      const [result, parameters] = signature as readonly [string, readonly string[]]
      return [functionName, library.func(functionName, result, [...parameters])] as const
    })
  })
  return Object.fromEntries(bound) as unknown as Foreign
}
