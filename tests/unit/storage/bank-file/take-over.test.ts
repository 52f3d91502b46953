import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BankFileContent } from '../../../../main/storage/bank-file/schema.ts'
import { takeOverBankFile } from '../../../../main/storage/bank-file/take-over.ts'

const content: BankFileContent = {
  version: 1,
  bank: {
    name: '更新銀行',
    est: { url: 'https://est.bank.example' },
    trustAnchors: '-----BEGIN …',
    serverTrust: 'anchors',
  },
  policy: { noticeDays: 60 },
}
const now = new Date('2026-11-29T03:04:05Z')

let folder: string
let settings: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'koshin-take-over-'))
  settings = path.join(folder, 'profile', 'settings.json')
})
afterEach(() => {
  chmodSync(folder, 0o700)
  rmSync(folder, { recursive: true, force: true })
})
const names = () => readdirSync(path.dirname(settings)).sort()

describe("a bank file that becomes its user's settings", () => {
  it('makes their folder, and is readable for its user alone', () => {
    expect(takeOverBankFile(content, settings, now)).toEqual({ ok: true, value: undefined })
    const { version: _, ...rest } = content
    expect(JSON.parse(readFileSync(settings, 'utf8'))).toEqual(rest)
    if (process.platform !== 'win32') expect(statSync(settings).mode & 0o777).toBe(0o600)
    expect(names()).toEqual(['settings.json'])
  })

  it('keeps a copy of those that were there, and of each that comes between', () => {
    takeOverBankFile(content, settings, now)
    writeFileSync(settings, 'first')
    expect(takeOverBankFile(content, settings, now)).toMatchObject({ ok: true })
    writeFileSync(settings, 'second')
    expect(takeOverBankFile(content, settings, now)).toMatchObject({ ok: true })
    expect(names()).toEqual(['settings-20261129-0304-2.json', 'settings-20261129-0304.json', 'settings.json'])
    const kept = (name: string): string => readFileSync(path.join(path.dirname(settings), name), 'utf8')
    expect([kept('settings-20261129-0304.json'), kept('settings-20261129-0304-2.json')]).toEqual(['first', 'second'])
  })

  it('changes nothing where no copy can be kept or nothing can be written', () => {
    writeFileSync(path.join(folder, 'profile'), 'a file where the folder should be')
    expect(takeOverBankFile(content, settings, now)).toMatchObject({
      ok: false,
      failure: { code: 'bank-file.not-written', retry: 'later' },
    })
  })
})
