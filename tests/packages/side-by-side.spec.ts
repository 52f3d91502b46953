/** Two banks' own apps and Koshin, as their customers get them: installed on one computer, none touches another. */
import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { runIn, startIn } from './stage/clean-root.ts'
import { page, reach, walk } from './stage/walk.ts'

const root = process.env['KOSHIN_BRANDS_ROOT'] ?? ''
const debs = [process.env['KOSHIN_DEB'] ?? '', ...(process.env['KOSHIN_BRAND_DEBS'] ?? '').split(path.delimiter)]
const home = '/home/user'

interface App {
  readonly program: string
  readonly folder: string
  /** Of the bank that it brings along. */
  readonly bank?: { readonly name: string; readonly host: string }
}
const apps: readonly App[] = [
  { program: 'koshin', folder: 'Koshin' },
  { program: 'mihon-cert', folder: 'Mihon Certificates', bank: { name: '見本銀行', host: 'est.mihon.example' } },
  { program: 'reiji-cert', folder: 'Reiji Certificates', bank: { name: '例示信用金庫', host: 'est.reiji.example' } },
]
const [koshin, mihon, reiji] = apps as [App, App, App]

test.describe.configure({ mode: 'serial' })
test.skip(root === '', process.env['KOSHIN_NO_CLEAN_ROOT'] ?? 'there are no packages of brands')

const inRoot = (...parts: string[]): string => path.join(root, ...parts)
const exists = (place: string): boolean => existsSync(inRoot(place))

/** What the package of an app puts on the computer. */
const placesOf = ({ program, folder }: App): string[] => [
  `/opt/${folder}`,
  `/usr/share/applications/${program}.desktop`,
  `/usr/share/mime/packages/${program}.xml`,
  `/usr/share/icons/hicolor/512x512/apps/${program}.png`,
  `/usr/share/doc/${program}`,
]

/** Only an administrator lets a program drive the windows of what is installed, and names whose. */
function allowAutomation({ program, bank }: App, more: object = {}): void {
  mkdirSync(inRoot('etc', program), { recursive: true })
  const automation = { allow: true, banks: bank === undefined ? [] : [bank.host] }
  writeFileSync(inRoot('etc', program, 'policy.json'), JSON.stringify({ automation, ...more }))
}

const start = ({ program }: App, ...options: string[]) =>
  startIn(root, [`/usr/bin/${program}`, '--no-sandbox', '--lang=ja', '--remote-debugging-port=0', ...options], home)

test('apt installs all three', () => {
  mkdirSync(inRoot(home), { recursive: true })
  for (const deb of debs) copyFileSync(deb, inRoot(path.basename(deb)))
  runIn(root, ['apt-get', '-q', 'update'])
  const files = debs.map((deb) => `/${path.basename(deb)}`)
  runIn(root, ['apt-get', '-q', 'install', '--yes', '--no-install-recommends', ...files])
  for (const app of apps) {
    expect(placesOf(app).filter((place) => !exists(place))).toEqual([])
    expect(runIn(root, [`/usr/bin/${app.program}`, '--no-sandbox', '--version'])).toMatch(`${app.folder} `)
  }
})

test('the desktop knows each by a name, an icon, a scheme and a kind of file of its own', () => {
  const entries = apps.map(({ program }) => readFileSync(inRoot(`usr/share/applications/${program}.desktop`), 'utf8'))
  for (const field of ['Name', 'Name[ja]', 'Exec', 'Icon', 'StartupWMClass', 'MimeType']) {
    const values = entries.map((entry) => entry.split('\n').find((line) => line.startsWith(`${field}=`)))
    expect(new Set(values).size, field).toBe(apps.length)
    expect(values, field).not.toContain(undefined)
  }
  for (const entry of entries.slice(1)) expect(entry).not.toMatch(/koshin/i)
  const pictures = apps.map(({ program }) =>
    readFileSync(inRoot(`usr/share/icons/hicolor/512x512/apps/${program}.png`)),
  )
  expect(new Set(pictures.map((picture) => picture.toString('base64'))).size).toBe(apps.length)
})

test('all are open at the same time, each with its own bank, profile and name', async ({}, info) => {
  const running = apps.map((app) => {
    allowAutomation(app)
    return { app, child: start(app) }
  })
  try {
    for (const { app, child } of running) {
      const browser = await reach(child)
      const shown = await page(browser, 'index.html')
      await expect(shown.getByRole('heading', { level: 1 })).toBeVisible()
      await expect(shown).toHaveTitle(new RegExp(app.bank === undefined ? 'Koshin' : `${app.bank.name} 電子証明書更新`))
      if (app.bank !== undefined) {
        await expect(shown.getByText(app.bank.name).first()).toBeVisible()
        expect(await shown.locator('body').innerText()).not.toMatch(/koshin/i)
        // The bank's icon, in the place of Koshin's ring.
        const icon = shown.locator('img.frame-seal')
        await expect.poll(() => icon.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(512)
      }
      await shown.screenshot({ path: info.outputPath(`${app.program}.png`) })
      expect(exists(`${home}/.config/${app.folder}`)).toBe(true)
    }
    // Each holds the lock of its own single instance: a second start of one gives way to the first.
    for (const { program } of apps)
      expect(runIn(root, [`/usr/bin/${program}`, '--no-sandbox', '--ozone-platform=headless'], { HOME: home })).toBe('')
    expect(running.map(({ child }) => child.exitCode)).toEqual([null, null, null])
  } finally {
    for (const { child } of running) child.kill('SIGKILL')
  }
  expect(readdirSync(inRoot(home, '.config')).sort()).toEqual(
    expect.arrayContaining(apps.map(({ folder }) => folder).sort()),
  )
})

for (const app of apps) {
  test(`${app.folder} renews`, async () => {
    allowAutomation(app)
    const child = start(app, '--demo', `--demo-folder=${home}/demo-of-${app.program}`)
    try {
      const browser = await reach(child)
      await walk(browser)
      const shown = await page(browser, 'index.html')
      if (app !== koshin) expect(await shown.locator('body').innerText()).not.toMatch(/koshin/i)
      await browser.close()
    } finally {
      child.kill('SIGKILL')
    }
  })
}

test('a policy counts for the app that it is written for', () => {
  writeFileSync(inRoot('etc', mihon.program, 'policy.json'), '{ "noSuchSetting": 1 }')
  const told = apps.map(({ program }) => {
    try {
      return runIn(root, [`/usr/bin/${program}`, '--no-sandbox', '--status', '--json'], { HOME: home })
    } catch (error) {
      return String((error as { stdout: string }).stdout)
    }
  })
  // Who has settings asks a bank that is not there.
  const outcomes = told.map((text) => (JSON.parse(text.trim().split('\n').at(-1)!) as { outcome: string }).outcome)
  expect(outcomes).toEqual(['configuration-invalid', 'policy-error', 'bank-unreachable'])
})

test('one that is updated leaves the others', () => {
  const tree = mkdtempSync(path.join(tmpdir(), 'koshin-newer-'))
  const newer = `${tree}.deb`
  try {
    execFileSync('dpkg-deb', ['--raw-extract', debs.find((deb) => deb.includes(mihon.program))!, tree])
    const control = path.join(tree, 'DEBIAN/control')
    writeFileSync(control, readFileSync(control, 'utf8').replace(/^Version: .*$/m, 'Version: 99.0.0'))
    execFileSync('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z1', '--build', tree, newer], { stdio: 'ignore' })
    copyFileSync(newer, inRoot('newer.deb'))
  } finally {
    for (const place of [tree, newer]) rmSync(place, { recursive: true, force: true })
  }
  const versions = () => apps.map(({ program }) => runIn(root, ['dpkg-query', '-W', '-f', '${Version}', program]))
  const [first, , third] = versions()
  runIn(root, ['apt-get', '-q', 'install', '--yes', '/newer.deb'])
  expect(versions()).toEqual([first, '99.0.0', third])
  for (const app of apps) expect(placesOf(app).filter((place) => !exists(place))).toEqual([])
})

test('one that is removed leaves the others, and what its user has', () => {
  for (const { program } of apps) rmSync(inRoot('etc', program), { recursive: true })
  const said = runIn(root, ['apt-get', '-q', 'purge', '--yes', mihon.program])
  expect(said).toContain('Mihon Certificates has been removed.')
  expect([...placesOf(mihon), `/usr/bin/${mihon.program}`].filter(exists)).toEqual(
    [`/usr/share/doc/${mihon.program}`].filter(exists),
  )
  expect(exists(`${home}/.config/${mihon.folder}`)).toBe(true)
  for (const app of [koshin, reiji]) {
    expect(placesOf(app).filter((place) => !exists(place))).toEqual([])
    expect(runIn(root, [`/usr/bin/${app.program}`, '--no-sandbox', '--version'])).toMatch(`${app.folder} `)
  }
  runIn(root, ['apt-get', '-q', 'purge', '--yes', koshin.program])
  expect(placesOf(reiji).filter((place) => !exists(place))).toEqual([])
  expect(runIn(root, [`/usr/bin/${reiji.program}`, '--no-sandbox', '--version'])).toMatch('Reiji Certificates ')
})
