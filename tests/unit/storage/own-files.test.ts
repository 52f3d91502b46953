/** What another program of the user, or a fault, has put in the place of a record of ours. */
import { execFileSync } from 'node:child_process'
import {
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { autostartFile } from '../../../main/desktop/lifecycle/login/autostart.ts'
import { registrations } from '../../../main/keystore/linux/tokens/modules.ts'
import { openLogFile } from '../../../main/logging/log-file.ts'
import { bundleFiles } from '../../../main/logging/support-bundle.ts'
import { keptPlan } from '../../../main/schedule/kept.ts'
import { takeOverBankFile } from '../../../main/storage/bank-file/take-over.ts'
import { openHistory } from '../../../main/storage/history.ts'
import { openJournal } from '../../../main/storage/journal/journal.ts'
import { isHeldByRun, noteHolder } from '../../../main/storage/instance-lock.ts'
import { readConfiguration } from '../../../main/storage/settings/configuration.ts'
import { placeOfMistake } from '../../../main/storage/settings/place-of-mistake.ts'
import { openWatchCards } from '../../../main/storage/told/watch-cards.ts'

vi.mock('electron', () => ({ default: {}, app: {}, ipcMain: {}, shell: {} }))

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'koshin-own-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}
/** Nobody will ever write into it. */
const pipe = (file: string): unknown => execFileSync('mkfifo', [file])
/** A terabyte, of which nothing is on the disk. */
const endless = (file: string): void => {
  writeFileSync(file, '')
  truncateSync(file, 2 ** 40)
}
const records = [
  ['journal.json', 'journal.unreadable', (where: string) => openJournal(where).load()],
  ['history.json', 'internal', (where: string) => openHistory(where).list()],
  ['watched.json', 'watch.cards-damaged', (where: string) => openWatchCards(where).read()],
] as const

describe.skipIf(process.platform === 'win32')('a record of ours', () => {
  it.each(records)('keeps nobody waiting where it is a pipe, and is not replaced: %s', (name, code, read) => {
    const where = folder()
    pipe(path.join(where, name))
    const cause = expect.stringContaining('no file') as string
    expect(read(where)).toMatchObject({ ok: false, failure: { code, cause } })
    expect(lstatSync(path.join(where, name)).isFIFO()).toBe(true)
  })

  it.each(records)('is not read, and not copied, where it is larger than memory is for: %s', (name, code, read) => {
    const where = folder()
    endless(path.join(where, name))
    const cause = expect.stringContaining('more than') as string
    expect(read(where)).toMatchObject({ ok: false, failure: { code, cause } })
    expect(readdirSync(where)).toEqual([name])
  })

  it('keeps nobody waiting where it is a pipe, either, that no bank is about: logs, the daily run, the start at login, the list of tokens', () => {
    const where = folder()
    for (const name of ['koshin.log', 'koshin.1.log', 'daily.json', 'look.json', 'pkcs11.txt']) {
      pipe(path.join(where, name))
    }
    const onFailure = vi.fn()
    openLogFile({ folder: where, onFailure }).write('one')
    expect(onFailure).toHaveBeenCalledOnce()
    expect(bundleFiles({}, where)).toEqual([])
    for (const errand of ['daily', 'look'] as const) expect(keptPlan(where, errand).read()).toBeUndefined()
    expect(registrations(where)).toEqual([])
    mkdirSync(path.join(where, 'autostart'))
    pipe(path.join(where, 'autostart', 'koshin.desktop'))
    expect(autostartFile(where, ['koshin']).isSet()).toBe(false)
  })

  it('is not written where it became a pipe after it was opened: a log', () => {
    const where = folder()
    const file = path.join(where, 'koshin.log')
    const onFailure = vi.fn()
    const log = openLogFile({ folder: where, onFailure })
    log.write('one')
    rmSync(file)
    pipe(file)
    // Without somebody at its other end a mistake would keep this test waiting, too.
    const held = openSync(file, constants.O_RDWR | constants.O_NONBLOCK)
    onTestFinished(() => closeSync(held))
    log.write('two')
    expect(() => readSync(held, Buffer.alloc(10))).toThrow('EAGAIN')
    expect(onFailure.mock.calls).toEqual([['Error']])
  })

  it('keeps nobody waiting where it is the mark of a run without windows, and counts as that mark', () => {
    const where = folder()
    const mark = path.join(where, 'held-by-run')
    pipe(mark)
    noteHolder(where, true)
    expect(isHeldByRun(where)).toBe(true)
    noteHolder(where, false)
    expect(readdirSync(where)).toEqual([])
  })

  it('of another bank that is a pipe does not keep the journal of this one from being read', () => {
    const where = folder()
    pipe(path.join(where, 'journal-of-another.json'))
    expect(openJournal(where, () => [new Uint8Array([1])]).load()).toEqual({ ok: true, value: undefined })
  })

  it('keeps nobody waiting where it is the settings, or certificates that they name; one that is named may be a pipe', () => {
    const where = folder()
    const [settings, anchors] = [path.join(where, 'settings.json'), path.join(where, 'anchors.pem')]
    pipe(anchors)
    const bank = { name: '銀行', est: { url: 'https://est.bank.example' }, trustAnchors: 'anchors.pem' }
    writeFileSync(settings, JSON.stringify({ bank }))
    const usual = { usual: settings, environment: {}, options: {} }
    const cause = expect.stringContaining('no file') as string
    expect(readConfiguration(usual)).toMatchObject({ failure: { code: 'config.invalid', cause } })
    rmSync(settings)
    pipe(settings)
    const read = readConfiguration(usual)
    expect(read).toMatchObject({ failure: { code: 'config.invalid', cause } })
    expect(read.ok ? undefined : placeOfMistake(read.failure)).toBe(settings)
    const taken = takeOverBankFile({ bank: {}, policy: {} } as never, settings, new Date(0))
    expect(taken).toMatchObject({ failure: { code: 'bank-file.not-written', cause } })
    expect(lstatSync(settings).isFIFO()).toBe(true)
  })
})
