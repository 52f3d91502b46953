/**
 * Debian's makensis in the place of electron-builder's own, which is downloaded: it gets electron-builder's script and
 * settings, and gives them on with what Debian does not have taken out. Started by build/packaging/windows.mjs.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { inRoot } from '../lib/root.mjs'

// In the place of its own 'makensis': by an absolute path, or it would start itself without end.
const templates = inRoot('node_modules/app-builder-lib/templates/nsis')
const own = mkdtempSync(path.join(tmpdir(), 'koshin-nsis-'))

try {
  cpSync(templates, own, { recursive: true })
  for (const name of ['StdUtils.nsh', 'UAC.nsh'])
    cpSync(inRoot('build/packaging/nsis', name), path.join(own, 'include', name))
  for (const name of readdirSync(own, { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.nsh')) rewrite(path.join(own, name))
  }
  // 64 bits, which a Wine without 32 can run, and which electron-builder's plugins are not made for.
  const first = ['-INPUTCHARSET', 'UTF8', '-XTarget amd64-unicode', `-DAPP_BUILD_DIR=${process.env.KOSHIN_TRIAL_APP}`]
  const given = process.argv.slice(2).filter((argument) => argument !== '-XUnicode true')
  // Warnings are errors, as in a release, but for a label that only the plugins' own macros use. Wine's powershell.exe and
  // findstr.exe do nothing and say that all went well: by them the app would seem to run for ever. The folder that the look
  // for a running app leaves behind, where an older version is put aside, is made all the same.
  const before = '!pragma warning disable 6012\n!macro customCheckAppRunning\nInitPluginsDir\n!macroend\n'
  const script =
    before +
    readFileSync(0, 'utf8')
      .replaceAll(templates, own)
      .replace(/^!addplugindir .*\n/m, '')
  const env = { ...process.env, NSISDIR: '/usr/share/nsis' }
  const { status } = spawnSync('/usr/bin/makensis', [...first, ...given], {
    cwd: own,
    env,
    input: script,
    stdio: ['pipe', 'inherit', 'inherit'],
  })
  process.exitCode = status ?? 1
} finally {
  rmSync(own, { recursive: true, force: true })
}

/** WinShell writes the AppUserModelID into shortcuts, and takes it out of them. */
function rewrite(file) {
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^\s*WinShell::.*$/gm, ''))
}
