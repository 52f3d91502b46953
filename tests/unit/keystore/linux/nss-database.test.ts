import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { databaseFolder, prepareFolder } from '../../../../main/keystore/linux/nss-database.ts'

describe('the folder of the NSS database', () => {
  let home: string
  const [older, newer] = [130, 150]
  const at = (...parts: string[]): string => path.join(home, ...parts)

  beforeEach(() => void (home = mkdtempSync(path.join(tmpdir(), 'koshin-home-'))))
  afterEach(() => rmSync(home, { recursive: true }))

  it('is ~/.pki/nssdb where that exists, for every Chromium', () => {
    mkdirSync(at('.pki', 'nssdb'), { recursive: true })
    mkdirSync(at('.local', 'share', 'pki', 'nssdb'), { recursive: true })
    for (const chromiumMajor of [older, newer]) {
      expect(databaseFolder({ home, chromiumMajor })).toBe(at('.pki', 'nssdb'))
    }
  })

  it('is the XDG place where only that exists and this Chromium knows it', () => {
    mkdirSync(at('.local', 'share', 'pki', 'nssdb'), { recursive: true })
    expect(databaseFolder({ home, chromiumMajor: newer })).toBe(at('.local', 'share', 'pki', 'nssdb'))
    expect(databaseFolder({ home, chromiumMajor: older })).toBe(at('.pki', 'nssdb'))
  })

  it('follows $XDG_DATA_HOME', () => {
    const dataHome = at('data')
    mkdirSync(path.join(dataHome, 'pki', 'nssdb'), { recursive: true })
    expect(databaseFolder({ home, dataHome, chromiumMajor: newer })).toBe(path.join(dataHome, 'pki', 'nssdb'))
  })

  it('will be ~/.pki/nssdb where there is none, because every Chromium reads that', () => {
    expect(databaseFolder({ home, chromiumMajor: newer })).toBe(at('.pki', 'nssdb'))
  })

  it('is named although ~/.pki cannot be looked into: what is wrong there is for the key store to say', () => {
    symlinkSync(at('.pki'), at('.pki'))
    for (const chromiumMajor of [older, newer]) {
      expect(databaseFolder({ home, chromiumMajor })).toBe(at('.pki', 'nssdb'))
    }
  })

  it('is made for its owner alone, and one that is there keeps its mode', () => {
    prepareFolder(at('.pki', 'nssdb'))
    for (const made of [at('.pki'), at('.pki', 'nssdb')]) expect(statSync(made).mode & 0o777).toBe(0o700)
    mkdirSync(at('shared'), { mode: 0o755 })
    prepareFolder(at('shared'))
    expect(statSync(at('shared')).mode & 0o777).toBe(0o755)
  })
})
