import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isOnlyPutInPlace, ownAppImage } from '../../../../../main/desktop/lifecycle/login/app-image.ts'

let folder: string
const at = (name: string): string => path.join(folder, name)
const put = (name: string): string => {
  mkdirSync(path.dirname(at(name)), { recursive: true })
  writeFileSync(at(name), '')
  return at(name)
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'koshin-app-image-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the AppImage that the program runs from', () => {
  it('is the one whose mount it lies in', () => {
    const environment = { APPIMAGE: '/home/u/Koshin.AppImage', APPDIR: at('mount') }
    expect(ownAppImage(environment, put('mount/koshin'))).toBe('/home/u/Koshin.AppImage')
    symlinkSync(at('mount'), at('link'))
    expect(ownAppImage({ ...environment, APPDIR: at('link') }, at('mount/koshin'))).toBe('/home/u/Koshin.AppImage')
  })

  it.each([
    ['was inherited from another program’s AppImage', { APPIMAGE: '/home/u/Editor.AppImage', APPDIR: 'other' }],
    ['has a mount whose name only begins alike', { APPIMAGE: '/home/u/Editor.AppImage', APPDIR: 'opt/Kos' }],
    ['has no mount', { APPIMAGE: '/home/u/Editor.AppImage' }],
    ['has a mount that is gone', { APPIMAGE: '/home/u/Editor.AppImage', APPDIR: 'gone' }],
    ['has no file', { APPDIR: 'opt' }],
    ['is named from wherever we were started', { APPIMAGE: 'Editor.AppImage', APPDIR: 'opt' }],
  ])('is none where the variable %s', (_title, { APPIMAGE, APPDIR }: { APPIMAGE?: string; APPDIR?: string }) => {
    const program = put('opt/Koshin/koshin')
    put('other/editor')
    put('opt/Kos/x')
    expect(ownAppImage({ APPIMAGE, APPDIR: APPDIR === undefined ? undefined : at(APPDIR) }, program)).toBeUndefined()
  })
})

describe('a start that an update makes only to see that the new AppImage can start', () => {
  const update = { APPIMAGE_EXIT_AFTER_INSTALL: 'true' }

  it('ends at once', () => {
    const environment = { ...update, APPIMAGE: '/home/u/Koshin.AppImage', APPDIR: at('mount') }
    expect(isOnlyPutInPlace(environment, put('mount/koshin'))).toBe(true)
  })

  it('is not one whose variable was inherited from another program’s update, which would keep us from starting', () => {
    put('other/editor')
    const environment = { ...update, APPIMAGE: '/home/u/Editor.AppImage', APPDIR: at('other') }
    expect(isOnlyPutInPlace(environment, put('opt/Koshin/koshin'))).toBe(false)
    expect(isOnlyPutInPlace(update, put('opt/Koshin/koshin'))).toBe(false)
    expect(isOnlyPutInPlace({ APPIMAGE: '/k', APPDIR: at('opt') }, put('opt/Koshin/koshin'))).toBe(false)
  })
})
