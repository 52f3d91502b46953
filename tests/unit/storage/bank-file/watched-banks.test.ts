import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { done } from '../../../../main/renewal/errors.ts'
import { bankFileSchema } from '../../../../main/storage/bank-file/schema.ts'
import { openWatchedBanks, toldBankOf } from '../../../../main/storage/bank-file/watched-banks.ts'
import { derToPem } from '../../../../main/x509/pem.ts'
import { extension, issue, makeKeys } from '../../x509/authority.ts'

vi.mock('electron', () => ({ default: {}, app: {}, ipcMain: {}, shell: {} }))

let folder: string
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'koshin-watched-banks-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const keys = makeKeys('ec')
const [named, nameless] = [
  issue({
    ...{ subject: '更新銀行 CA', keys },
    extensions: [extension.basicConstraints(true), extension.subjectKeyId(new Uint8Array([0xab, 0xcd]))],
  }),
  issue({ ...{ subject: '更新銀行 旧 CA', keys }, extensions: [extension.basicConstraints(true)] }),
]
const bank = {
  name: '更新銀行',
  trustAnchors: derToPem(named) + derToPem(nameless),
  helpDesk: { phone: '0120-000-000' },
  caution: '電話で更新をお願いすることはありません。',
}
const renewal = { page: 'https://renewal.bank.example/', from: 60 }
const contentOf = (more: object) => bankFileSchema.parse({ version: 1, bank: { ...bank, ...more } })
const told = toldBankOf(contentOf({ renewal }))!

describe('a bank that renews on its own page', () => {
  it('is told with its authorities, by name and key; one that is served is none', () => {
    expect(told).toEqual({
      ...{ name: bank.name, page: renewal.page, rule: { from: 60 }, helpDesk: bank.helpDesk, caution: bank.caution },
      issuers: [{ name: '更新銀行 CA', key: 'abcd' }, { name: '更新銀行 旧 CA' }],
    })
    expect(toldBankOf(contentOf({ est: { url: 'https://est.bank.example' } }))).toBeUndefined()
  })

  it('is kept beside others, and its next file takes the place of the one before', () => {
    expect(openWatchedBanks(folder).all()).toEqual([])
    const other = { ...told, name: '別の銀行' }
    for (const one of [told, other, { ...told, rule: { from: 90 } }]) {
      expect(openWatchedBanks(folder).add(one)).toEqual(done)
    }
    expect(openWatchedBanks(folder).all()).toEqual([other, { ...told, rule: { from: 90 } }])
  })

  it('opens no page but one by https, and is called by no name that no bank file may have, whoever has changed the file', () => {
    const file = path.join(folder, 'watched-banks.json')
    for (const [said, changed] of [
      ['https:', 'file:'],
      [bank.name, '\u202e行銀新更'],
      [bank.name, '銀'.repeat(81)],
      [bank.helpDesk.phone, '0120\u2028'],
      [bank.caution, ' '],
    ] as const) {
      rmSync(file, { force: true })
      openWatchedBanks(folder).add(told)
      const text = readFileSync(file, 'utf8')
      expect(text).toContain(said)
      writeFileSync(file, text.replaceAll(said, changed))
      expect(openWatchedBanks(folder).all(), changed).toEqual([])
      expect(openWatchedBanks(folder).add(told)).toMatchObject({ failure: { code: 'bank-file.not-written' } })
    }
  })
})
