import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { failure, success } from '../../../../main/renewal/errors.ts'
import { managedPreferences } from '../../../../main/storage/managed-policy/managed-preferences.ts'

const owner = process.getuid?.()
if (owner === undefined) console.warn('skipped: files have owners and modes of this kind on Linux and macOS only')

describe.skipIf(owner === undefined)('the managed preferences of macOS', () => {
  let folder: string
  let file: string
  beforeAll(() => {
    folder = path.join(mkdtempSync(path.join(tmpdir(), 'koshin-preferences-')), 'Managed Preferences')
    mkdirSync(folder, { mode: 0o755 })
    file = path.join(folder, 'jp.koshin.app.plist')
    writeFileSync(file, 'bplist00', { mode: 0o644 })
  })
  afterAll(() => {
    rmSync(path.dirname(folder), { recursive: true, force: true })
  })

  it('are what the profile forces, without the entries of the profile itself', async () => {
    const given: string[] = []
    const convert = (plist: Buffer) => {
      given.push(plist.toString())
      return success(
        JSON.stringify({
          noticeDays: 45,
          consent: 'managed',
          PayloadUUID: '1',
          _manualProfile: 1,
          _manualProfiles: 2,
          aPayload: 3,
        }),
      )
    }
    expect(await managedPreferences(file, { owner: owner!, convert }).read()).toEqual(
      success({ noticeDays: 45, consent: 'managed', _manualProfiles: 2, aPayload: 3 }),
    )
    expect(given).toEqual(['bplist00'])
  })

  it('do not count when they cannot be read', async () => {
    const convert = () => failure('policy.invalid', { cause: 'plutil: Property List error' })
    expect(await managedPreferences(file, { owner: owner!, convert }).read()).toEqual(convert())
  })

  it('do not count where a user could have written them', async () => {
    const convert = () => success('{}')
    const others = await managedPreferences(file, { owner: owner! + 1, convert }).read()
    expect(others).toMatchObject({ failure: { code: 'policy.invalid' } })
  })

  it('may name PEM files that are as well protected', () => {
    const pem = path.join(folder, 'roots.pem')
    writeFileSync(pem, 'text', { mode: 0o644 })
    expect(managedPreferences(file, { owner: owner! }).readPem(pem)).toEqual(success('text'))
    expect(managedPreferences(file, { owner: owner! + 1 }).readPem(pem)).toMatchObject({ ok: false })
  })

  it('may be missing', async () => {
    expect(await managedPreferences(path.join(folder, 'none.plist'), { owner: owner! }).read()).toEqual(
      success(undefined),
    )
  })
})
