import { generateKeyPairSync } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { lockFolder } from '../../../main/demo-bank/folder-lock.ts'
import { issueOnce, KeyTaken, listCertificates } from '../../../main/demo-bank/ledger/certificates.ts'
import { authenticateCustomer, foundCustomers, listCustomers } from '../../../main/demo-bank/ledger/customers.ts'
import { openDatabase, transaction } from '../../../main/demo-bank/ledger/database.ts'
import {
  findOneTimePassword,
  findOneTimeSecret,
  makeOneTimePassword,
  useOneTimePassword,
} from '../../../main/demo-bank/ledger/one-time-passwords.ts'
import { type Asked, checkNoticeCode, issueNoticeCode } from '../../../main/demo-bank/ledger/notice-codes.ts'
import { createSeal } from '../../../main/demo-bank/ledger/seal.ts'
import { day } from '../../../main/demo-bank/policy.ts'

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'koshin-ledger-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

async function ledger(where = folder()) {
  const database = openDatabase(where)
  onTestFinished(() => void (database.isOpen && database.close()))
  await foundCustomers(database)
  return database
}

const seal = createSeal(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)
let serial = 0
const made = () => ({ serial: `${++serial}`, der: Buffer.from(`der ${serial}`), notBefore: 1, notAfter: 2 })
const issue = (customerId: string, publicKeyHash: string) =>
  ({ customerId, publicKeyHash, issuedBy: 'start', issuedAt: 1 }) as const

describe('the code of a letter', () => {
  it('is old after 60 days, which is told to its addressee alone', async () => {
    const database = await ledger()
    const thumbprints = ['a'.repeat(64)]
    const code = issueNoticeCode(database, { customerId: 'K1000001', thumbprint: thumbprints[0]! }, 1000)
    const toldAt = (now: number, asked: Asked = { thumbprints }) => checkNoticeCode(database, code, asked, now)
    expect(toldAt(1000 + 60 * day)).toEqual({ result: 'sent', sentAt: 1000 })
    expect(toldAt(1001 + 60 * day)).toEqual({ result: 'expired', sentAt: 1000 })
    expect(toldAt(1001 + 60 * day, { thumbprints: ['b'.repeat(64)] })).toEqual({ result: 'unknown' })
    expect(toldAt(2000, { customerId: 'k1000001 ' })).toMatchObject({ result: 'sent' })
  })
})

describe('the ledger', () => {
  it('takes the next entry after one that it refused, and can be closed then', async () => {
    const database = await ledger()
    const enter = (id: string) =>
      transaction(database, () => database.run('insert into mails values (?, 1, ?, ?, ?, ?)', [id, 'a', 'b', 'c', 'd']))
    enter('first')
    expect(() => enter('first')).toThrow('UNIQUE')
    expect(enter('second')).toMatchObject({ changes: 1 })
    expect(() => enter('second')).toThrow('UNIQUE')
    database.close()
    expect(database.isOpen).toBe(false)
  })

  it('holds one certificate for one key, whoever asks how often', async () => {
    const database = await ledger()
    const first = issueOnce(database, issue('K1000001', 'aa'), made)
    expect(
      issueOnce(database, issue('K1000001', 'aa'), () => {
        throw new Error('made twice')
      }),
    ).toEqual(first)
    expect(() => issueOnce(database, issue('K1000002', 'aa'), made)).toThrow(KeyTaken)
    expect(listCertificates(database)).toEqual([first])
  })

  it('after a power cut in a large transaction knows nothing of it, and everything before it', async () => {
    const where = folder()
    const database = await ledger(where)
    issueOnce(database, issue('K1000001', 'before'), made)
    // A tiny cache has SQLite write to disk before the commit, as it does in large transactions.
    database.exec('pragma cache_size = 2')
    database.exec('begin immediate')
    for (let index = 0; index < 20; index++) {
      issueOnce(database, issue('K1000001', `during-${index}`), () => ({ ...made(), der: Buffer.alloc(8000, index) }))
    }
    const after = folder()
    cpSync(where, after, { recursive: true })
    database.exec('rollback')
    const written = readdirSync(after).reduce((sum, name) => sum + statSync(path.join(after, name)).size, 0)
    expect(written).toBeGreaterThan(100_000)
    const survivor = await ledger(after)
    expect(listCertificates(survivor).map(({ publicKeyHash }) => publicKeyHash)).toEqual(['before'])
    expect(survivor.get('pragma integrity_check')).toEqual({ integrity_check: 'ok' })
  })

  it('takes back all of a transaction that fails', async () => {
    const database = await ledger()
    const failing = () =>
      transaction(database, () => {
        issueOnce(database, issue('K1000001', 'aa'), made)
        throw new Error('no')
      })
    expect(failing).toThrow('no')
    expect(listCertificates(database)).toEqual([])
  })

  it('keeps its customers and their passwords when it is opened again', async () => {
    const where = folder()
    const database = await ledger(where)
    const customers = listCustomers(database)
    database.close()
    const again = await ledger(where)
    expect(listCustomers(again)).toEqual(customers)
    const [yamada, sato] = customers
    expect(await authenticateCustomer(again, yamada!.customerId, yamada!.password)).toMatchObject({ name: '山田 花子' })
    expect(await authenticateCustomer(again, yamada!.customerId, sato!.password)).toBeUndefined()
    expect(await authenticateCustomer(again, 'nobody', yamada!.password)).toBeUndefined()
  })
})

describe('one-time passwords', () => {
  it('serve one key, again and again', async () => {
    const database = await ledger()
    const password = await makeOneTimePassword(database, 'K1000001', 0, seal)
    const find = () => findOneTimePassword(database, 'K1000001', password, 1)
    const { id } = (await find())!
    const uses = ['aa', 'aa', 'bb'].map((publicKeyHash) => useOneTimePassword(database, id, publicKeyHash))
    expect(uses).toEqual([true, true, false])
    expect(await find()).toEqual({ id, usedFor: 'aa' })
  })

  it('end after 30 days, and no table shows them', async () => {
    const database = await ledger()
    const password = await makeOneTimePassword(database, 'K1000001', 0, seal)
    expect(password).toMatch(/^[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}$/)
    expect(await findOneTimePassword(database, 'K1000001', password, 30 * day - 1)).toBeDefined()
    expect(await findOneTimePassword(database, 'K1000001', password, 30 * day)).toBeUndefined()
    const rows = ['one_time_passwords', 'one_time_secrets'].flatMap((table) => database.all(`select * from ${table}`))
    expect(rows).toHaveLength(2)
    for (const row of rows) {
      for (const value of Object.values(row)) expect(Buffer.from(String(value)).includes(password)).toBe(false)
    }
  })

  it('are found by what only they can match, for a MAC takes the secret itself', async () => {
    const database = await ledger()
    const password = await makeOneTimePassword(database, 'K1000001', 0, seal)
    const find = (secret: string, now = 1, opener = seal) =>
      findOneTimeSecret(database, 'K1000001', now, opener, (candidate) => candidate === secret)
    expect(find(password)).toMatchObject({ secret: password, usedFor: undefined })
    expect(find('ABCD-EFGH-JKLM')).toBeUndefined()
    expect(find(password, 30 * day)).toBeUndefined()
    expect(find(password, 1, createSeal(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey))).toBeUndefined()
    await makeOneTimePassword(database, 'K1000001', 2, seal)
    expect(find(password)).toBeUndefined()
    expect(database.all('select * from one_time_secrets')).toHaveLength(1)
  })
})

describe('a sealed secret', () => {
  it('opens for whom it was closed, and not when anything about it was changed', () => {
    const sealed = seal.close('合言葉', 'K1000001')
    expect(seal.open(sealed, 'K1000001')).toBe('合言葉')
    expect(seal.open(sealed, 'K1000002')).toBeUndefined()
    expect(seal.open(sealed.subarray(0, 20), 'K1000001')).toBeUndefined()
    for (let index = 0; index < sealed.length; index++) {
      const changed = sealed.map((byte, place) => (place === index ? byte ^ 1 : byte))
      expect(seal.open(changed, 'K1000001')).toBeUndefined()
    }
    expect(seal.close('合言葉', 'K1000001')).not.toEqual(sealed)
  })
})

describe("the lock on the bank's folder", () => {
  it('holds against others while its owner lives', () => {
    const where = folder()
    const lock = lockFolder(where)
    const owner = readFileSync(path.join(where, 'owner.json'), 'utf8')
    lock.release()
    // The lock of this process, looked at from another one.
    writeFileSync(path.join(where, 'owner.json'), owner)
    const other = vi.spyOn(process, 'pid', 'get').mockReturnValue(process.pid + 1)
    onTestFinished(() => void other.mockRestore())
    expect(() => lockFolder(where)).toThrow(/uses this folder/)
    expect(readFileSync(path.join(where, 'owner.json'), 'utf8')).toBe(owner)
  })

  it('is given back', () => {
    const where = folder()
    const lock = lockFolder(where)
    expect(readdirSync(where)).toEqual(['owner.json'])
    lock.release()
    expect(readdirSync(where)).toEqual([])
  })

  const stale = ['', '{}', '{"pid":"1","started":""}', '{"pid":999999999,"started":""}']
  it.each(stale)('is cleared when its file says %j', (text) => {
    const where = folder()
    writeFileSync(path.join(where, 'owner.json'), text)
    lockFolder(where).release()
    expect(readdirSync(where)).toEqual([])
  })
})
