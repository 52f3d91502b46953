import { describe, expect, it } from 'vitest'
import { isOnOwnDrive } from '../../../../../main/desktop/windows/questions/dropped-file.ts'

describe('a dropped file', () => {
  it.each([String.raw`C:\Users\hanako\bank.koshin-bank`, 'd:/bank.koshin-bank', String.raw`Z:\経理\bank.koshin-bank`])(
    'is opened where it lies on a drive: %s',
    (file) => expect(isOnOwnDrive(file, 'win32')).toBe(true),
  )

  it.each([
    String.raw`\\stranger.example\share\bank.koshin-bank`,
    '//stranger.example/share/bank.koshin-bank',
    String.raw`\/stranger.example\share\bank.koshin-bank`,
    String.raw`\\?\UNC\stranger.example\share\bank.koshin-bank`,
    String.raw`\??\UNC\stranger.example\share\bank.koshin-bank`,
    String.raw`\\.\pipe\stranger`,
    String.raw`\Users\hanako\bank.koshin-bank`,
    String.raw`C:bank.koshin-bank`,
    'bank.koshin-bank',
    '',
  ])('makes nobody sign in at another computer on Windows: %s', (file) =>
    expect(isOnOwnDrive(file, 'win32')).toBe(false),
  )

  it('has an absolute path elsewhere', () => {
    expect(isOnOwnDrive('/home/hanako/bank.koshin-bank', 'linux')).toBe(true)
    expect(isOnOwnDrive('bank.koshin-bank', 'darwin')).toBe(false)
  })
})
