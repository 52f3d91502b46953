import { beforeEach, describe, expect, test } from 'vitest'
import { done, type Failure, type Result, success } from '../../../../main/renewal/errors.ts'
import type { StoredCertificate } from '../../../../main/renewal/ports.ts'
import type { WatchCards } from '../../../../main/renewal/watched/card.ts'
import type { GivenByOrganisation } from '../../../../main/renewal/watched/line.ts'
import { createWatch, mostUrgent } from '../../../../main/renewal/watched/watch.ts'
import { sha256 } from '../../../../main/x509/read.ts'
import { readFound } from '../../../../main/x509/usage.ts'
import type { SuggestedByBank } from '../../../../main/renewal/watched/bank.ts'
import { day, makeKeys, now } from '../../x509/authority.ts'
import { name, names, shaped, type Shape, text } from './shapes.ts'

let stored: readonly Uint8Array[]
let broken: Failure | undefined
let kept: WatchCards
let time: number
let given: GivenByOrganisation
let suggested: SuggestedByBank | undefined
let served: readonly string[]
/** Thumbprints of what choosers do not offer. */
let retired: Set<string>
/** How often each was asked: the key store's list, what one certificate says, the cards on the disk. */
let lists: number
let looks: number
let reads: number
/** Called when a listing has looked, before it is told. */
let seen: () => Promise<void>

beforeEach(() => {
  stored = []
  broken = undefined
  kept = {}
  time = now
  given = {}
  suggested = undefined
  served = []
  retired = new Set()
  lists = looks = reads = 0
  seen = async () => undefined
})

const begin = () =>
  createWatch({
    keyStore: {
      list() {
        lists++
        const all = stored.map((der) => {
          const thumbprint = sha256(der)
          return { der, thumbprint, retired: retired.has(thumbprint) } as StoredCertificate
        })
        const listed: Result<readonly StoredCertificate[]> =
          broken === undefined ? success(all) : { ok: false, failure: broken }
        return seen().then(() => listed)
      },
      retire: (thumbprint) => (retired.add(thumbprint), Promise.resolve(done)),
      restore: (thumbprint) => (retired.delete(thumbprint), Promise.resolve(done)),
    },
    read: (der) => (looks++, readFound(der)),
    cards: {
      read: () => (reads++, success(kept)),
      write(cards) {
        kept = cards
        return done
      },
      damage: () => undefined,
    },
    given: () => given,
    suggested: () => suggested,
    isServed: (thumbprint) => served.includes(thumbprint),
    clock: () => time,
  })

const put = (...shapes: readonly Shape[]) => {
  const found = shapes.map((shape) => shaped({ keys: makeKeys(), ...shape }))
  stored = [...stored, ...found.map(({ der }) => der)]
  return found
}
const older: Shape = { from: now - 345 * day, purposes: ['client'] }
const newer: Shape = { from: now - day, purposes: ['client'] }

describe('watching this computer’s certificates', () => {
  test('watches what a person renews, and leaves the rest to those who do, until the user says otherwise', async () => {
    const [client, device] = put(older, { subject: name(['CN', 'pc-17.corp.example']), names: [names.host] })
    const watch = begin()
    await watch.refresh()
    const watched = () => watch.lines().map(({ newest, watched: is }) => [newest.thumbprint, is])
    expect(watched()).toEqual([
      [client!.thumbprint, true],
      [device!.thumbprint, false],
    ])
    watch.choose(device!.line, true)
    watch.choose(client!.line, false)
    expect(watched().map(([, is]) => is)).toEqual([false, true])
  })

  test('shows what the look that began last saw, also where an earlier one ends later', async () => {
    put(older)
    const watch = begin()
    const end = await new Promise<() => void>((begun) => {
      seen = () => new Promise<void>((finish) => begun(finish))
      void watch.refresh()
    })
    seen = async () => undefined
    const [added] = put(newer)
    await watch.refresh()
    end()
    await new Promise(setImmediate)
    expect(watch.lines().map(({ newest }) => newest.thumbprint)).toContain(added!.thumbprint)
  })

  test.each([
    [31, 'valid'],
    [30, 'due'],
    [0, 'due'],
    [-1, 'lapsed'],
    [-364, 'lapsed'],
  ])('with %d days left tells %s', async (left, status) => {
    put({ from: now + (left - 365) * day })
    const watch = begin()
    await watch.refresh()
    expect(watch.lines().map((line) => line.status)).toEqual([status])
  })

  test('tells nothing of authorities, nor of what is no certificate', async () => {
    put({ authority: true })
    stored = [...stored, new Uint8Array([1, 2, 3])]
    const watch = begin()
    expect(await watch.refresh()).toEqual(success([]))
    expect(watch.lines()).toEqual([])
  })

  test('never watches what expired more than a year ago, and keeps nothing of it', async () => {
    put({ from: now - 731 * day })
    given = { watched: true }
    const watch = begin()
    await watch.refresh()
    expect(watch.lines()).toMatchObject([{ isForgotten: true, watched: false, status: 'lapsed' }])
    expect(kept).toEqual({})
  })

  test('notices a successor once, and counts what is there at first as seen', async () => {
    const [before] = put(older)
    const watch = begin()
    expect(await watch.refresh()).toEqual(success([]))
    expect(watch.lines()[0]!.renewedFrom).toBeUndefined()

    const [after] = put(newer)
    const later = begin()
    const arrived = await later.refresh()
    expect(arrived).toMatchObject({ value: [{ id: after!.line, renewedFrom: { serial: before!.serial } }] })
    expect(later.lines()).toMatchObject([
      { newest: { thumbprint: after!.thumbprint }, renewedFrom: { thumbprint: before!.thumbprint }, status: 'valid' },
    ])
    // It is told until the user has seen it, but it arrives once.
    expect(await begin().refresh()).toEqual(success([]))
    later.acknowledge(after!.line)
    expect(later.lines()[0]!.renewedFrom).toBeUndefined()
  })

  test('notices a successor whose predecessor the bank’s own tool has taken away', async () => {
    const [before] = put(older)
    await begin().refresh()
    stored = []
    put(newer)
    const watch = begin()
    await watch.refresh()
    expect(watch.lines()[0]!.renewedFrom).toMatchObject({ serial: before!.serial })
  })

  test('takes an older certificate for no successor when the newer one is gone', async () => {
    put(older)
    const aside = stored
    const [after] = put(newer)
    await begin().refresh()
    stored = aside
    const watch = begin()
    expect(await watch.refresh()).toEqual(success([]))
    expect(watch.lines()).toMatchObject([{ renewedFrom: undefined, card: { seen: after!.thumbprint } }])
  })

  test('knows of a card from before there was a history what it was about', async () => {
    const [before] = put(older)
    kept = { [before!.line]: { seen: before!.thumbprint } }
    put(newer)
    const watch = begin()
    expect(await watch.refresh()).toMatchObject({ value: [{ renewedFrom: { serial: before!.serial } }] })
  })

  const words = {
    name: 'メインバンク',
    page: 'https://renewal.bank.example/',
    note: '契約番号 12-345、本店営業部',
    rule: { from: 60, until: 10, hour: 15 },
    elsewhere: ['会計ソフト', '給与ソフト'],
  }

  test('has name, page and rule from its bank’s file, as long as neither its user nor an organisation says otherwise', async () => {
    const [before] = put({ ...older, subject: name(['CN', 'pc-17.corp.example']), names: [names.host] })
    suggested = { name: '更新銀行 法人窓口', page: 'https://renewal.bank.example/', rule: { from: 60, until: 10 } }
    const asTold = { watched: true, name: suggested.name, page: suggested.page, rule: suggested.rule, pageBy: 'bank' }
    const watch = begin()
    await watch.refresh()
    expect(watch.lines()).toMatchObject([asTold])
    // Saved with a note alone, it still follows the bank's next file.
    watch.save(before!.line, { ...words, name: '', page: suggested.page, rule: { from: 60, until: 10 } })
    suggested = { ...suggested, page: 'https://new.bank.example/', rule: { from: 90, until: 10 } }
    expect(watch.lines()).toMatchObject([{ page: suggested.page, rule: { from: 90 }, pageBy: 'bank' }])

    watch.save(before!.line, words)
    expect(watch.lines()).toMatchObject([{ name: words.name, page: words.page, rule: words.rule, pageBy: 'user' }])
    given = { page: 'https://it.corp.example/', rule: { from: 45 } }
    expect(watch.lines()).toMatchObject([{ page: given.page, rule: { from: 45, until: 10 }, pageBy: 'organisation' }])
    watch.choose(before!.line, false)
    expect(watch.lines()).toMatchObject([{ watched: false }])
  })

  test('hands what is on its card over to the successor, and asks anew what else has to change', async () => {
    const [before] = put(older)
    const watch = begin()
    await watch.refresh()
    expect(watch.lines()).toMatchObject([{ name: '練習用信用金庫', rule: { from: 30, until: 0 }, page: undefined }])
    watch.choose(before!.line, false)
    watch.save(before!.line, words)
    watch.tick(before!.line, 1, true)
    expect(watch.lines()[0]!.card.elsewhere).toEqual([
      { text: '会計ソフト' },
      { text: '給与ソフト', done: before!.thumbprint },
    ])
    const [after] = put(newer)
    await watch.refresh()
    const { name: called, page, note, rule } = words
    expect(watch.lines()).toMatchObject([{ newest: after, watched: false, name: called, page, rule, card: { note } }])
    expect(watch.lines()[0]!.card.elsewhere!.map((entry) => entry.done === after!.thumbprint)).toEqual([false, false])
    watch.tick(before!.line, 0, true)
    watch.tick(before!.line, 1, true)
    watch.tick(before!.line, 1, false)
    expect(watch.lines()[0]!.card.elsewhere).toEqual([
      { text: '会計ソフト', done: after!.thumbprint },
      { text: '給与ソフト' },
    ])
    watch.save(before!.line, { ...words, name: '', page: '', elsewhere: ['会計ソフト'] })
    expect(watch.lines()).toMatchObject([{ name: '練習用信用金庫', page: undefined }])
    expect(watch.lines()[0]!.card.elsewhere).toEqual([{ text: '会計ソフト', done: after!.thumbprint }])
  })

  test('lets an organisation’s word hold before the user’s', async () => {
    const [found] = put(older)
    const watch = begin()
    await watch.refresh()
    watch.choose(found!.line, false)
    watch.save(found!.line, words)
    given = { watched: true, page: 'https://it.corp.example/renewal', rule: { from: 45 } }
    expect(watch.lines()).toMatchObject([
      { watched: true, page: 'https://it.corp.example/renewal', rule: { from: 45, until: 10, hour: 15 } },
    ])
    expect(watch.watched()).toHaveLength(1)
  })

  test('gives back what the user wrote once an organisation no longer decides it', async () => {
    const [found] = put(older)
    const watch = begin()
    await watch.refresh()
    watch.save(found!.line, words)
    given = { page: 'https://it.corp.example/renewal', rule: { from: 45, hour: 9 } }
    watch.save(found!.line, { ...words, page: given.page!, rule: { from: 45, until: 3, hour: 9 }, note: '' })
    given = {}
    expect(watch.lines()).toMatchObject([
      { page: words.page, rule: { from: 60, until: 3, hour: 15 }, card: { note: '' } },
    ])
  })

  test('leaves a certificate alone that a bank whose settings are here serves, and keeps its card', async () => {
    const [found] = put(older)
    const watch = begin()
    await watch.refresh()
    watch.save(found!.line, words)
    served = [found!.thumbprint]
    expect(watch.lines()).toEqual([])
    expect(await watch.refresh()).toEqual(success([]))
    expect(kept[found!.line]).toMatchObject({ name: words.name, note: words.note })
    served = []
    expect(watch.lines()).toMatchObject([{ name: words.name }])
  })

  describe('hides one that was replaced', () => {
    async function renewed() {
      const [before, after] = [...put(older), ...put(newer)]
      const watch = begin()
      await watch.refresh()
      return { watch, id: before!.line, before: before!.thumbprint, after: after!.thumbprint }
    }

    test('at the user’s word alone, and shows it again', async () => {
      const { watch, id, before, after } = await renewed()
      expect(watch.lines()).toMatchObject([{ replaced: [{ thumbprint: before }], hidden: [] }])
      expect(retired.size).toBe(0)
      expect(await watch.hide(id, before)).toEqual(done)
      expect([...retired]).toEqual([before])
      expect(watch.lines()).toMatchObject([
        { newest: { thumbprint: after }, replaced: [], hidden: [{ thumbprint: before }] },
      ])
      // Also after a restart.
      const again = begin()
      await again.refresh()
      expect(await again.show(id, before)).toEqual(done)
      expect(retired.size).toBe(0)
      expect(again.lines()).toMatchObject([{ replaced: [{ thumbprint: before }], hidden: [] }])
      expect(kept[id]!.hidden).toEqual([])
    })

    test('but never the newest, nor one of another line, nor one that others have hidden', async () => {
      const { watch, id, before, after } = await renewed()
      const [other] = put({ ...older, subject: name(['CN', '更新 太郎']) })
      await watch.refresh()
      for (const thumbprint of [after, other!.thumbprint, '0'.repeat(64)]) {
        expect(await watch.hide(id, thumbprint)).toMatchObject({ failure: { code: 'keystore.certificate-missing' } })
      }
      expect(retired.size).toBe(0)
      retired.add(before)
      await watch.refresh()
      expect(watch.lines().map(({ replaced, hidden }) => [replaced.length, hidden.length])).toContainEqual([0, 0])
      expect(await watch.show(id, before)).toMatchObject({ failure: { code: 'keystore.certificate-missing' } })
      expect([...retired]).toEqual([before])
    })

    test('and still offers to show it when the newer one is gone', async () => {
      const { watch, id, before } = await renewed()
      await watch.hide(id, before)
      stored = stored.filter((der) => sha256(der) === before)
      await watch.refresh()
      expect(watch.lines()).toMatchObject([{ id, newest: { thumbprint: before }, hidden: [{ thumbprint: before }] }])
      expect(await watch.show(id, before)).toEqual(done)
    })
  })

  test('counts to the hour at which the bank ends, and asks on until the certificate does', async () => {
    // The certificate ends at 09:00 in Japan, four days from now.
    const end = Math.ceil(now / day) * day + 4 * day
    const [found] = put({ from: end - 365 * day })
    const watch = begin()
    await watch.refresh()
    const rule = { from: 30, until: 0, hour: 8 }
    watch.save(found!.line, { ...words, rule })
    const hour = day / 24
    expect(watch.lines()).toMatchObject([{ renewUntil: end - hour, status: 'due' }])
    time = end - hour / 2
    expect(watch.lines()).toMatchObject([{ status: 'due' }])
    time = end + 1
    expect(watch.lines()).toMatchObject([{ status: 'lapsed' }])
    watch.save(found!.line, { ...words, rule: { from: 30, until: 5 } })
    expect(watch.lines()).toMatchObject([{ status: 'grace', renewUntil: end + 5 * day }])
    time = end + 5 * day + 1
    expect(watch.lines()).toMatchObject([{ status: 'lapsed' }])
  })

  test('keeps what it knew while the key store cannot be read, and tells why', async () => {
    put(older)
    const watch = begin()
    await watch.refresh()
    broken = { code: 'keystore.locked', retry: 'later' }
    expect(await watch.refresh()).toEqual({ ok: false, failure: broken })
    expect(watch.lines()).toHaveLength(1)
  })

  test('costs one list of the key store, and takes no certificate apart twice, however many there are', async () => {
    const [found] = put(older)
    // Nobody looks at its signature.
    stored = Array.from({ length: 1000 }, (_, index) => {
      const other = Buffer.from(found!.der)
      other.writeUInt16BE(index, other.length - 2)
      return other
    })
    stored = [...stored, new Uint8Array([1, 2, 3])]
    const watch = begin()
    for (let round = 1; round <= 3; round++) {
      reads = 0
      await watch.refresh()
      expect([lists, looks]).toEqual([round, 1001])
      // Not for each certificate.
      expect(reads).toBeLessThan(10)
    }
    expect(watch.lines()).toMatchObject([{ replaced: { length: 999 } }])
  })

  test('shows a certificate whose alternative names cannot be read', async () => {
    put({ ...older, more: [{ oid: '2.5.29.17', value: text.utf8('no names') }] })
    const watch = begin()
    await watch.refresh()
    expect(watch.lines()).toMatchObject([{ watched: true, status: 'due' }])
  })

  test('finds one that is due more urgent than one that has lapsed before', async () => {
    put({ from: now - 400 * day, subject: name(['CN', '前の担当者']) }, { from: now - 10 * day })
    const watch = begin()
    await watch.refresh()
    expect(mostUrgent(watch.lines())!.status).toBe('lapsed')
    put({ ...older, subject: name(['CN', '更新 太郎']) })
    await watch.refresh()
    expect(watch.lines().map(({ status }) => status)).toEqual(['lapsed', 'due', 'valid'])
    expect(mostUrgent(watch.lines())!.status).toBe('due')
    expect(mostUrgent([])).toBeUndefined()
  })

  test('knows a line by its names’ digest: what is kept tells nobody whose it is', async () => {
    put(older)
    await begin().refresh()
    const told = JSON.stringify(kept)
    expect(Object.keys(kept)).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)])
    for (const word of ['更新', '練習用', 'koshin']) expect(told).not.toContain(word)
  })
})
