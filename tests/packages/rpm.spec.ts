/** The rpm as rpm reads it, installed into a root and taken out again. What it needs is told, and is there on no Debian. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { runIn } from './stage/clean-root.ts'

const file = process.env['KOSHIN_RPM'] ?? ''
const root = process.env['KOSHIN_RPM_ROOT'] ?? ''
const inRoot = (name: string): string => path.join(root, name)

test.describe.configure({ mode: 'serial' })
test.skip(file === '', process.env['KOSHIN_NO_RPM'] ?? 'there is no rpm')

const rpm = (...args: string[]): string => execFileSync('rpm', args, { encoding: 'utf8', timeout: 120_000 })
const within = (...args: string[]): string => rpm('--root', root, ...args)

test('rpm reads what it is, what it needs, a font for Japanese among it, and what it holds', () => {
  expect(rpm('-qp', '--queryformat', '%{NAME} %{LICENSE} %{VENDOR}', file)).toBe('koshin MIT The Koshin authors')
  const needed = rpm('-qp', '--requires', file)
  for (const name of ['gtk3', 'nss', 'libsecret', 'libX11-xcb', 'mesa-libgbm']) expect(needed).toContain(`${name}\n`)
  expect(needed).toMatch(/^\(google-noto-sans-cjk-jp-fonts or .*\)$/m)
  const held = rpm('-qpl', file).split('\n')
  expect(held.filter((name) => name !== '' && !name.startsWith('/opt/Koshin/'))).toEqual([
    '/opt/Koshin',
    '/usr/bin/koshin',
    '/usr/share/applications/koshin.desktop',
    '/usr/share/doc/koshin/copyright',
    '/usr/share/icons/hicolor/512x512/apps/koshin.png',
    '/usr/share/mime/packages/koshin.xml',
  ])
})

test('it holds the same files, with the same menu and the same types, as the deb', () => {
  const listed = (text: string): string[] =>
    text
      .split('\n')
      .flatMap((line) => /(?:^|\s)\.?(\/(?:opt|usr)\/[^>]*?)(?: -> .*)?$/.exec(line)?.[1] ?? [])
      .filter((name) => !name.endsWith('/'))
      .sort()
  const deb = listed(execFileSync('dpkg-deb', ['-c', process.env['KOSHIN_DEB']!], { encoding: 'utf8' }))
  const files = listed(rpm('-qpl', file)).filter((name) => deb.includes(name))
  expect(files).toEqual(deb)
})

test('rpm refuses it where what it needs is missing, and installs it into a root', () => {
  within('--initdb')
  expect(() => within('-i', file)).toThrow(/Failed dependencies/)
  expect(existsSync(inRoot('opt/Koshin'))).toBe(false)
  within('-i', '--nodeps', file)
  expect(within('-V', '--nodeps', 'koshin')).toBe('')
  expect(statSync(inRoot('opt/Koshin/chrome-sandbox')).mode & 0o7777).toBe(0o4755)
  const entry = readFileSync(inRoot('usr/share/applications/koshin.desktop'), 'utf8')
  expect(entry).toContain('Name[ja]=電子証明書更新 Koshin\n')
  expect(runIn(root, ['readlink', '-f', '/usr/bin/koshin'])).toBe('/opt/Koshin/koshin\n')
})

test('removed, it leaves nothing, and says what it has left as it was', () => {
  expect(within('-e', '--nodeps', 'koshin')).toContain(
    'Certificates and keys, and the settings of each user, were left as they are.',
  )
  expect([inRoot('opt/Koshin'), inRoot('usr/bin/koshin')].filter(existsSync)).toEqual([])
})

test('a bank’s own app has an rpm of its own names, which stands beside Koshin’s', () => {
  const brands = (process.env['KOSHIN_BRAND_RPMS'] ?? '').split(path.delimiter)
  expect(brands.map((one) => rpm('-qp', '--queryformat', '%{NAME} %{VENDOR}', one))).toEqual([
    'mihon-cert Mihon Bank',
    'reiji-cert Reiji Bank',
  ])
  for (const one of brands) {
    const told = rpm('-qp', '--list', '--scripts', '--info', one)
    expect(told.replaceAll('/opt/Mihon Certificates/resources', '')).not.toMatch(/koshin/i)
  }
  within('-i', '--nodeps', file, ...brands)
  expect(runIn(root, ['readlink', '-f', '/usr/bin/mihon-cert'])).toBe('/opt/Mihon Certificates/mihon-cert\n')
  expect(within('-e', '--nodeps', 'mihon-cert')).toContain('Mihon Certificates has been removed.')
  expect(['opt/Koshin/koshin', 'opt/Reiji Certificates', 'opt/Mihon Certificates'].map(inRoot).map(existsSync)).toEqual(
    [true, true, false],
  )
})
