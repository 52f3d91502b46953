/**
 * Kills the process that loads it (`--import …/windows-crash.ts?before=3`) right before its third call of those that
 * change a store or get at a key.
 */
import koffi, { type LibraryHandle } from 'koffi'

const counted = [
  'CertAddCertificateContextToStore',
  'CertSetCertificateContextProperty',
  'CertControlStore',
  'CertDeleteCertificateFromStore',
  'CryptAcquireContextW',
  'NCryptDeleteKey',
]

let left = Number(new URL(import.meta.url).searchParams.get('before'))
const load = koffi.load.bind(koffi)

koffi.load = (...input: Parameters<typeof load>) => {
  const library = load(...input)
  const define = library.func.bind(library) as (...definition: unknown[]) => (...values: unknown[]) => unknown
  const func = (...definition: unknown[]) => {
    const real = define(...definition)
    if (!counted.includes(String(definition[0]))) return real
    return (...values: unknown[]) => {
      if (--left === 0) process.kill(process.pid, 'SIGKILL')
      return real(...values)
    }
  }
  return { func } as unknown as LibraryHandle
}
