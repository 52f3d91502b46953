import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { openNotices } from '../../../../main/storage/told/notices.ts'

vi.mock('electron', () => ({ default: {} }))

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'koshin-notices-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

const [one, other] = ['a'.repeat(64), 'b'.repeat(64)]

describe('what was said about a certificate', () => {
  it('is nothing at first, and is kept over a restart, for each certificate alone', () => {
    const where = folder()
    const notices = openNotices(where)
    expect(notices.read(one)).toEqual({ ok: true, value: { shown: [] } })
    expect(notices.write(one, { shown: [30, 15], snoozedUntil: 5 })).toMatchObject({ ok: true })
    expect(notices.write(other, { shown: [30], muted: true })).toMatchObject({ ok: true })
    const again = openNotices(where)
    expect(again.read(one)).toEqual({ ok: true, value: { shown: [30, 15], snoozedUntil: 5 } })
    expect(again.read(other)).toEqual({ ok: true, value: { shown: [30], muted: true } })
  })

  it('is also read from a file of version 0.1', () => {
    const where = folder()
    writeFileSync(path.join(where, 'notices.json'), JSON.stringify({ content: { [one]: [30] } }))
    const notices = openNotices(where)
    expect(notices.read(one)).toEqual({ ok: true, value: { shown: [30] } })
    notices.write(other, { shown: [15] })
    expect(openNotices(where).read(one)).toEqual({ ok: true, value: { shown: [30] } })
  })

  it('is a failure that says so when the file is damaged or cannot be written', () => {
    const where = folder()
    writeFileSync(path.join(where, 'notices.json'), '{')
    expect(openNotices(where).read(one)).toMatchObject({ ok: false, failure: { cause: 'notices.json: not JSON' } })
    const blocked = path.join(folder(), 'state')
    writeFileSync(blocked, 'a file where the folder should be')
    expect(openNotices(blocked).write(one, { shown: [30] })).toMatchObject({ ok: false })
  })
})

describe('whether the last notification got through', () => {
  it('is unknown at first, and is kept with the reason', () => {
    const where = folder()
    mkdirSync(where, { recursive: true })
    const notices = openNotices(where)
    expect(notices.lastDelivery()).toEqual({ ok: true, value: undefined })
    notices.delivered({ time: 1, shown: false, reason: 'denied' })
    expect(openNotices(where).lastDelivery()).toEqual({ ok: true, value: { time: 1, shown: false, reason: 'denied' } })
  })
})
