import { beforeEach, describe, expect, test } from 'vitest'
import { done, type Failure, type Result, success } from '../../../../main/renewal/errors.ts'
import type { StoredCertificate } from '../../../../main/renewal/ports.ts'
import type { SuggestedByBank } from '../../../../main/renewal/watched/bank.ts'
import type { CardText, WatchCards } from '../../../../main/renewal/watched/card.ts'
import { createWatch, mostUrgent } from '../../../../main/renewal/watched/watch.ts'
import { sha256 } from '../../../../main/x509/read.ts'
import { readFound } from '../../../../main/x509/usage.ts'
import { day, makeKeys, now } from '../../x509/authority.ts'
import { name, shaped, type Shape } from './shapes.ts'

const broken: Result<never> = {
  ok: false,
  failure: { code: 'watch.cards-not-written', retry: 'never' } satisfies Failure,
}

let stored: readonly Uint8Array[]
let kept: WatchCards
let writes: number
let retired: Set<string>
/** What fails from now on. */
let failing: Set<'read' | 'write' | 'list' | 'retire' | 'restore'>

beforeEach(() => {
  stored = []
  kept = {}
  writes = 0
  retired = new Set()
  failing = new Set()
})

type More = Partial<Pick<Parameters<typeof createWatch>[0], 'isServed' | 'suggested'>>

/** Everything that may be left out is, unless a test needs it. */
const begin = (more: More = {}) =>
  createWatch({
    keyStore: {
      list({ retired: isWanted } = {}) {
        if (failing.has('list')) return Promise.resolve(broken)
        const all = stored.map((der) => {
          const thumbprint = sha256(der)
          return { der, thumbprint, retired: retired.has(thumbprint) } as StoredCertificate
        })
        return Promise.resolve(success(all.filter((one) => isWanted === true || !one.retired)))
      },
      retire: (thumbprint) => Promise.resolve(failing.has('retire') ? broken : (retired.add(thumbprint), done)),
      restore: (thumbprint) => Promise.resolve(failing.has('restore') ? broken : (retired.delete(thumbprint), done)),
    },
    read: readFound,
    cards: {
      read: () => (failing.has('read') ? broken : success(kept)),
      write(cards) {
        if (failing.has('write')) return broken
        writes++
        kept = cards
        return done
      },
      damage: () => undefined,
    },
    clock: () => now,
    ...more,
  })

const put = (...shapes: readonly Shape[]) => {
  const found = shapes.map((shape) => shaped({ keys: makeKeys(), purposes: ['client'], ...shape }))
  stored = [...stored, ...found.map(({ der }) => der)]
  return found
}
const other: Shape = { subject: name(['CN', '更新 太郎']) }
const from = (days: number): Shape => ({ from: now - days * day })
const words: CardText = { name: '甲', page: '', note: '', rule: { from: 30, until: 0 }, elsewhere: [] }

/** A certificate that has been renewed twice, beside one of somebody else. */
async function renewedTwice() {
  const [first, second, third] = put(from(700), from(345), from(1))
  const [foreign] = put({ ...other, ...from(340) })
  const watch = begin()
  await watch.refresh()
  return {
    watch,
    id: first!.line,
    first: first!.thumbprint,
    second: second!.thumbprint,
    third: third!,
    foreign: foreign!,
  }
}

describe('of two lines of certificates', () => {
  test('each is found by its own identifier, and by each of its certificates', async () => {
    const { watch, id, first, third, foreign } = await renewedTwice()
    expect(watch.line(id)?.newest.thumbprint).toBe(third.thumbprint)
    expect(watch.line(foreign.line)?.newest.thumbprint).toBe(foreign.thumbprint)
    expect(watch.lineOf(first)?.newest.thumbprint).toBe(third.thumbprint)
    expect(watch.lineOf(foreign.thumbprint)?.id).toBe(foreign.line)
    expect(watch.lineOf('0'.repeat(64))).toBeUndefined()
  })

  test('the one that its user does not watch is shown, and not among those that are watched', async () => {
    const { watch, id, foreign } = await renewedTwice()
    watch.choose(foreign.line, false)
    expect(watch.lines()).toHaveLength(2)
    expect(watch.watched().map((line) => line.id)).toEqual([id])
  })

  test('the one that the bank still renews after its end is the most urgent', async () => {
    put({ ...other, ...from(340) })
    const [ended] = put(from(370))
    const watch = begin()
    await watch.refresh()
    watch.save(ended!.line, { ...words, rule: { from: 30, until: 10 } })
    const due = watch.lines().filter(({ status }) => status === 'due')
    const grace = watch.lines().filter(({ status }) => status === 'grace')
    expect([due.length, grace.length]).toEqual([1, 1])
    expect(mostUrgent([...due, ...grace])).toBe(grace[0])
  })

  test('the one of which a bank serves an older certificate is not watched beside that', async () => {
    const { first, foreign } = await renewedTwice()
    const watch = begin({ isServed: (thumbprint) => thumbprint === first })
    await watch.refresh()
    expect(watch.lines().map((line) => line.id)).toEqual([foreign.line])
  })

  test('an identifier that is nobody’s changes nothing', async () => {
    const { watch, first } = await renewedTwice()
    const before = kept
    const nobody = '0'.repeat(64)
    for (const result of [watch.save(nobody, words), watch.tick(nobody, 0, true), watch.acknowledge(nobody)]) {
      expect(result).toEqual(done)
    }
    for (const result of [await watch.hide(nobody, first), await watch.show(nobody, first)]) {
      expect(result).toMatchObject({ failure: { code: 'keystore.certificate-missing' } })
    }
    expect(kept).toBe(before)
    expect(retired.size).toBe(0)
  })
})

describe('a certificate that was replaced', () => {
  test('is hidden alone, and shown again alone, also where there are two', async () => {
    const { watch, id, first, second, third } = await renewedTwice()
    expect(await watch.hide(id, first)).toEqual(done)
    expect([...retired]).toEqual([first])
    // The newest and one that is not hidden are none to show, while another of the line is.
    for (const thumbprint of [second, third.thumbprint]) {
      expect(await watch.show(id, thumbprint)).toMatchObject({ failure: { code: 'keystore.certificate-missing' } })
    }
    expect(await watch.hide(id, second)).toEqual(done)
    expect(await watch.show(id, first)).toEqual(done)
    expect([...retired]).toEqual([second])
    expect(kept[id]!.hidden).toEqual([second])
  })

  test('is not hidden where that cannot be noted first', async () => {
    const { watch, id, first } = await renewedTwice()
    failing.add('write')
    expect(await watch.hide(id, first)).toEqual(broken)
    expect(retired.size).toBe(0)
  })

  test('stays noted as hidden while the key store does not show it', async () => {
    const { watch, id, first } = await renewedTwice()
    await watch.hide(id, first)
    failing.add('restore')
    expect(await watch.show(id, first)).toEqual(broken)
    expect(kept[id]!.hidden).toEqual([first])
  })

  test('that could not be hidden is told so, and so is a key store that cannot be read afterwards', async () => {
    const { watch, id, first } = await renewedTwice()
    failing.add('retire')
    expect(await watch.hide(id, first)).toEqual(broken)
    failing = new Set(['list'])
    expect(await watch.hide(id, first)).toEqual(broken)
  })
})

describe('cards that cannot be read', () => {
  test('are not written over, whatever its user does', async () => {
    const { watch, id } = await renewedTwice()
    const before = kept
    failing.add('read')
    expect(watch.choose(id, false)).toEqual(broken)
    put({ subject: name(['CN', '更新 次郎']) })
    expect(await watch.refresh()).toEqual(broken)
    expect(kept).toBe(before)
  })

  test('nor written are told, and nothing has arrived', async () => {
    put(from(345))
    failing.add('write')
    expect(await begin().refresh()).toEqual(broken)
  })
})

describe('what is kept of a line', () => {
  test('is not written again as long as nothing has come', async () => {
    const { watch } = await renewedTwice()
    expect(writes).toBe(1)
    expect(await watch.refresh()).toEqual(success([]))
    expect(writes).toBe(1)
  })

  test('remembers the last twenty certificates', async () => {
    const watch = begin()
    for (let round = 0; round < 22; round++) {
      put(from(300 - round))
      await watch.refresh()
    }
    const [{ history = [] } = {}] = Object.values(kept)
    expect(history).toHaveLength(20)
    expect(history.at(-1)!.thumbprint).toBe(watch.lines()[0]!.newest.thumbprint)
  })

  test('begins its history, on a card from before there was one, with the one that was seen alone', async () => {
    const { id, first, third } = await renewedTwice()
    kept = { [id]: { seen: first } }
    await begin().refresh()
    expect(kept[id]!.history!.map(({ thumbprint }) => thumbprint)).toEqual([first, third.thumbprint])
  })

  test('tells the one that its user last saw as the one before, of several', async () => {
    const watch = begin()
    for (const shape of [from(700), from(345)]) {
      put(shape)
      await watch.refresh()
      for (const { id } of watch.lines()) watch.acknowledge(id)
    }
    const { newest } = watch.lines()[0]!
    put(from(1))
    expect(await watch.refresh()).toMatchObject({ value: [{ renewedFrom: { thumbprint: newest.thumbprint } }] })
  })

  test('has no successor in one that ends when the one before does', async () => {
    put({ from: now - 345 * day, days: 365 })
    const watch = begin()
    await watch.refresh()
    put({ from: now - 344 * day, days: 364 })
    expect(await watch.refresh()).toEqual(success([]))
    expect(watch.lines()[0]!.replaced).toHaveLength(1)
  })

  test('keeps ticks at their words, whatever their order, and has none to tick where there is nothing', async () => {
    const { watch, id, third } = await renewedTwice()
    watch.tick(id, 0, true)
    expect(watch.line(id)!.card.elsewhere).toEqual([])
    watch.save(id, { ...words, elsewhere: ['会計', '給与'] })
    watch.tick(id, 0, true)
    watch.save(id, { ...words, elsewhere: ['給与', '会計'] })
    expect(watch.line(id)!.card.elsewhere).toEqual([{ text: '給与' }, { text: '会計', done: third.thumbprint }])
  })
})

describe('the rule of a bank’s file', () => {
  const suggested: SuggestedByBank = {
    name: '更新銀行',
    page: 'https://renewal.bank.example/',
    rule: { from: 60, until: 10, hour: 15 },
  }
  const asTold = { from: 60, until: 10, hour: 15 }

  async function saved(...texts: readonly Partial<CardText>[]) {
    const [found] = put(from(345))
    const watch = begin({ suggested: () => suggested })
    await watch.refresh()
    for (const text of texts) watch.save(found!.line, { ...words, page: suggested.page, rule: asTold, ...text })
    return kept[found!.line]
  }

  test('is nobody’s own as long as it is saved as it is', async () => {
    const card = await saved({})
    expect([card?.rule, card?.page]).toEqual([undefined, undefined])
  })

  test.each([{ from: 61 }, { until: 11 }, { hour: 16 }])('is the user’s own once it differs by %j', async (change) => {
    const rule = { ...asTold, ...change }
    expect(await saved({ rule })).toMatchObject({ rule })
  })

  test('and its page stay the user’s own, also where they are the same again', async () => {
    const own = { page: 'https://own.example/', rule: { from: 20, until: 0 } }
    expect(await saved(own, {})).toMatchObject({ page: suggested.page, rule: asTold })
  })
})
