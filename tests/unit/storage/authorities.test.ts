import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openAuthorities } from '../../../main/storage/authorities.ts'
import { octetString } from '../../../main/x509/der.ts'
import { certificateSigning, day, extension, issue, makeKeys, now } from '../x509/authority.ts'

// electron-store asks Electron for its folder even when it is told one (see server.deps in tests/vitest.config.ts).
vi.mock('electron', () => ({
  default: {
    app: { getPath: () => '/nonexistent', getVersion: () => '0' },
    ipcMain: { on: () => undefined },
    shell: {},
  },
}))

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'koshin-authorities-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const [oldKeys, newKeys] = [makeKeys(), makeKeys()]
const authority = { subject: 'Bank Root', extensions: [extension.basicConstraints(true), certificateSigning] }
const oldRoot = issue({ ...authority, keys: oldKeys })
const newRoot = issue({ ...authority, keys: newKeys, notAfter: now + 5000 * day })
const link = issue({ ...authority, keys: newKeys, signer: oldKeys })

describe("what is known of the bank's CAs", () => {
  it('is what it last published, also for the next process', () => {
    expect(openAuthorities(folder, [oldRoot]).list()).toEqual([])
    expect(openAuthorities(folder, [oldRoot]).remember([oldRoot], now)).toEqual([])
    expect(openAuthorities(folder, [oldRoot]).list()).toEqual([oldRoot])
  })

  it('is one list, written once, for as long as the bank publishes the same', () => {
    const authorities = openAuthorities(folder, [oldRoot])
    authorities.remember([oldRoot], now)
    const [before, written] = [authorities.list(), readdirSync(folder)]
    expect(written).toContain('authorities.json')
    for (const name of written) rmSync(path.join(folder, name))
    authorities.remember([new Uint8Array(oldRoot)], now)
    expect(authorities.list()).toBe(before)
    expect(readdirSync(folder)).toEqual([])
    authorities.remember([oldRoot, link], now)
    expect(authorities.list()).toEqual([oldRoot, link])
    expect(readdirSync(folder)).toContain('authorities.json')
  })

  it('is known for as long as the app runs when the disk takes nothing', () => {
    writeFileSync(path.join(folder, 'a-file'), '')
    const authorities = openAuthorities(path.join(folder, 'a-file', 'state'), [oldRoot])
    authorities.remember([oldRoot], now)
    expect(authorities.list()).toEqual([oldRoot])
  })

  describe('below one root', () => {
    const [firstKeys, secondKeys] = [makeKeys(), makeKeys()]
    const below = { issuer: 'Bank Root', signer: oldKeys, extensions: authority.extensions }
    const first = issue({ ...below, subject: 'Bank CA 1', keys: firstKeys, notAfter: now + 100 * day })
    const second = issue({ ...below, subject: 'Bank CA 2', keys: secondKeys })
    const strangers = issue({ ...below, subject: 'Bank CA 3', keys: makeKeys(), signer: makeKeys() })

    it('keeps a CA that is published no more, for the next process and after its end', () => {
      openAuthorities(folder, [oldRoot]).remember([oldRoot, first], now)
      openAuthorities(folder, [oldRoot]).remember([oldRoot, second], now)
      openAuthorities(folder, [oldRoot]).remember([oldRoot], now + 300 * day)
      expect(openAuthorities(folder, [oldRoot]).list()).toEqual([oldRoot, second, first])
    })

    it('keeps what an older version had written, and nothing of what was never the bank’s', () => {
      const content = [oldRoot, first, strangers].map((der) => Buffer.from(der).toString('base64'))
      writeFileSync(path.join(folder, 'authorities.json'), JSON.stringify({ content }))
      openAuthorities(folder, [oldRoot]).remember([oldRoot, second], now)
      expect(openAuthorities(folder, [oldRoot]).list()).toEqual([oldRoot, second, first])
    })

    it('learns the CA that came with an issued certificate, if it is the bank’s', () => {
      const authorities = openAuthorities(folder, [oldRoot])
      authorities.remember([oldRoot], now)
      authorities.learn([second, strangers], now)
      authorities.learn([second], now)
      expect(authorities.list()).toEqual([oldRoot, second])
      expect(openAuthorities(folder, [oldRoot]).list()).toEqual([oldRoot, second])
    })

    it('keeps none that is longer than any honest one: 64 of them would make a record that is not read', () => {
      const long = { ...extension.dnsNames('bank.example'), oid: '1.2.3.4', value: octetString(new Uint8Array(70_000)) }
      const extensions = [...authority.extensions, long]
      const authorities = openAuthorities(folder, [oldRoot])
      authorities.remember([oldRoot, issue({ ...below, subject: 'Bank CA 4', keys: makeKeys(), extensions })], now)
      authorities.remember([oldRoot], now)
      expect(authorities.list()).toEqual([oldRoot])
    })

    it('has one list for as long as nothing new is heard', () => {
      const authorities = openAuthorities(folder, [oldRoot])
      authorities.remember([oldRoot, first], now)
      expect(authorities.list()).toBe(authorities.list())
    })

    it('keeps what leads from the old root to the new one when both are no longer published', () => {
      const authorities = openAuthorities(folder, [oldRoot])
      authorities.remember([newRoot, link, first], now)
      authorities.remember([newRoot], now)
      expect(authorities.list()).toContainEqual(link)
      expect(authorities.list()).toContainEqual(first)
    })
  })

  it('has a new root among the trusted ones from the moment when an old one vouches for it', () => {
    const authorities = openAuthorities(folder, [oldRoot])
    const given = authorities.trustAnchors
    expect(given()).toEqual([oldRoot])
    expect(authorities.remember([newRoot, oldRoot], now)).toEqual([])
    expect(authorities.remember([newRoot, link], now)).toEqual([newRoot])
    expect(authorities.remember([newRoot, link], now)).toEqual([])
    expect(given()).toEqual([oldRoot, newRoot])
  })

  it('is written under names that tell what it is, and only where there is something to write', () => {
    openAuthorities(folder, [oldRoot]).remember([oldRoot], now)
    expect(readdirSync(folder)).toEqual(['authorities.json'])
    openAuthorities(folder, [oldRoot]).remember([newRoot, link], now)
    expect(readdirSync(folder).sort()).toEqual(['authorities.json', 'issuers.json', 'successions.json'])
  })

  it('is nothing where the file is damaged', () => {
    writeFileSync(path.join(folder, 'authorities.json'), '{')
    expect(openAuthorities(folder, [oldRoot]).list()).toEqual([])
  })

  it('still has it after a restart, when the bank publishes no link any more', () => {
    openAuthorities(folder, [oldRoot]).remember([newRoot, link], now)
    const next = openAuthorities(folder, [oldRoot])
    next.remember([newRoot], now + 400 * day)
    expect(openAuthorities(folder, [oldRoot]).trustAnchors()).toEqual([oldRoot, newRoot])
  })

  it('has eight that followed each other at most: each is checked again at every start', () => {
    const authorities = openAuthorities(folder, [oldRoot])
    for (let turn = 1; turn <= 5; turn++) {
      const following = [1, 2].flatMap((one) => {
        const wanted = { ...authority, keys: makeKeys(), notAfter: now + (5000 + 2 * turn + one) * day }
        return [issue(wanted), issue({ ...wanted, signer: oldKeys })]
      })
      authorities.remember(following, now)
    }
    expect(authorities.trustAnchors()).toHaveLength(9)
    expect(openAuthorities(folder, [oldRoot]).trustAnchors()).toEqual(authorities.trustAnchors())
    const file = path.join(folder, 'successions.json')
    const { content } = JSON.parse(readFileSync(file, 'utf8')) as { content: unknown[] }
    writeFileSync(file, JSON.stringify({ content: Array.from({ length: 100 }, () => content).flat() }))
    expect(openAuthorities(folder, [oldRoot]).trustAnchors()).toHaveLength(9)
    // One whose anchor is configured no more makes room.
    const other = issue({ ...authority, subject: 'Other', keys: newKeys, notAfter: now + 10 * day })
    const next = { ...authority, subject: 'Other', keys: oldKeys, notAfter: now + 20 * day }
    const [root, linked] = [issue(next), issue({ ...next, signer: newKeys })]
    openAuthorities(folder, [other]).remember([root, linked], now)
    expect(openAuthorities(folder, [other]).trustAnchors()).toEqual([other, root])
  })

  it('loses it with the configured root that it followed', () => {
    openAuthorities(folder, [oldRoot]).remember([newRoot, link], now)
    const other = issue({ ...authority, keys: makeKeys() })
    expect(openAuthorities(folder, [other]).trustAnchors()).toEqual([other])
  })

  it('is what was configured when the file is damaged', () => {
    writeFileSync(path.join(folder, 'successions.json'), '{"content":[{"root":"?"}]}')
    expect(openAuthorities(folder, [oldRoot]).trustAnchors()).toEqual([oldRoot])
  })
})
