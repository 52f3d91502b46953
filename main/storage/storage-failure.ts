/** What the system says where a file or folder of ours can be neither read nor written: it tells more than whose it was. */
import type { FailureCode } from '../renewal/errors.ts'

const codes: Readonly<Record<string, FailureCode>> = {
  ENOSPC: 'storage.full',
  EDQUOT: 'storage.full',
  EACCES: 'storage.access-denied',
  EPERM: 'storage.access-denied',
  EROFS: 'storage.access-denied',
}

/** Undefined for what says nothing about the disk or its rights. */
export function storageCode(error: unknown): FailureCode | undefined {
  return codes[(error as NodeJS.ErrnoException | undefined)?.code ?? '']
}

/** The kind of error without the content, or the path, that caused it: a path names the user. */
export function kindOfError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code, syscall } = error as NodeJS.ErrnoException
  return code === undefined ? error.message : [code, syscall].filter(Boolean).join(': ')
}
