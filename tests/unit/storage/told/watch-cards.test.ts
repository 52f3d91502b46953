import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { done, success } from '../../../../main/renewal/errors.ts'
import type { WatchCard } from '../../../../main/renewal/watched/card.ts'
import { openWatchCards } from '../../../../main/storage/told/watch-cards.ts'

vi.mock('electron', () => ({ default: {}, app: {}, ipcMain: {}, shell: {} }))

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'koshin-cards-'))
  file = path.join(folder, 'watched.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

const [one, two] = ['1'.repeat(64), '2'.repeat(64)]
const card: WatchCard = {
  watched: true,
  name: 'メインバンク',
  page: 'https://renewal.bank.example/start',
  note: '契約番号 12-345',
  rule: { from: 60, until: 10, hour: 15 },
  elsewhere: [{ text: '会計ソフト', done: one }, { text: '給与ソフト' }],
  seen: one,
  history: [{ thumbprint: one, serial: '4a5f', notAfter: 1_800_000_000_000, since: 1_790_000_000_000 }],
  hidden: [two],
}
const asides = () => readdirSync(folder).filter((name) => name.includes('damaged'))
const put = (content: unknown) => writeFileSync(file, JSON.stringify({ content }))

describe('the cards of watched certificates', () => {
  it('are read after a restart as they were written', () => {
    expect(openWatchCards(folder).read()).toEqual(success({}))
    expect(openWatchCards(folder).write({ [one]: card })).toEqual(done)
    const again = openWatchCards(folder)
    expect(again.read()).toEqual(success({ [one]: card }))
    expect(again.damage()).toBeUndefined()
  })

  it('are read from the disk once', () => {
    put({ [one]: card })
    const cards = openWatchCards(folder)
    cards.read()
    rmSync(file)
    expect(cards.read()).toEqual(success({ [one]: card }))
  })

  it.each([
    ['no JSON', '{"content":{'],
    ['half of it', JSON.stringify({ content: { [one]: card } }).slice(0, 200)],
    ['another form', '[]'],
    ['nothing', ''],
  ])('that are damaged (%s) are set aside, kept and told, and new ones can be written', (_damage, text) => {
    writeFileSync(file, text)
    const cards = openWatchCards(folder)
    expect(cards.read()).toEqual(success({}))
    expect(asides()).toEqual(['watched.damaged-1.json'])
    expect(readFileSync(path.join(folder, 'watched.damaged-1.json'), 'utf8')).toBe(text)
    expect(cards.damage()).toMatchObject({
      code: 'watch.cards-damaged',
      cause: expect.stringContaining('watched.damaged-1.json') as string,
    })
    expect(cards.write({ [one]: card })).toEqual(done)
    const again = openWatchCards(folder)
    expect(again.read()).toEqual(success({ [one]: card }))
    expect(again.damage()).toBeUndefined()
  })

  it.each([
    ['an address that is not https', { ...card, page: 'file:///etc/passwd' }],
    ['a rule that no bank has', { ...card, rule: { from: 0, until: 0 } }],
    ['a thumbprint that is none', { ...card, hidden: ['../..'] }],
    ['a name that fills the window', { ...card, name: 'あ'.repeat(2000) }],
  ])('of which one has %s are gone on with without that one', (_damage, wrong) => {
    put({ [one]: card, [two]: wrong })
    const cards = openWatchCards(folder)
    expect(cards.read()).toEqual(success({ [one]: card }))
    expect(cards.damage()).toBeDefined()
    expect(readFileSync(path.join(folder, asides()[0]!), 'utf8')).toContain(two)
  })

  it('never take the place of ones that were set aside before', () => {
    for (const text of ['first', 'second']) {
      writeFileSync(file, text)
      openWatchCards(folder).read()
    }
    expect(asides().map((name) => readFileSync(path.join(folder, name), 'utf8'))).toEqual(['first', 'second'])
  })

  it('that may not be read are left as they are', ({ skip }) => {
    if (process.getuid?.() === 0) skip('root may read everything')
    writeFileSync(file, JSON.stringify({ content: { [one]: card } }), { mode: 0o000 })
    expect(openWatchCards(folder).read()).toMatchObject({ failure: { code: 'storage.access-denied' } })
    expect(asides()).toEqual([])
  })
})
