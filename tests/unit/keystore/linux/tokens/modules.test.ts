import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { registeredModules } from '../../../../../main/keystore/linux/tokens/modules.ts'

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
})

it('a database without such a list has none', () => {
  expect(registeredModules(folder)).toEqual([])
})
