import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { servedBy } from '../../../../main/compose/watched/served.ts'
import { failure, type Result, success } from '../../../../main/renewal/errors.ts'
import type { StoredCertificate } from '../../../../main/renewal/ports.ts'
import type { BankConfiguration } from '../../../../main/storage/settings/configuration.ts'
import { sha256 } from '../../../../main/x509/read.ts'
import { fakeKeyStore } from '../../keystore/fake-key-store.ts'
import { certificateSigning, day, digitalSignature, extension, issue, makeKeys } from '../../x509/authority.ts'

vi.mock('electron', () => ({ default: {} }))

const now = Date.now()
const validity = { notBefore: now - day, notAfter: now + 300 * day }

/** A bank's root, and what it issued to a customer. */
function bankCalled(name: string) {
  const keys = makeKeys()
  const issuer = `${name} 法人認証局`
  const authority = [extension.basicConstraints(true), certificateSigning]
  const client = [digitalSignature, extension.extendedKeyUsage('clientAuth')]
  return {
    root: issue({ ...validity, subject: issuer, keys, extensions: authority }),
    customers: issue({ ...validity, subject: '更新商事', issuer, keys: makeKeys(), signer: keys, extensions: client }),
  }
}

const folder = mkdtempSync(path.join(tmpdir(), 'koshin-served-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it("finds the certificates of the banks that are set, without asking anybody, and no other's", async () => {
  const [first, second, third] = [bankCalled('デモ銀行'), bankCalled('北の銀行'), bankCalled('見本銀行')]
  let list: Result<readonly StoredCertificate[]> = success(
    [first, second, third].map(({ customers: der }) => ({ der, thumbprint: sha256(der) }) as StoredCertificate),
  )
  const keyStore = fakeKeyStore({ list: async () => list, listAuthorities: async () => success([]) })
  const banks = [first, second].map(({ root }, index) => ({
    configuration: { trustAnchors: [root] } as unknown as BankConfiguration,
    stateFolder: path.join(folder, String(index)),
    keyStore,
  }))
  expect(await servedBy(banks)).toEqual(success(new Set([sha256(first.customers), sha256(second.customers)])))
  expect(await servedBy([])).toEqual(success(new Set()))
  list = failure('keystore.unavailable')
  expect(await servedBy(banks)).toEqual(list)
})
