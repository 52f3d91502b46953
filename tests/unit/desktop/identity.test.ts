import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { appUserModelId } from '../../../main/desktop/identity.ts'

const installers = readFileSync('electron-builder.yml', 'utf8')

describe('what the installers write', () => {
  it('has the name by which the app calls itself in Windows', () => {
    expect(installers).toMatch(new RegExp(`^appId: ${appUserModelId.replaceAll('.', '\\.')}$`, 'm'))
  })

  it('keeps what users have, and enters the addresses that the app knows', () => {
    expect(installers).toMatch(/^ {2}deleteAppDataOnUninstall: false$/m)
    expect(installers).toMatch(/^ {4}schemes:\n {6}- koshin$/m)
  })
})
