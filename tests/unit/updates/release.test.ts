import { execFileSync } from 'node:child_process'
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { judge, longestRelease, readRelease, releaseFile } from '../../../main/updates/release.ts'
import { compareVersions, isVersion } from '../../../main/updates/version.ts'

const keys = generateKeyPairSync('ed25519')
const spki = keys.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
const wanted = { product: 'jp.koshin.app', channel: 'stable', platform: 'linux', arch: 'x64' }
const file = { url: 'Koshin-1.1.0.AppImage', sha512: `${'A'.repeat(86)}==`, size: 1000 }
const valid = {
  ...wanted,
  version: '1.1.0',
  releaseDate: '2026-11-24T00:00:00Z',
  expires: '2027-02-22T00:00:00Z',
  files: [file],
}
const now = Date.parse(valid.releaseDate)

function signed(text: string | Uint8Array, key: KeyObject = keys.privateKey): Buffer {
  const bytes = Buffer.from(text)
  return Buffer.concat([Buffer.from(`${sign(null, bytes, key).toString('base64')}\n`), bytes])
}
const read = (bytes: Uint8Array) => readRelease(bytes, spki, wanted)
const codeOf = (bytes: Uint8Array): string => {
  const result = read(bytes)
  return result.ok ? 'ok' : result.failure.code
}

describe('a release', () => {
  it('is read when its maker signed it, whichever way the key is given', () => {
    expect(read(signed(JSON.stringify(valid)))).toEqual({ ok: true, value: valid })
    const pem = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString()
    expect(readRelease(signed(JSON.stringify(valid)), pem, wanted)).toMatchObject({ ok: true })
  })

  it('that another key signed is refused', () => {
    expect(codeOf(signed(JSON.stringify(valid), generateKeyPairSync('ed25519').privateKey))).toBe(
      'update.wrong-signature',
    )
  })

  it('is refused when any one octet of it was changed', () => {
    const good = signed(JSON.stringify(valid))
    for (let at = 0; at < good.length; at++) {
      const changed = Buffer.from(good)
      changed[at]! ^= 1
      expect(codeOf(changed), `octet ${at}`).toMatch(/^update\.(wrong-signature|unsigned)$/)
    }
  })

  it.each([
    ['nothing', ''],
    ['no signature', JSON.stringify(valid)],
    ['a signature that is too short', `AAAA\n${JSON.stringify(valid)}`],
    ['a signature alone', `${'A'.repeat(86)}==`],
  ])('with %s is not signed', (_what, text) => {
    expect(codeOf(Buffer.from(text))).toBe('update.unsigned')
  })

  it('that is longer than any can be is not even looked at', () => {
    expect(codeOf(signed(JSON.stringify(valid) + ' '.repeat(longestRelease)))).toBe('update.too-large')
  })

  it.each(Object.keys(wanted))('of another %s is refused, though it is signed', (name) => {
    expect(codeOf(signed(JSON.stringify({ ...valid, [name]: 'other' })))).toBe('update.foreign')
  })

  it.each([
    ['no JSON', 'version: 1.1.0'],
    ['not UTF-8', Uint8Array.of(0x22, 0xff, 0x22)],
    ['no files', JSON.stringify({ ...valid, files: [] })],
    ['a path for a name', JSON.stringify({ ...valid, files: [{ ...file, url: '../../other' }] })],
    ['an address for a name', JSON.stringify({ ...valid, files: [{ ...file, url: 'https://elsewhere.example/x' }] })],
    ['a version that is none', JSON.stringify({ ...valid, version: '1.1' })],
    ['a size of more than two gigabytes', JSON.stringify({ ...valid, files: [{ ...file, size: 2 ** 31 + 1 }] })],
    ['a hash of another kind', JSON.stringify({ ...valid, files: [{ ...file, sha512: 'abc' }] })],
  ])('that is %s is refused, though it is signed', (_what, text) => {
    expect(codeOf(signed(text))).toBe('update.unreadable')
  })

  it('is only newer, the same, or refused as older', () => {
    expect(judge(valid, '1.0.9', now)).toEqual({ ok: true, value: 'newer' })
    expect(judge(valid, '1.1.0', now)).toEqual({ ok: true, value: 'same' })
    expect(judge(valid, '1.2.0', now)).toMatchObject({ failure: { code: 'update.older' } })
  })

  it('that has expired is refused, also where it is the version that runs: newer ones may be withheld', () => {
    const end = Date.parse(valid.expires)
    expect(judge(valid, '1.0.9', end - 1)).toEqual({ ok: true, value: 'newer' })
    for (const current of ['1.0.9', '1.1.0']) {
      expect(judge(valid, current, end)).toMatchObject({ failure: { code: 'update.expired', retry: 'never' } })
    }
    const { expires: _, ...forEver } = valid
    expect(codeOf(signed(JSON.stringify(forEver)))).toBe('update.unreadable')
  })

  it('is written by npm run update-release as it is read here', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'koshin-release-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const key = path.join(folder, 'release.pem')
    writeFileSync(key, keys.privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
    for (const name of [
      `Koshin-${version}-x86_64.AppImage`,
      `Koshin-Setup-${version}-x64.exe`,
      `Koshin-${version}-universal.zip`,
    ]) {
      writeFileSync(path.join(folder, name), name)
    }
    const env = { PATH: process.env['PATH'], KOSHIN_UPDATE_KEY: key }
    const write = (...options: string[]): string =>
      execFileSync(process.execPath, ['build/commands/update-release.mjs', ...options, folder], {
        encoding: 'utf8',
        env,
      })
    const said = write()
    expect(said).toContain(`updates.publicKey: ${spki}`)
    const written = readdirSync(folder)
      .filter((name) => name.endsWith('.release'))
      .sort()
    const machines = [
      ['darwin', 'arm64'],
      ['darwin', 'x64'],
      ['linux', 'x64'],
      ['win32', 'x64'],
    ].map(([platform, arch]) => ({ ...wanted, platform: platform!, arch: arch! }))
    expect(written).toEqual(machines.map(releaseFile))
    for (const machine of machines) {
      expect(readRelease(readFileSync(path.join(folder, releaseFile(machine))), spki, machine)).toMatchObject({
        ok: true,
        value: { version },
      })
    }

    // One for a bank's own app is none for Koshin.
    write('--application', 'jp.example.mihon.certificates')
    const [machine] = machines
    const release = readFileSync(path.join(folder, releaseFile(machine!)))
    expect(readRelease(release, spki, { ...machine!, product: 'jp.example.mihon.certificates' }).ok).toBe(true)
    expect(readRelease(release, spki, machine!).ok).toBe(false)
  })
})

describe('versions', () => {
  const inOrder = [
    '0.9.10',
    '1.0.0-alpha',
    '1.0.0-alpha.2',
    '1.0.0-beta.1',
    '1.0.0-rc.1',
    '1.0.0',
    '1.0.1',
    '1.0.10',
    '1.2.0',
    '10.0.0',
  ]

  it('come one after the other, betas before their release', () => {
    for (const [index, version] of inOrder.entries()) {
      expect(compareVersions(version, version)).toBe(0)
      for (const later of inOrder.slice(index + 1)) {
        expect(compareVersions(version, later), `${version} ${later}`).toBeLessThan(0)
        expect(compareVersions(later, version), `${later} ${version}`).toBeGreaterThan(0)
      }
    }
  })

  it.each(['', '1', '1.2', 'v1.2.3', '1.2.3.4', '1.2.3-nightly', '01.2.x', '1.2.3+5', `1.2.${'9'.repeat(30)}`])(
    '"%s" is none',
    (text) => {
      expect(isVersion(text)).toBe(false)
    },
  )
})
