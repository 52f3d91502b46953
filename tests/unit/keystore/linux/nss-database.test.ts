import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  checkFilesWritable,
  databaseFiles,
  databaseFolder,
  isDiskFull,
  prepareFolder,
} from '../../../../main/keystore/linux/nss-database.ts'

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
    const [last, first] = [145, 146].map((chromiumMajor) => databaseFolder({ home, chromiumMajor }))
    expect([last, first]).toEqual([at('.pki', 'nssdb'), at('.local', 'share', 'pki', 'nssdb')])
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

describe('the files of the NSS database', () => {
  let folder: string
  const put = (name: string, octets: readonly number[] = []) =>
    writeFileSync(path.join(folder, name), Uint8Array.from(octets))

  beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'koshin-files-'))))
  afterEach(() => rmSync(folder, { recursive: true }))

  it('are none where nothing is, or the folder is not there', () => {
    expect(databaseFiles(folder)).toBe('none')
    expect(databaseFiles(path.join(folder, 'not', 'there'))).toBe('none')
    put('key4.db')
    expect(databaseFiles(folder)).toBe('none')
    put('cert8.db')
    expect(databaseFiles(folder)).toBe('none')
  })

  it('are whole where both are there, whatever lies beside them', () => {
    for (const name of ['cert8.db', 'cert9.db', 'key4.db']) put(name)
    expect(databaseFiles(folder)).toBe('whole')
  })

  it('are older where only those of an older NSS are there', () => {
    put('cert8.db')
    expect(databaseFiles(folder)).toBe('older')
  })

  it('lost their keys where there are certificates alone, and were never made where there are none', () => {
    put('cert9.db', [1, 0x30, 0x81, 0x82])
    expect(databaseFiles(folder)).toBe('none')
    put('cert9.db', [1, 0x30, 0x82])
    expect(databaseFiles(folder)).toBe('keys-lost')
  })

  it('that cannot be looked for are no files that are not there', () => {
    put('file')
    expect(() => databaseFiles(path.join(folder, 'file'))).toThrow('ENOTDIR')
    expect(() => checkFilesWritable(path.join(folder, 'file', 'nssdb'))).toThrow('ENOTDIR')
  })

  it('can be written, or made, without anything being made', () => {
    for (const place of [folder, path.join(folder, 'not', 'there')]) {
      expect(() => checkFilesWritable(place)).not.toThrow()
      expect(isDiskFull(place)).toBe(false)
    }
    expect(readdirSync(folder)).toEqual([])
  })

  it('are on no full disk where nobody can say on which they are', () => {
    symlinkSync(path.join(folder, 'circle'), path.join(folder, 'circle'))
    expect(isDiskFull(path.join(folder, 'circle', 'nssdb'))).toBe(false)
  })

  it('cannot be written, nor made, where their folder may only be read', ({ skip }) => {
    if (process.getuid?.() === 0) skip('root may write everywhere')
    chmodSync(folder, 0o500)
    for (const place of [folder, path.join(folder, 'nssdb')]) expect(() => checkFilesWritable(place)).toThrow('EACCES')
    chmodSync(folder, 0o700)
    put('cert9.db')
    chmodSync(path.join(folder, 'cert9.db'), 0o400)
    expect(() => checkFilesWritable(folder)).toThrow('EACCES')
  })
})
