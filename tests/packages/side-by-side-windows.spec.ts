/** Two banks' own apps beside Koshin in a Windows of Wine: installed, updated and removed, by either kind of installer. */
import { existsSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { createWineDesktop } from './stage/wine-desktop.ts'

type Installers = Readonly<Record<`KOSHIN_${'NSIS' | 'MSI'}${'' | '_NEXT'}`, string>>
const { KOSHIN_BRAND_INSTALLERS: brands = '{}', KOSHIN_NO_WINDOWS: lacking } = process.env
const installers: Readonly<Record<string, Installers>> = {
  Koshin: process.env as Installers,
  ...(JSON.parse(brands) as Record<string, Installers>),
}

interface App {
  readonly folder: string
  readonly scheme: string
  readonly fileClass: string
}
const apps: readonly App[] = [
  { folder: 'Koshin', scheme: 'koshin', fileClass: 'Koshin.BankFile' },
  { folder: 'Mihon Certificates', scheme: 'mihon-cert', fileClass: 'Mihon.Certificates.BankFile' },
  { folder: 'Reiji Certificates', scheme: 'reiji-cert', fileClass: 'Reiji.Certificates.BankFile' },
]
const [koshin, mihon, reiji] = apps as [App, App, App]

test.describe.configure({ mode: 'serial' })
test.skip(brands === '{}', lacking ?? 'the installers were not built')

let windows: ReturnType<typeof createWineDesktop>
test.beforeAll(() => {
  windows = createWineDesktop()
  windows.liveIn()
})
test.afterAll(() => windows.dispose())

/** What is there of an app. */
function state({ folder, scheme, fileClass }: App, hive: 'HKCU' | 'HKLM', programs: string) {
  const files = windows.filesIn(`${programs}\\${folder}`)
  return {
    version: files?.find((name) => name.startsWith('only-in-')),
    address: windows.registry(hive, `Software\\Classes\\${scheme}\\shell\\open\\command`)?.['@'],
    bankFiles: windows.registry(hive, `Software\\Classes\\${fileClass}\\shell\\open\\command`)?.['@'],
    shortcut: existsSync(windows.inHome(`AppData/Roaming/Microsoft/Windows/Start Menu/Programs/${folder}.lnk`)),
    listed: windows.hiveText(hive).includes(`"DisplayName"="${folder}`),
  }
}

const installed = ({ folder }: App, programs: string, version: string) => ({
  version: `only-in-${version}.txt`,
  address: `"${programs}\\${folder}\\${folder}.exe" "%1"`,
  bankFiles: `"${programs}\\${folder}\\${folder}.exe" "%1"`,
  shortcut: true,
  listed: true,
})
const absent = { version: undefined, address: undefined, bankFiles: undefined, shortcut: false, listed: false }

const kinds = [
  {
    kind: 'NSIS',
    hive: 'HKCU',
    programs: () => windows.programs(),
    install: (file: string) => windows.run(file, '/S'),
    remove: ({ folder }: App) =>
      windows.run(`${windows.programs()}\\${folder}\\Uninstall ${folder}.exe`, '/S', '/currentuser'),
  },
  {
    kind: 'MSI',
    hive: 'HKLM',
    programs: () => 'C:\\Program Files',
    install: (file: string) => windows.run('msiexec.exe', '/i', windows.nameOf(file), '/qn'),
    remove: ({ folder }: App, version: string) => {
      const file = installers[folder]![version === '1.0.0' ? 'KOSHIN_MSI' : 'KOSHIN_MSI_NEXT']
      return windows.run('msiexec.exe', '/x', windows.nameOf(file), '/qn')
    },
  },
] as const

for (const { kind, hive, programs, install, remove } of kinds) {
  const states = () => apps.map((app) => state(app, hive, programs()))

  test(`${kind}: all three stand beside each other`, () => {
    for (const { folder } of apps) expect(install(installers[folder]![`KOSHIN_${kind}`])).toBe(0)
    expect(states()).toEqual(apps.map((app) => installed(app, programs(), '1.0.0')))
  })

  test(`${kind}: one is updated alone, and one is removed alone`, () => {
    expect(install(installers[mihon.folder]![`KOSHIN_${kind}_NEXT`])).toBe(0)
    const [first, , third] = [koshin, mihon, reiji].map((app) => installed(app, programs(), '1.0.0'))
    expect(states()).toEqual([first, installed(mihon, programs(), '1.1.0'), third])
    expect(remove(mihon, '1.1.0')).toBe(0)
    expect(states()).toEqual([first, absent, third])
    expect(remove(koshin, '1.0.0')).toBe(0)
    expect(states()).toEqual([absent, absent, third])
    expect(remove(reiji, '1.0.0')).toBe(0)
    expect(states()).toEqual([absent, absent, absent])
    windows.expectLivedIn()
  })
}
