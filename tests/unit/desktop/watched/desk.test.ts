import { beforeEach, describe, expect, test, vi } from 'vitest'
import { day, now } from '../../x509/authority.ts'
import { name, type Shape } from '../../renewal/watched/shapes.ts'
import { World } from './world.ts'

vi.mock('electron', () => ({ app: { getLocale: () => 'ja' } }))

const older: Shape = { from: now - 345 * day }
const newer: Shape = { from: now - day }
const text = {
  name: 'メインバンク',
  page: 'https://renewal.bank.example/',
  note: '',
  rule: { from: 60, until: 0 },
  elsewhere: ['会計ソフト'],
}

let world: World
beforeEach(() => void (world = new World()))

test('that there is none is known only once somebody has looked', async () => {
  const desk = world.desk()
  expect(desk.knowledge()).toBe('looking')
  await desk.check()
  expect(desk.knowledge()).toBe('known')
})

describe('a watched certificate', () => {
  test('has a card, which its user opens, and saves or leaves', async () => {
    const { line: id } = world.put(older)
    const desk = world.desk()
    await desk.check()
    desk.buttons.edit(id)
    expect(desk.view()).toMatchObject({
      window: 'watch-card',
      name: '練習用信用金庫',
      rule: { from: 30, until: 0 },
      history: [{ since: now }],
    })
    desk.buttons.save(id, text)
    expect(desk.view()).toMatchObject({
      window: 'watch',
      lines: [{ name: 'メインバンク', page: text.page, noticeDays: 60, elsewhere: [] }],
    })
    desk.buttons.edit(id)
    desk.buttons.list()
    expect(desk.view()).toMatchObject({ window: 'watch' })
  })

  test('keeps what was typed where it stands, while it cannot be saved', async () => {
    const { line: id } = world.put(older)
    const desk = world.desk()
    await desk.check()
    desk.buttons.edit(id)
    world.writes = { code: 'watch.cards-not-written', retry: 'later' }
    desk.buttons.save(id, text)
    expect(desk.view()).toMatchObject({ window: 'watch-card', failure: { code: 'watch.cards-not-written' } })
    world.writes = undefined
    desk.buttons.save(id, text)
    expect(desk.view()).toMatchObject({ window: 'watch', lines: [{ name: 'メインバンク' }] })
    expect(desk.view()).not.toHaveProperty('failure')
  })

  test('has its renewal page opened as it was saved, and no other', async () => {
    const { line: id } = world.put(older)
    const desk = world.desk()
    await desk.check()
    desk.buttons.openPage(id)
    expect(world.opened).toEqual([])
    desk.buttons.save(id, text)
    desk.buttons.openPage(id)
    expect(world.opened).toEqual([[text.page, 'user']])
  })

  test('says on every page what an organisation has decided, and whose page it opens', async () => {
    const { line: id } = world.put(older)
    world.given = { watched: true, page: 'https://it.corp.example/renewal', rule: { from: 45 } }
    const desk = world.desk()
    await desk.check()
    const fixed = ['watched', 'page', 'from']
    expect(desk.view()).toMatchObject({ window: 'watch', lines: [{ fixed, noticeDays: 45 }] })
    desk.buttons.edit(id)
    expect(desk.view()).toMatchObject({ window: 'watch-card', fixed, page: world.given.page, rule: { from: 45 } })
    world.said[0]!.chosen('renew')
    expect(desk.view()).toMatchObject({ window: 'watch-notice', fixed })
    desk.buttons.openPage(id)
    expect(world.opened).toEqual([[world.given.page, 'organisation']])
  })

  test('says in its notice whom to call at its bank, and opens the page that the bank’s file names as the bank’s', async () => {
    const { line: id } = world.put(older)
    const bank = { name: '更新銀行', helpDesk: { phone: '0120-000-000' }, caution: 'お電話はいたしません。' }
    world.suggested = { ...bank, page: 'https://renewal.bank.example/', rule: { from: 60 } }
    const desk = world.desk()
    await desk.check()
    world.said[0]!.chosen('renew')
    expect(desk.view()).toMatchObject({ window: 'watch-notice', name: bank.name, bank, fixed: [], pageBy: 'bank' })
    desk.buttons.openPage(id)
    expect(world.opened).toEqual([[world.suggested.page, 'bank']])
  })

  test('leads from its notification to its notice, where it can be put off', async () => {
    const { line: id, serial } = world.put(older)
    const desk = world.desk()
    await desk.check()
    desk.buttons.save(id, text)
    expect(world.said).toHaveLength(1)
    world.said[0]!.chosen('renew')
    expect(world.brought).toHaveBeenCalledOnce()
    expect(desk.view()).toMatchObject({
      window: 'watch-notice',
      name: 'メインバンク',
      serial,
      page: text.page,
      reminders: { canBeSilenced: true, from: 60 },
    })
    desk.buttons.mute()
    expect(desk.view()).toMatchObject({ reminders: { silentUntil: expect.any(Number) as number } })
    desk.buttons.list()
    expect(desk.view()).toMatchObject({ window: 'watch' })
  })

  test('that was replaced is hidden only after はい, and shown again without asking', async () => {
    const before = world.put(older)
    const after = world.put(newer)
    const desk = world.desk()
    await desk.check()
    world.answer = false
    await desk.buttons.hide(before.line, before.thumbprint)
    expect(world.asked).toMatchObject([{ question: 'hide', serial: before.serial, newSerial: after.serial }])
    expect(world.retired.size).toBe(0)
    world.answer = true
    await desk.buttons.hide(before.line, before.thumbprint)
    expect([...world.retired]).toEqual([before.thumbprint])
    expect(desk.view()).toMatchObject({ lines: [{ replaced: [], hidden: [{ thumbprint: before.thumbprint }] }] })
    await desk.buttons.show(before.line, before.thumbprint)
    expect(world.retired.size).toBe(0)
    expect(world.asked).toHaveLength(2)
  })

  test('is never asked about where it is the newest', async () => {
    const { line, thumbprint } = world.put(older)
    const desk = world.desk()
    await desk.check()
    await desk.buttons.hide(line, thumbprint)
    expect(world.asked).toEqual([])
  })

  test('has what else has to change told until all of it was', async () => {
    const { line: id } = world.put(older)
    const desk = world.desk()
    await desk.check()
    desk.buttons.save(id, text)
    world.put(newer)
    await desk.check()
    const line = () => (desk.view() as { lines: readonly unknown[] }).lines[0]
    expect(line()).toMatchObject({ renewedFrom: expect.any(String) as string, elsewhere: [{ done: false }] })
    desk.buttons.seen(id)
    expect(line()).not.toHaveProperty('renewedFrom')
    expect(line()).toMatchObject({ elsewhere: [{ text: '会計ソフト', done: false }] })
    desk.buttons.tick(id, 0, true)
    expect(line()).toMatchObject({ elsewhere: [] })
  })
})

describe('a successor', () => {
  test('is announced once while nobody looks, with both serial numbers, and leads to the list', async () => {
    const before = world.put(older)
    const desk = world.desk()
    await desk.check()
    const after = world.put(newer)
    await desk.check()
    await desk.check()
    await world.desk().check()
    const arrivals = world.said.filter(({ announcement }) => announcement.title.includes('更新されました'))
    expect(arrivals).toHaveLength(1)
    expect(arrivals[0]!.announcement.body).toContain(before.serial)
    expect(arrivals[0]!.announcement.body).toContain(after.serial)
    // The reminder of the one before is gone.
    expect(world.said[0]!.open).toBe(false)
    arrivals[0]!.chosen('open')
    expect(world.brought).toHaveBeenCalledOnce()
    expect(desk.view()).toMatchObject({ window: 'watch', lines: [{ renewedFrom: before.serial }] })
  })

  test('is only shown to whoever is looking, and not announced where it is not watched', async () => {
    const { line } = world.put(older)
    const unwatched = world.put({ ...older, subject: name(['CN', '更新 太郎']) })
    const desk = world.desk()
    await desk.check()
    desk.buttons.choose(unwatched.line, false)
    world.put({ ...newer, subject: name(['CN', '更新 太郎']) })
    await desk.check()
    world.isSeen = true
    world.put(newer)
    await desk.check()
    expect(world.said.filter(({ announcement }) => announcement.title.includes('更新されました'))).toEqual([])
    const lines = (desk.view() as { lines: readonly { id: string; renewedFrom?: string }[] }).lines
    expect(lines.find(({ id }) => id === line)?.renewedFrom).toBeDefined()
  })
})

describe('beside a bank whose settings are here', () => {
  test('its own certificates are not watched, and keep name, note and history for its window', async () => {
    const own = world.put(older)
    const desk = world.desk()
    await desk.check()
    desk.buttons.save(own.line, { ...text, note: '契約番号 12-345' })
    expect(world.said).toHaveLength(1)

    world.served.add(own.thumbprint)
    const served = world.desk({ beside: true })
    await served.check()
    expect(served.view()).toEqual({ window: 'watch', lines: [], beside: true })
    expect(served.mostUrgent()).toBeUndefined()
    expect(world.said).toHaveLength(1)
    expect(served.notes(own.thumbprint)).toMatchObject({
      id: own.line,
      name: 'メインバンク',
      note: '契約番号 12-345',
      elsewhere: [{ text: '会計ソフト', done: false }],
      history: [{ serial: own.serial }],
    })
    // Its card can be written on from there, and leads back there.
    served.buttons.edit(own.line)
    expect(served.view()).toMatchObject({ window: 'watch-card', note: '契約番号 12-345' })
    served.buttons.save(own.line, text)
    expect(world.left).toHaveBeenCalledOnce()
    expect(world.cards[own.line]).toMatchObject({ name: 'メインバンク', note: '' })
  })

  test('a certificate of which nobody has written anything has nothing to show there', async () => {
    const own = world.put(older)
    world.served.add(own.thumbprint)
    const desk = world.desk({ beside: true })
    await desk.check()
    expect(desk.notes(own.thumbprint)).toBeUndefined()
    expect(desk.notes('0'.repeat(64))).toBeUndefined()
  })

  test('those of other issuers are watched', async () => {
    world.served.add(world.put(older).thumbprint)
    const other = world.put({ ...older, issuer: name(['O', 'デモ銀行'], ['CN', 'デモ銀行 法人認証局']) })
    const desk = world.desk({ beside: true })
    await desk.check()
    expect(world.said.map(({ announcement }) => announcement.title)).toEqual(['デモ銀行: 電子証明書更新通知'])
    desk.buttons.edit(other.line)
    desk.buttons.list()
    expect(world.left).not.toHaveBeenCalled()
    expect(desk.view()).toMatchObject({ window: 'watch', lines: [{ id: other.line }] })
  })
})

test('of a thousand certificates, only those that are due have their reminders looked up', async () => {
  const [first] = [world.put({ from: now - 10 * day })]
  const all = Array.from({ length: 999 }, (_, index) => ({
    ...first,
    der: new Uint8Array([...first.der.slice(0, -2), index >> 8, index & 0xff]),
    thumbprint: index.toString(16).padStart(64, '0'),
    line: (0x10000 + index).toString(16).padStart(64, 'f'),
  }))
  world.stored.push(...all)
  const due = world.put({ ...older, subject: name(['CN', '更新 太郎']) })
  const desk = world.desk()
  await desk.check()
  expect(world.said).toHaveLength(1)
  expect(world.noticesRead).toBeLessThanOrEqual(3)
  expect(desk.mostUrgent()?.newest.thumbprint).toBe(due.thumbprint)
  expect((desk.view() as { lines: readonly unknown[] }).lines).toHaveLength(1001)
})
