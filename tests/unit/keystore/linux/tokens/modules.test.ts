import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isTpmModule, registeredModules, registrations } from '../../../../../main/keystore/linux/tokens/modules.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'koshin-modules-'))))
afterEach(() => rmSync(folder, { recursive: true }))

it('the modules of a database are those that were added: not NSS’ own, none twice, no roots of browsers', () => {
  writeFileSync(
    path.join(folder, 'pkcs11.txt'),
    `library=
name=NSS Internal PKCS #11 Module
parameters=configdir='sql:/home/hanako/.pki/nssdb' certPrefix='' keyPrefix=''
NSS=Flags=internal,critical trustOrder=75

library=/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so
name=OpenSC

library="/opt/card of a bank/pkcs11.so"
name=Card

library=/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so
name=OpenSC again

library=/usr/lib/x86_64-linux-gnu/nss/libnssckbi.so
name=Root Certs
`,
  )
  expect(registeredModules(folder)).toEqual([
    '/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so',
    '/opt/card of a bank/pkcs11.so',
  ])
  expect(registrations(folder)[1]).toEqual({
    library: '/opt/card of a bank/pkcs11.so',
    name: 'Card',
    specification: 'library="/opt/card of a bank/pkcs11.so" name=Card',
  })
})

it('the driver of a TPM is known by its file', () => {
  const files = ['/usr/lib64/pkcs11/libtpm2_pkcs11.so', '/usr/lib/libtpm2_pkcs11.so.1', '/usr/lib/opensc-pkcs11.so']
  expect(files.map(isTpmModule)).toEqual([true, true, false])
})

it('a database without such a list has none', () => {
  expect(registeredModules(folder)).toEqual([])
})
