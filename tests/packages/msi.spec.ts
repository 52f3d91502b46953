/** The MSI as device management installs it, for the machine and without a question, in a Windows of Wine. */
import { existsSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { createWineDesktop, powerShell, removesTasks } from './stage/wine-desktop.ts'

const { KOSHIN_MSI: first = '', KOSHIN_MSI_NEXT: next = '', KOSHIN_NO_WINDOWS: lacking } = process.env

const folder = 'C:\\Program Files\\Koshin'
const scheme = 'Software\\Classes\\koshin'
const command = `${scheme}\\shell\\open\\command`
const bankFiles = ['Software\\Classes\\.koshin-bank', 'Software\\Classes\\Koshin.BankFile'] as const
const shortcut = 'AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Koshin.lnk'

test.describe.configure({ mode: 'serial' })
test.skip(first === '', lacking ?? 'the installer was not built')

let windows: ReturnType<typeof createWineDesktop>
test.afterAll(() => windows.dispose())

const remove = (...properties: string[]): number | null =>
  windows.run('msiexec.exe', '/x', windows.nameOf(next), '/qn', ...properties)
const install = (file: string): number | null => windows.run('msiexec.exe', '/i', windows.nameOf(file), '/qn')

test('msiexec /i … /qn installs it for the machine, with the addresses koshin:', () => {
  windows = createWineDesktop()
  expect(install(first)).toBe(0)
  expect(windows.filesIn(folder)).toEqual(['Koshin.exe', 'only-in-1.0.0.txt'])
  expect(existsSync(windows.inHome(shortcut))).toBe(true)
  expect(windows.registry('HKLM', scheme)).toEqual({ '@': 'URL:Koshin', 'URL Protocol': '' })
  expect(windows.registry('HKLM', command)).toEqual({ '@': `"${folder}\\Koshin.exe" "%1"` })
})

test('an address koshin: starts the app with the address as its one argument', () => {
  expect(windows.run('start.exe', 'koshin:notice')).toBe(0)
  expect(windows.started()).toBe('"koshin:notice"')
})

test('bank files are opened with it, the program in quotes', () => {
  expect(windows.registry('HKLM', bankFiles[0])).toEqual({ '@': 'Koshin.BankFile' })
  expect(windows.registry('HKLM', `${bankFiles[1]}\\shell\\open\\command`)).toEqual({
    '@': `"${folder}\\Koshin.exe" "%1"`,
  })
})

test('the list of programs says what stays when it is removed', () => {
  expect(windows.hiveText('HKLM')).toContain('"Comments"="Certificates, keys and settings stay when Koshin is removed.')
})

test('a newer one takes its place, and an older one does not', () => {
  windows.liveIn()
  expect(install(next)).toBe(0)
  expect(windows.filesIn(folder)).toEqual(['Koshin.exe', 'only-in-1.1.0.txt'])
  expect(install(first)).not.toBe(0)
  expect(windows.filesIn(folder)).toEqual(['Koshin.exe', 'only-in-1.1.0.txt'])
})

test('what runs daily stays where Windows removes it for a newer one', () => {
  windows.standFor(powerShell, `${folder}\\Koshin.exe`)
  windows.forgetStarted()
  // Wine does not name the newer one, as Windows does.
  expect(remove('UPGRADINGPRODUCTCODE={00000000-0000-0000-0000-000000000001}')).toBe(0)
  expect([windows.filesIn(folder), windows.started()]).toEqual([undefined, undefined])
  expect(install(next)).toBe(0)
})

test('msiexec /x … /qn leaves certificates, keys and settings, and nothing of its own, nor what runs daily', () => {
  expect(remove()).toBe(0)
  expect(windows.filesIn(folder)).toBeUndefined()
  expect(existsSync(windows.inHome(shortcut))).toBe(false)
  for (const key of [scheme, command, ...bankFiles]) expect(windows.registry('HKLM', key)).toBeUndefined()
  expect(windows.started()).toBe(removesTasks)
  windows.expectLivedIn()
})
