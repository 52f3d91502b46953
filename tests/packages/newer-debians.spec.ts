/** The deb on newer Debians than the one of deb.spec.ts, and used as people do: by an ordinary user, in Chromium's sandbox. */
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { contractIn, runIn, startIn } from './stage/clean-root.ts'
import { page, reach, walk } from './stage/walk.ts'

const home = '/home/hanako'
const asUser = ['setpriv', '--reuid=1000', '--regid=1000', '--clear-groups']

for (const release of ['trixie', 'sid']) {
  const name = release.toUpperCase()
  const root = process.env[`KOSHIN_ROOT_${name}`] ?? ''

  test.describe(`Debian ${release}`, () => {
    test.describe.configure({ mode: 'serial' })
    test.skip(root === '', process.env[`KOSHIN_NO_${name}`] ?? `there is no Debian ${release}`)

    test('gets the deb with apt, and all that it needs', () => {
      copyFileSync(process.env['KOSHIN_DEB']!, path.join(root, 'koshin.deb'))
      // sid is never released anew where a mirror keeps it as it was: its signature counts, not its date.
      runIn(root, ['apt-get', '-q', '-o', 'Acquire::Check-Valid-Until=false', 'update'])
      runIn(root, ['apt-get', '-q', 'install', '--yes', '--no-install-recommends', '/koshin.deb', 'libnss3-tools'])
      expect(runIn(root, ['ldd', '/opt/Koshin/koshin'])).not.toContain('not found')
    })

    test('an ordinary user walks through the demo there, in the sandbox, and renews', async () => {
      runIn(root, ['useradd', '--create-home', '--uid', '1000', path.basename(home)])
      // Only an administrator lets a program drive the windows of what is installed.
      const managed = path.join(root, 'etc/koshin')
      mkdirSync(managed)
      writeFileSync(path.join(managed, 'policy.json'), JSON.stringify({ automation: { allow: true } }))
      const switches = ['--lang=ja', '--remote-debugging-port=0', '--demo', `--demo-folder=${home}/demo`]
      const app = startIn(root, [...asUser, '/usr/bin/koshin', ...switches], home)
      try {
        const browser = await reach(app)
        await walk(browser)
        const shown = await page(browser, 'index.html')
        await expect(shown.getByTestId('completion-stored-in')).toContainText('NSS データベース')
        await browser.close()
      } finally {
        app.kill('SIGKILL')
        rmSync(managed, { recursive: true })
      }
      const keys = runIn(root, [...asUser, 'certutil', '-L', '-d', `sql:${home}/demo/home/.pki/nssdb`])
      expect(keys).toContain('u,u,u')
    })

    test('the key store keeps its contract there, over the newer NSS', () => {
      const said = contractIn(root, 'tests/contract/linux/linux.test.ts', asUser)
      expect(said).toMatch(/Tests .*passed/)
      expect(said).not.toMatch(/failed|contract on Linux skipped/)
    })
  })
}
