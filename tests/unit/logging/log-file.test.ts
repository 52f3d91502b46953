import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { logFiles, openLogFile } from '../../../main/logging/log-file.ts'

let root: string
let folder: string

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'koshin-log-'))
  folder = path.join(root, 'logs')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const read = (file: string): string[] => readFileSync(file, 'utf8').trim().split(/\r?\n/)

describe('the log file', () => {
  it('has a line for each event, as it was given, and goes on after the app has started again', () => {
    const onFailure = vi.fn()
    openLogFile({ folder, onFailure }).write('one %s 100%')
    openLogFile({ folder, onFailure }).write('two')
    expect(read(logFiles(folder)[0]!)).toEqual(['one %s 100%', 'two'])
    expect(onFailure).not.toHaveBeenCalled()
  })

  it.skipIf(process.platform === 'win32')('can be read by its user alone', () => {
    openLogFile({ folder, onFailure: vi.fn() }).write('one')
    expect(statSync(logFiles(folder)[0]!).mode & 0o777).toBe(0o600)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
  })

  it('is put aside when it is full; five are kept, the newest lines in the one without a number', () => {
    const log = openLogFile({ folder, onFailure: vi.fn(), maxSize: 1000 })
    for (let line = 1; line <= 400; line++) log.write(`line ${line} ${'x'.repeat(40)}`)
    expect(readdirSync(folder).sort()).toEqual([
      'koshin.1.log',
      'koshin.2.log',
      'koshin.3.log',
      'koshin.4.log',
      'koshin.log',
    ])
    const kept = [...logFiles(folder)]
      .reverse()
      .flatMap(read)
      .map((line) => Number(line.split(' ')[1]))
    expect(kept.at(-1)).toBe(400)
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => 401 - kept.length + index))
    for (const file of logFiles(folder)) {
      expect(statSync(file).size).toBeLessThan(1100)
      if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
    }
  })
})

describe('a disk that fails', () => {
  it('is told once and stops nothing, where the folder cannot be made', () => {
    writeFileSync(folder, 'a file in the way')
    const onFailure = vi.fn()
    const log = openLogFile({ folder, onFailure })
    for (let line = 0; line < 3; line++) log.write('lost')
    expect(onFailure).toHaveBeenCalledTimes(1)
  })

  it('is told once and stops nothing, where the file cannot be written', () => {
    mkdirSync(path.join(folder, 'koshin.log'), { recursive: true })
    const onFailure = vi.fn()
    const log = openLogFile({ folder, onFailure })
    for (let line = 0; line < 3; line++) log.write('lost')
    expect(onFailure).toHaveBeenCalledTimes(1)
    expect(existsSync(path.join(folder, 'koshin.log'))).toBe(true)
  })
})
