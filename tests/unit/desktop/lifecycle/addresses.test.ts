import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  addressAmong,
  addressedPage,
  areTooLong,
  argumentsThatCount,
  visit,
} from '../../../../main/desktop/lifecycle/addresses.ts'

afterEach(() => vi.restoreAllMocks())

describe('an address koshin:', () => {
  it.each(['koshin:notice', 'koshin://notice', 'koshin://notice/', 'KOSHIN:Notice'])('opens a page: %s', (address) => {
    expect(addressedPage(address)).toBe('notice')
  })

  it.each([
    'koshin:',
    'koshin:renew',
    'koshin:notice?thumbprint=00',
    'koshin:notice#yes',
    'koshin://notice/renew',
    'koshin:notice\nopen',
    'koshin:../notice',
    'koshin:constructor',
    'https://notice',
    'xkoshin:notice',
  ])('is nothing where it is not exactly a page: %j', (address) => {
    expect(addressedPage(address)).toBeUndefined()
  })

  it('opens exactly what it names', () => {
    const open = vi.fn()
    visit('koshin:open', open, vi.fn())
    expect(open.mock.calls).toEqual([['open']])
  })

  it('that is none of ours opens nothing, and is told without its text', () => {
    const open = vi.fn()
    const onIgnored = vi.fn()
    visit(`koshin:x\n${'y'.repeat(500)}`, open, onIgnored)
    expect(open).not.toHaveBeenCalled()
    expect(onIgnored.mock.calls).toEqual([[]])
  })
})

describe('an address on the command line', () => {
  it('is found wherever it stands', () => {
    expect(addressAmong(['/app', '--flag', 'Koshin:open'])).toBe('Koshin:open')
    expect(addressAmong(['/app', '--bank-name=koshin:open'])).toBeUndefined()
  })

  it('is too long for a start where Chromium could not hand all of it over, however many arguments it is in', () => {
    expect(areTooLong(['koshin', `koshin:${'a'.repeat(16_000)}`])).toBe(false)
    expect(areTooLong(['koshin', `koshin:${'a'.repeat(17_000)}`])).toBe(true)
    expect(areTooLong(['koshin', ...Array<string>(1000).fill('電子証明書更新')])).toBe(true)
  })

  it('brings no options: another bank cannot come in with it', () => {
    expect(argumentsThatCount(['koshin:x', '--est-url', 'https://evil.example'])).toEqual([])
    expect(argumentsThatCount(['--config', 'bank.json'])).toEqual(['--config', 'bank.json'])
  })
})
