import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfiguration } from '../../../../main/storage/settings/configuration.ts'
import { derToPem } from '../../../../main/x509/pem.ts'
import { makeAuthority } from '../../x509/authority.ts'

let folder: string
const trustAnchors = derToPem(makeAuthority().root)
const bank = { name: '更新銀行', est: { url: 'https://est.bank.example' }, trustAnchors }

beforeAll(() => void (folder = mkdtempSync(path.join(tmpdir(), 'koshin-key-kind-'))))
afterAll(() => rmSync(folder, { recursive: true }))

describe('the settings of a bank', () => {
  it.each([
    [{ keyKind: 'ec-p384' }, {}, 'ec-p384'],
    // What stood there before keyKind.
    [{ keyBits: 3072 }, {}, 'rsa-3072'],
    [{ keyBits: 3072, keyKind: 'ec-p256' }, {}, 'ec-p256'],
    [{ keyKind: 'ec-p256' }, { keyBits: 4096 }, 'rsa-4096'],
    [{ keyBits: 4096 }, { keyKind: 'ec-p256' }, 'ec-p256'],
    [{ keyKind: 'ec-p256' }, { noticeDays: 20 }, 'ec-p256'],
  ] as const)('name the kind of new keys by %o, under the managed %o', (policy, managed, keyKind) => {
    const file = path.join(folder, 'koshin.json')
    const others = [{ ...bank, id: 'kita', policy }]
    writeFileSync(file, JSON.stringify({ bank, policy, otherBanks: others }))
    const settings = readConfiguration({ file, options: {}, environment: {}, managed })
    expect(settings).toMatchObject({ value: { policy: { keyKind }, otherBanks: [{ policy: { keyKind } }] } })
    expect(settings.ok && 'keyBits' in settings.value.policy).toBe(false)
  })
})
