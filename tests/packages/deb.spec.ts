/** The deb as a customer gets it: installed with apt into a clean Debian, walked through, removed. */
import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { runIn, startIn } from './stage/clean-root.ts'
import { manageFromTemplate, resultIn, statusIn, updateIn } from './stage/rollout.ts'
import { reach, walk } from './stage/walk.ts'

const root = process.env['KOSHIN_CLEAN_ROOT'] ?? ''
const repository = path.resolve(import.meta.dirname, '../..')
const demo = '/home/user/demo'
const places = ['/opt', '/usr/bin', '/usr/share/applications', '/usr/share/doc', '/etc', '/home/user']

test.describe.configure({ mode: 'serial' })
test.skip(root === '', process.env['KOSHIN_NO_CLEAN_ROOT'])

/** Paths of ours; the folders of doc and icons are other packages', too. */
function ours(): string[] {
  return places.flatMap((place) => {
    const folder = path.join(root, place)
    return existsSync(folder)
      ? readdirSync(folder)
          .filter((name) => /koshin/i.test(name))
          .map((name) => `${place}/${name}`)
      : []
  })
}

test('apt installs it with all that it needs', () => {
  copyFileSync(process.env['KOSHIN_DEB']!, path.join(root, 'koshin.deb'))
  runIn(root, ['apt-get', '-q', 'update'])
  runIn(root, ['apt-get', '-q', 'install', '--yes', '--no-install-recommends', '/koshin.deb'])
  expect(ours()).toEqual([
    '/opt/Koshin',
    '/usr/bin/koshin',
    '/usr/share/applications/koshin.desktop',
    '/usr/share/doc/koshin',
  ])
  expect(runIn(root, ['ldd', '/opt/Koshin/koshin'])).not.toContain('not found')
})

test('the desktop opens addresses koshin: and bank files with it, and knows its name in Japanese', () => {
  const entry = readFileSync(path.join(root, 'usr/share/applications/koshin.desktop'), 'utf8')
  expect(entry).toContain('MimeType=application/vnd.koshin.bank+json;x-scheme-handler/koshin;\n')
  const types = readFileSync(path.join(root, 'usr/share/mime/packages/koshin.xml'), 'utf8')
  expect(types).toMatch(/type="application\/vnd\.koshin\.bank\+json".*<glob pattern="\*\.koshin-bank"\/>/)
  expect(entry).toContain('Exec=/opt/Koshin/koshin %U\n')
  expect(entry).toContain('Name[ja]=電子証明書更新 Koshin\n')
})

test('what was installed walks through the demo and renews, on nothing but what apt brought', async () => {
  mkdirSync(path.join(root, 'home/user'), { recursive: true })
  // Only an administrator lets a program drive the windows of what is installed.
  const managed = path.join(root, 'etc/koshin')
  mkdirSync(managed)
  writeFileSync(path.join(managed, 'policy.json'), JSON.stringify({ automation: { allow: true } }))
  const switches = ['--no-sandbox', '--lang=ja', '--remote-debugging-port=0', '--demo', `--demo-folder=${demo}`]
  const app = startIn(root, ['/usr/bin/koshin', ...switches], '/home/user')
  try {
    const browser = await reach(app)
    await walk(browser)
    await browser.close()
  } finally {
    app.kill('SIGKILL')
    rmSync(managed, { recursive: true })
  }
  expect(existsSync(path.join(root, demo, 'home/.pki/nssdb/cert9.db'))).toBe(true)
})

test('on a computer with a policy out of the template the first start at login renews what is due, and IT sees it', async () => {
  test.setTimeout(240_000)
  const folder = '/home/user/managed'
  const home = `${folder}/home`
  const bank = startIn(root, ['/usr/bin/koshin', '--no-sandbox', '--demo', `--demo-folder=${folder}`], '/home/user')
  try {
    // Once the demo has laid out what others need to know of its bank.
    await expect(() => manageFromTemplate(root, folder)).toPass({ timeout: 60_000 })
    await expect.poll(() => statusIn(root, home), { timeout: 60_000 }).toContain('"outcome":"due"')

    const login = startIn(root, ['/usr/bin/koshin', '--no-sandbox', '--hidden'], home)
    try {
      await expect.poll(() => statusIn(root, home), { timeout: 120_000 }).toContain('"outcome":"done"')
      const log = () => readFileSync(path.join(root, home, '.config/Koshin/logs/koshin.log'), 'utf8')
      await expect.poll(log).toContain('automatic.renewed')
      // From now on it starts at login by itself.
      const entry = readFileSync(path.join(root, home, '.config/autostart/koshin.desktop'), 'utf8')
      expect(entry).toContain('Exec="/opt/Koshin/koshin" "--hidden"\n')
    } finally {
      login.kill('SIGKILL')
    }

    const told = statusIn(root, home)
    const fleet = path.join(root, 'fleet')
    mkdirSync(fleet)
    writeFileSync(path.join(fleet, 'pc-1.json'), told)
    execFileSync(process.execPath, ['build/commands/fleet-report.mjs', fleet], { cwd: repository })
    expect(readFileSync(`${fleet}-report.csv`, 'utf8')).toMatch(/\r\npc-1\.json,[^,]*,done,0,/)

    const { version, certificate } = resultIn(told)
    updateIn(root, `${version}-1`)
    expect(runIn(root, ['dpkg-query', '--show', '--showformat', '${Version}', 'koshin'])).toBe(`${version}-1`)
    expect(resultIn(statusIn(root, home)).certificate.thumbprint).toBe(certificate.thumbprint)
  } finally {
    bank.kill('SIGKILL')
    rmSync(path.join(root, 'etc/koshin'), { recursive: true, force: true })
  }
})

test('removed, it leaves what the user has and nothing else, and says so', () => {
  const said = runIn(root, ['apt-get', '-q', 'purge', '--yes', 'koshin'])
  expect(said).toContain('Certificates and keys, and the settings of each user, were left as they are.')
  expect(ours()).toEqual([])
  expect(existsSync(path.join(root, demo, 'home/.pki/nssdb/key4.db'))).toBe(true)
})
