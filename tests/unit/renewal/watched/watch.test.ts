import { beforeEach, describe, expect, test } from 'vitest'
import { type Failure, type Result, success } from '../../../../main/renewal/errors.ts'
import type { StoredCertificate } from '../../../../main/renewal/ports.ts'
import { createWatch, mostUrgent, type WatchChoice } from '../../../../main/renewal/watched/watch.ts'
import { sha256 } from '../../../../main/x509/read.ts'
import { readFound } from '../../../../main/x509/usage.ts'
import { day, makeKeys, now } from '../../x509/authority.ts'
import { name, names, shaped, type Shape, text } from './shapes.ts'

let stored: readonly Uint8Array[]
let broken: Failure | undefined
let kept: Readonly<Record<string, WatchChoice>>
let time: number
let looks: number

beforeEach(() => {
  stored = []
  broken = undefined
  kept = {}
  time = now
  looks = 0
})

const begin = () =>
  createWatch({
    keyStore: {
      list: () => {
        const all = stored.map((der) => ({ der, thumbprint: sha256(der) }) as StoredCertificate)
        return Promise.resolve<Result<readonly StoredCertificate[]>>(
          broken === undefined ? success(all) : { ok: false, failure: broken },
        )
      },
    },
    read: (der) => (looks++, readFound(der)),
    choices: {
      read: () => success(kept),
      write(choices) {
        kept = choices
        return success(undefined)
      },
    },
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

  test('tells nothing of what expired a year ago, nor of authorities, nor of what is no certificate', async () => {
    put({ from: now - 731 * day }, { authority: true })
    stored = [...stored, new Uint8Array([1, 2, 3])]
    const watch = begin()
    expect(await watch.refresh()).toEqual({ ok: true, value: undefined })
    expect(watch.lines()).toEqual([])
  })

  test('notices a successor once, and counts what is there at first as seen', async () => {
    const [before] = put(older)
    const watch = begin()
    await watch.refresh()
    expect(watch.lines()[0]!.renewedFrom).toBeUndefined()

    const [after] = put(newer)
    const later = begin()
    await later.refresh()
    expect(later.lines()).toMatchObject([
      { newest: { thumbprint: after!.thumbprint }, renewedFrom: { thumbprint: before!.thumbprint }, status: 'valid' },
    ])
    later.acknowledge(after!.line)
    expect(later.lines()[0]!.renewedFrom).toBeUndefined()
  })

  test('says nothing of a successor whose predecessor is gone, and goes on from there', async () => {
    put(older)
    await begin().refresh()
    stored = []
    const [only] = put(newer)
    const watch = begin()
    await watch.refresh()
    expect(watch.lines()[0]!.renewedFrom).toBeUndefined()
    expect(kept[only!.line]!.seen).toBe(only!.thumbprint)
  })

  test('keeps a choice and a page over a renewal', async () => {
    const [before] = put(older)
    const watch = begin()
    await watch.refresh()
    watch.choose(before!.line, false)
    watch.savePage(before!.line, 'https://renewal.bank.example/')
    put(newer)
    await watch.refresh()
    expect(watch.lines()).toMatchObject([{ watched: false, page: 'https://renewal.bank.example/' }])
  })

  test('keeps what it knew while the key store cannot be read, and tells why', async () => {
    put(older)
    const watch = begin()
    await watch.refresh()
    broken = { code: 'keystore.locked', retry: 'later' }
    expect(await watch.refresh()).toEqual({ ok: false, failure: broken })
    expect(watch.lines()).toHaveLength(1)
  })

  test('takes no certificate apart twice', async () => {
    put(older)
    stored = [...stored, new Uint8Array([1, 2, 3])]
    const watch = begin()
    await watch.refresh()
    await watch.refresh()
    expect(looks).toBe(2)
    put(newer)
    await watch.refresh()
    expect(looks).toBe(3)
    expect(watch.lines()).toHaveLength(1)
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
    expect(JSON.stringify(kept)).toMatch(/^\{"[0-9a-f]{64}":\{"seen":"[0-9a-f]{64}"\}\}$/)
  })
})
