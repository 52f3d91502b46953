/**
 * What becomes of the NSS database when a PKCS#11 function fails: every operation, with every one of its foreign calls
 * failing in turn. The library and the database are real; only the one call is not made, and answers
 * CKR_FUNCTION_FAILED instead.
 *
 * | operation   | if a call fails                                                                       |
 * | ----------- | ------------------------------------------------------------------------------------- |
 * | makeKey     | no key, or one of this name that the next makeKey finds and discardKey takes away      |
 * | install     | the key stays; perhaps an intermediate; the next install finishes                      |
 * | retire      | as before, or retired: the mark is one attribute written by one call                   |
 * | restore     | the same                                                                               |
 * | discardKey  | the key is there or gone; the next discardKey finishes                                 |
 * | delete      | the certificate is hidden first, its key goes before it; the next delete finishes      |
 * | sign, list, read, findKey | nothing changes                                                          |
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type Koffi from 'koffi'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { LocalKeyStore } from '../../../main/keystore/local-key-store.ts'
import type { Result } from '../../../main/renewal/errors.ts'
import { codeOf, rsa2048, valueOf } from '../key-store.suite.ts'
import { createTestAuthority, thumbprintOf } from '../test-authority.ts'

/** The number of the foreign call that fails, counted from 1; 0: none. */
const plan = vi.hoisted(() => ({ made: 0, failing: 0 }))

vi.mock('koffi', async (importOriginal) => {
  const { default: koffi } = await importOriginal<{ default: typeof Koffi }>()
  const call = (...args: unknown[]): unknown =>
    ++plan.made === plan.failing ? functionFailed : (koffi.call as (...args: unknown[]) => unknown)(...args)
  return { default: { ...koffi, call } }
})
const functionFailed = 0x6

const { findLibrary } = await import('../../../main/keystore/linux/softokn.ts')
const { openNssKeyStore } = await import('../../../main/keystore/linux/nss-key-store.ts')

const present = findLibrary() !== undefined
if (!present) console.warn('faults of the NSS database skipped: libsoftokn3.so (package libnss3) is not installed')

const authority = createTestAuthority('試験認証局')
const data = new TextEncoder().encode('電子証明書更新')
const root = mkdtempSync(path.join(tmpdir(), 'koshin-faults-'))
let count = 0
const newFolder = (): string => path.join(root, `nssdb-${count++}`)

/** Does `work` with its n-th foreign call failing; how many calls were made is left in `plan`. */
function failingAt<T>(failing: number, work: () => T): T {
  Object.assign(plan, { made: 0, failing })
  try {
    return work()
  } finally {
    plan.failing = 0
  }
}

describe.skipIf(!present)('when a PKCS#11 function fails', () => {
  /** A folder as it is before the operation, made once and copied for each try. */
  const prepared = { empty: newFolder(), key: newFolder(), installed: newFolder(), retired: newFolder() }
  let certificate: Uint8Array
  let thumbprint: string

  beforeAll(() => {
    valueOf(openNssKeyStore(prepared.empty).makeKey('koshin-1', rsa2048))
    valueOf(openNssKeyStore(prepared.empty).discardKey('koshin-1'))
    const { publicKey } = valueOf(openNssKeyStore(prepared.key).makeKey('koshin-1', rsa2048))
    certificate = authority.issue({ publicKey, holder: '試験 花子' })
    thumbprint = thumbprintOf(certificate)
    cpSync(prepared.key, prepared.installed, { recursive: true })
    valueOf(openNssKeyStore(prepared.installed).install(certificate, 'koshin-1', [authority.intermediate]))
    cpSync(prepared.installed, prepared.retired, { recursive: true })
    valueOf(openNssKeyStore(prepared.retired).retire(thumbprint))
  })
  afterAll(() => rmSync(root, { recursive: true }))

  interface Operation {
    readonly name: string
    readonly before: keyof typeof prepared
    readonly perform: (store: LocalKeyStore) => Result<unknown>
    /** What holds after the operation was repeated, or succeeded at once. */
    readonly after: (store: LocalKeyStore) => void
    /** What holds even if it is never repeated. */
    readonly meanwhile?: (store: LocalKeyStore) => void
  }

  const listed = (store: LocalKeyStore) =>
    valueOf(store.list({ retired: true })).map((one) => ({ thumbprint: one.thumbprint, retired: one.retired }))
  const keyStays = (store: LocalKeyStore): void => expect(valueOf(store.findKey('koshin-1'))).toBeDefined()
  const certificateIs = (retired: boolean) => (store: LocalKeyStore) => {
    expect(listed(store)).toEqual([{ thumbprint, retired }])
    keyStays(store)
  }
  const unchanged = { after: certificateIs(false), meanwhile: certificateIs(false) }

  const operations: readonly Operation[] = [
    {
      name: 'makeKey',
      before: 'empty',
      perform: (store) => store.makeKey('koshin-1', rsa2048),
      after: keyStays,
      meanwhile(store) {
        expect(codeOf(store.discardKey('koshin-1'))).toBe('ok')
        expect(valueOf(store.findKey('koshin-1'))).toBeUndefined()
      },
    },
    {
      name: 'install',
      before: 'key',
      perform: (store) => store.install(certificate, 'koshin-1', [authority.intermediate]),
      after: certificateIs(false),
      meanwhile: keyStays,
    },
    { name: 'sign', before: 'installed', perform: (store) => store.sign({ thumbprint }, data), ...unchanged },
    { name: 'list', before: 'installed', perform: (store) => store.list(), ...unchanged },
    { name: 'read', before: 'installed', perform: (store) => store.read(thumbprint), ...unchanged },
    { name: 'findKey', before: 'installed', perform: (store) => store.findKey('koshin-1'), ...unchanged },
    { name: 'checkWritable', before: 'installed', perform: (store) => store.checkWritable(), ...unchanged },
    {
      name: 'checkWritable, by trial',
      before: 'installed',
      perform: (store) => store.checkWritable({ trial: true }),
      ...unchanged,
    },
    {
      name: 'retire',
      before: 'installed',
      perform: (store) => store.retire(thumbprint),
      after: certificateIs(true),
      meanwhile: keyStays,
    },
    {
      name: 'restore',
      before: 'retired',
      perform: (store) => store.restore(thumbprint),
      after: certificateIs(false),
      meanwhile: keyStays,
    },
    {
      name: 'discardKey',
      before: 'key',
      perform: (store) => store.discardKey('koshin-1'),
      after: (store) => expect(valueOf(store.findKey('koshin-1'))).toBeUndefined(),
    },
    {
      name: 'delete',
      before: 'installed',
      perform: (store) => store.delete(thumbprint),
      after(store) {
        expect(listed(store)).toEqual([])
        expect(valueOf(store.findKey('koshin-1'))).toBeUndefined()
      },
      // Half-deleted, it is hidden: never offered without its key.
      meanwhile: (store) => expect(valueOf(store.list()).length).toBeLessThanOrEqual(1),
    },
  ]

  it.each(operations)(
    '$name leaves nothing half-made that its repetition does not mend',
    ({ before, perform, after, meanwhile }) => {
      const open = (): LocalKeyStore => {
        const folder = newFolder()
        cpSync(prepared[before], folder, { recursive: true })
        return openNssKeyStore(folder)
      }
      valueOf(failingAt(0, () => perform(open())))
      const calls = plan.made
      // To begin, to open, to ask whether a password is needed, and to close are the least.
      expect(calls).toBeGreaterThanOrEqual(4)
      let failed = 0
      for (let n = 1; n <= calls; n++) {
        const store = open()
        const result = failingAt(n, () => perform(store))
        if (!result.ok) {
          failed++
          expect(result.failure.cause).toContain('CKR_FUNCTION_FAILED')
        }
        valueOf(perform(store))
        after(store)

        const abandoned = open()
        failingAt(n, () => perform(abandoned))
        meanwhile?.(abandoned)
      }
      // A call whose failure nobody notices is at most the closing of the library.
      expect(failed).toBeGreaterThanOrEqual(calls - 2)
    },
  )
})
