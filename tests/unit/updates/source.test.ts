import { describe, expect, it } from 'vitest'
import { type Installation, sourceOf, wayOf } from '../../../main/updates/source.ts'

const none = { isPackaged: true, appImage: undefined, has: () => false }
const installed = (given: Partial<Installation> & Pick<Installation, 'platform'>): Installation => ({
  ...none,
  ...given,
})

describe('what an installation is updated by', () => {
  it.each([
    ['an AppImage', installed({ platform: 'linux', appImage: '/home/hanako/Koshin.AppImage' }), 'appimage'],
    ['a deb or rpm', installed({ platform: 'linux', has: (name) => name === 'package-type' }), undefined],
    [
      'a package that was started from an AppImage of something else',
      installed({ platform: 'linux', appImage: '/x', has: () => true }),
      undefined,
    ],
    ['the NSIS installer', installed({ platform: 'win32', has: (name) => name === 'uninstaller' }), 'nsis'],
    ['an MSI', installed({ platform: 'win32' }), undefined],
    ['macOS', installed({ platform: 'darwin' }), 'mac'],
    ['the sources', installed({ platform: 'darwin', isPackaged: false }), undefined],
    ['another system', installed({ platform: 'freebsd' }), undefined],
  ])('%s', (_what, installation, way) => {
    expect(wayOf(installation)).toBe(way)
  })
})

describe('where updates come from', () => {
  const server = 'https://updates.corp.example/koshin'
  const publicKey = 'key'

  it('is the policy’s server and channel, stable where none is named', () => {
    expect(sourceOf({ server, publicKey }, 'nsis')).toEqual({ server: `${server}/`, publicKey, channel: 'stable' })
    expect(sourceOf({ server: `${server}/`, publicKey, channel: 'beta' }, 'nsis')).toEqual({
      server: `${server}/`,
      publicKey,
      channel: 'beta',
    })
  })

  it('is nowhere, and why is said', () => {
    expect(sourceOf({ enabled: false, server, publicKey }, 'nsis')).toBe('managed')
    expect(sourceOf(undefined, 'nsis')).toBe('unset')
    expect(sourceOf({ server }, 'nsis')).toBe('unset')
    expect(sourceOf({ publicKey }, 'nsis')).toBe('unset')
    expect(sourceOf({ server, publicKey }, undefined)).toBe('package')
  })
})
