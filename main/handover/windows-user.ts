/** Whose process this is, and whose a named pipe, as Windows' security identifiers (SID). */
import koffi from 'koffi'
import { systemLibrary } from '../system-libraries.ts'

// winnt.h, winbase.h
export const TOKEN_QUERY = 0x0008
export const READ_CONTROL = 0x0002_0000
export const OPEN_EXISTING = 3
export const OWNER_SECURITY_INFORMATION = 1
/** Whoever holds the pipe may not act as the user who looks at it. */
export const SECURITY_SQOS_PRESENT = 0x0010_0000
/** TOKEN_INFORMATION_CLASS */
const information = { user: 1, owner: 4 } as const

/** Of an answer with one SID, which has 68 bytes at most. */
const room = 1024

type Handle = number | bigint

export interface UserFunctions {
  GetCurrentProcess(): Handle
  OpenProcessToken(process: Handle, access: number, token: Buffer): number
  GetTokenInformation(token: Handle, kind: number, answer: Buffer, size: number, length: Buffer): number
  CreateFileW(
    name: string,
    access: number,
    sharing: number,
    security: null,
    how: number,
    flags: number,
    template: Handle,
  ): Handle
  GetKernelObjectSecurity(object: Handle, what: number, answer: Buffer, size: number, length: Buffer): number
  CloseHandle(handle: Handle): number
}

export function loadUserFunctions(): UserFunctions {
  const [handle, memory, text, dword, truth] = ['uintptr_t', 'void *', 'str16', 'uint32', 'int32'] as const
  const kernel32 = systemLibrary('kernel32.dll')
  const advapi32 = systemLibrary('advapi32.dll')
  return {
    GetCurrentProcess: kernel32.func('GetCurrentProcess', handle, []),
    OpenProcessToken: advapi32.func('OpenProcessToken', truth, [handle, dword, memory]),
    GetTokenInformation: advapi32.func('GetTokenInformation', truth, [handle, 'int32', memory, dword, memory]),
    CreateFileW: kernel32.func('CreateFileW', handle, [text, dword, dword, memory, dword, dword, handle]),
    GetKernelObjectSecurity: advapi32.func('GetKernelObjectSecurity', truth, [handle, dword, memory, dword, memory]),
    CloseHandle: kernel32.func('CloseHandle', truth, [handle]),
  }
}

let loaded: UserFunctions | undefined
const functions = (): UserFunctions => (loaded ??= loadUserFunctions())

/**
 * Of the user whose process this is, or of the owner of what the process makes: an administrator's elevated process makes
 * things that belong to all administrators.
 *
 * @throws Error where Windows does not say
 */
export function ownSid(which: keyof typeof information, windows = functions()): string {
  const token = Buffer.alloc(8)
  if (windows.OpenProcessToken(windows.GetCurrentProcess(), TOKEN_QUERY, token) === 0) {
    throw new Error('OpenProcessToken')
  }
  const handle = token.readBigUInt64LE()
  try {
    const answer = Buffer.alloc(room)
    if (windows.GetTokenInformation(handle, information[which], answer, room, Buffer.alloc(4)) === 0) {
      throw new Error('GetTokenInformation')
    }
    // TOKEN_USER and TOKEN_OWNER begin with an address within the answer.
    return sidText(answer.subarray(Number(answer.readBigUInt64LE() - koffi.address(answer))))
  } finally {
    windows.CloseHandle(handle)
  }
}

/**
 * Who owns a pipe; empty where Windows names nobody, undefined where there is no pipe to be had now. Nothing is said over it.
 *
 * @throws Error where Windows does not say
 */
export function pipeOwner(name: string, windows = functions()): string | undefined {
  const handle = windows.CreateFileW(name, READ_CONTROL, 0, null, OPEN_EXISTING, SECURITY_SQOS_PRESENT, 0)
  // INVALID_HANDLE_VALUE
  if (BigInt.asIntN(64, BigInt(handle)) === -1n) return undefined
  try {
    const answer = Buffer.alloc(room)
    if (windows.GetKernelObjectSecurity(handle, OWNER_SECURITY_INFORMATION, answer, room, Buffer.alloc(4)) === 0) {
      throw new Error('GetKernelObjectSecurity')
    }
    // SECURITY_DESCRIPTOR_RELATIVE: where the owner begins stands behind revision, padding and control.
    const owner = answer.readUInt32LE(4)
    return owner === 0 ? '' : sidText(answer.subarray(owner))
  } finally {
    windows.CloseHandle(handle)
  }
}

/** MS-DTYP 2.4.2: revision, count of the numbers, 48 bits of authority, the numbers (32 bits, little-endian). */
function sidText(sid: Buffer): string {
  const count = sid.readUInt8(1)
  const numbers = Array.from({ length: count }, (_, index) => sid.readUInt32LE(8 + 4 * index))
  return ['S', sid.readUInt8(0), sid.readUIntBE(2, 6), ...numbers].join('-')
}
