/** A Windows of its own under Wine, to install in: its files, and its registry as Wine leaves it on the disk. */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect } from '@playwright/test'

type Values = Readonly<Record<string, string>>

const hives = { HKCU: 'user.reg', HKLM: 'system.reg' }
type Hive = keyof typeof hives

/** Settings, a certificate and a key as Windows keeps them: no installer may touch them. */
const lived = {
  settings: 'AppData/Roaming/Koshin/settings.json',
  key: 'AppData/Roaming/Microsoft/Crypto/Keys/koshin-1',
}
const certificate =
  'Software\\Microsoft\\SystemCertificates\\My\\Certificates\\0123456789ABCDEF0123456789ABCDEF01234567'

export const powerShell = 'C:\\windows\\system32\\WindowsPowerShell\\v1.0\\powershell.exe'
/** What it is started with where Koshin is removed. */
export const removesTasks =
  '-NoProfile -NonInteractive -Command "Get-ScheduledTask -TaskPath \'\\Koshin\\\' -ErrorAction SilentlyContinue | Unregister-ScheduledTask -Confirm:$false"'

/** Needs what build/testing/wine.mjs says in variables. */
export function createWineDesktop() {
  const { KOSHIN_WINE: loader, KOSHIN_WINE_SERVER: server, KOSHIN_WINE_PREFIX: newWindows, PATH } = process.env
  const place = mkdtempSync(path.join(tmpdir(), 'koshin-windows-'))
  const prefix = path.join(place, 'prefix')
  const drive = path.join(prefix, 'drive_c')
  cpSync(newWindows!, prefix, { recursive: true, verbatimSymlinks: true })
  const users = path.join(drive, 'users')
  const user = path.join(users, readdirSync(users).find((name) => name !== 'Public')!)
  // No window, no menu on somebody's desktop, nothing of the real home.
  const quiet = { DISPLAY: '', WINEDEBUG: '-all', WINEDLLOVERRIDES: 'winemenubuilder.exe=' }
  const env = { PATH, HOME: place, WINEPREFIX: prefix, WINESERVER: server, ...quiet }
  const options = { env, stdio: 'ignore', timeout: 60_000 } as const
  /** `C:\...` as a path here. */
  const here = (file: string): string => path.join(drive, file.replace(/^C:\\/i, '').replaceAll('\\', '/'))

  const inHome = (...parts: string[]): string => path.join(user, ...parts)
  /** Waits for the program and all that it has started. @returns its exit code */
  function run(program: string, ...args: string[]): number | null {
    const { status } = spawnSync(loader!, [program, ...args], options)
    // Only when nothing runs any more is the registry on the disk.
    spawnSync(server!, ['--wait'], options)
    return status
  }
  const hiveText = (hive: Hive): string => readFileSync(path.join(prefix, hives[hive]), 'utf8')
  /** A key's values, the unnamed one as `@`; undefined where there is no such key. */
  function registry(hive: Hive, key: string): Values | undefined {
    const text = hiveText(hive)
    const head = `\n[${key.replaceAll('\\', '\\\\')}]`.toLowerCase()
    const at = text.toLowerCase().indexOf(head)
    if (at === -1) return undefined
    const lines = text.slice(at + head.length).split('\n\n')[0]!
    const pairs = [...lines.matchAll(/^(@|"(?:[^"\\]|\\.)*")=(.*)$/gm)]
    const read = (part: string): string => (part.startsWith('"') ? (JSON.parse(part) as string) : part)
    return Object.fromEntries(pairs.map(([, name, value]) => [read(name!), read(value!)]))
  }

  return {
    inHome,
    run,
    registry,
    hiveText,
    /** A file of this machine as Windows names it. */
    nameOf: (file: string): string => `Z:${file.replaceAll('/', '\\')}`,
    filesIn: (folder: string): string[] | undefined =>
      existsSync(here(folder)) ? readdirSync(here(folder)).sort() : undefined,
    /** Where programs of one user are. */
    programs: (): string => `C:\\users\\${path.basename(user)}\\AppData\\Local\\Programs`,
    /** Has the stand-in for Koshin.exe stand for another program of Windows, too, which does nothing in Wine. */
    standFor: (program: string, app: string): void => cpSync(here(app), here(program)),
    /** With which arguments a stand-in was started last; undefined: none was. */
    started: (): string | undefined =>
      existsSync(inHome('Temp/koshin-started')) ? readFileSync(inHome('Temp/koshin-started'), 'utf8') : undefined,
    forgetStarted: (): void => rmSync(inHome('Temp/koshin-started'), { force: true }),

    liveIn(): void {
      for (const [what, name] of Object.entries(lived)) {
        mkdirSync(path.dirname(inHome(name)), { recursive: true })
        writeFileSync(inHome(name), what)
      }
      run('reg.exe', 'add', `HKCU\\${certificate}`, '/v', 'Blob', '/t', 'REG_SZ', '/d', 'certificate')
    },

    expectLivedIn(): void {
      for (const [what, name] of Object.entries(lived)) expect(readFileSync(inHome(name), 'utf8')).toBe(what)
      expect(registry('HKCU', certificate)).toEqual({ Blob: 'certificate' })
    },

    dispose(): void {
      spawnSync(server!, ['--kill'], options)
      rmSync(place, { recursive: true, force: true })
    },
  }
}
