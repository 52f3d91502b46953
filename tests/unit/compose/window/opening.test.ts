/** What the first window shows before anything behind it is loaded. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import path from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { readCommandLine } from '../../../../main/cli/command-line.ts'
import { openingOf } from '../../../../main/compose/window/opening.ts'
import { openJournal } from '../../../../main/storage/journal/journal.ts'
import { noPolicy } from '../../../../main/storage/managed-policy/managed-policy.ts'
import type { ManagedSettings } from '../../../../main/storage/managed-policy/schema.ts'
import { openPreferences } from '../../../../main/storage/preferences.ts'
import { openLockRecord } from '../../../../main/storage/renewal-lock.ts'
import { settings } from '../../../../main/storage/settings/setting.ts'
import { openLastKnown } from '../../../../main/storage/told/last-known.ts'
import { states } from '../../renewal/samples.ts'
import { makeRoot } from '../../storage/managed-policy/authority.ts'
import { day } from '../../x509/authority.ts'

vi.mock('electron', () => ({
  app: { getPath: () => '/nonexistent' },
  default: {
    app: { getPath: () => '/nonexistent', getVersion: () => '0' },
    ipcMain: { on: () => undefined },
    shell: {},
  },
}))
const showColours = vi.hoisted(() => vi.fn())
vi.mock('../../../../main/desktop/windows/look/colours.ts', () => ({ showColours }))

const bank = { name: '更新銀行', est: { url: 'https://est.bank.example' }, trustAnchors: 'anchors.pem' }
const known = {
  thumbprint: 'ab'.repeat(32),
  holder: '山田 花子',
  issuer: '更新銀行 法人認証局',
  serial: '01',
  notBefore: Date.now() - 350 * day,
  notAfter: Date.now() + 15.5 * day,
  protection: 'nss-software' as const,
}

let root: string | undefined
let folder: string
let stateFolder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'koshin-opening-'))
  const made = folder
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  stateFolder = path.join(folder, 'state')
  mkdirSync(stateFolder)
  writeFileSync(path.join(folder, 'anchors.pem'), (root ??= makeRoot(folder)))
  openPreferences(stateFolder).change({ introduced: true })
  openLastKnown(stateFolder).write([known])
  showColours.mockClear()
})

function open(content: unknown = { bank }, managed = noPolicy, args: readonly string[] = []) {
  const file = path.join(folder, 'koshin.json')
  writeFileSync(file, JSON.stringify(content))
  const read = readCommandLine(['--config', file], settings)
  if (!read.ok) throw new Error(read.failure.cause)
  const preferences = openPreferences(stateFolder)
  return openingOf({ args, commandLine: read.value, managed, stateFolder, preferences })
}
const deciding = (decided: ManagedSettings) => ({
  ...noPolicy,
  settings: decided,
  locked: new Set(Object.keys(decided)),
})

describe('what the window shows at once', () => {
  it('is ログイン with the certificates of the run before, of which none is chosen', () => {
    expect(open()).toEqual({
      banks: { shown: '', banks: [{ id: '', name: '更新銀行' }] },
      view: {
        window: 'login',
        bankName: '更新銀行',
        hasPortal: false,
        certificates: [
          expect.objectContaining({ thumbprint: known.thumbprint, status: 'due', daysLeft: 15 }) as object,
        ],
        user: userInfo().username,
        status: 'absent',
        canRenew: false,
        canAcquire: true,
        busy: true,
        looking: true,
      },
    })
  })

  it('follows the settings and the policy as they are now', () => {
    const colours = { accent: '#00695c' }
    const told = open(
      {
        bank: { ...bank, portal: { url: 'https://portal.bank.example' }, caution: '電話では聞きません', colours },
        policy: { noticeDays: 14 },
      },
      deciding({ noticeDays: 10 }),
    )
    expect(told?.view).toMatchObject({ hasPortal: true, certificates: [{ status: 'valid' }] })
    expect(told?.banks.banks).toEqual([{ id: '', name: '更新銀行', caution: '電話では聞きません' }])
    expect(showColours).toHaveBeenCalledWith(colours)
  })

  it('has no certificate that has expired meanwhile, nor one out of a damaged record', () => {
    openLastKnown(stateFolder).write([{ ...known, notAfter: Date.now() - day }])
    expect(open()?.view).toMatchObject({ window: 'login', certificates: [] })
    writeFileSync(path.join(stateFolder, 'last-known.json'), '{')
    expect(open()?.view).toMatchObject({ window: 'login', certificates: [] })
  })

  it('is nothing before its user has read the first page', () => {
    openPreferences(stateFolder).change({ introduced: false })
    expect(open()).toBeUndefined()
  })

  it('is nothing where the settings or the policy cannot be used', () => {
    expect(open({ bank: { ...bank, est: { url: 'http://est.bank.example' } } })).toBeUndefined()
    const failure = { code: 'config.invalid', retry: 'never' } as const
    expect(open(undefined, { ...noPolicy, failure })).toBeUndefined()
  })

  it.each([['koshin:notice'], ['/home/hanako/ginko.koshin-bank'], ['file:///home/hanako/ginko.koshin-bank']])(
    'is nothing where the start leads to another window: %s',
    (argument) => {
      expect(open(undefined, noPolicy, [argument])).toBeUndefined()
    },
  )

  it('is nothing where there are several banks, of which another may come first', () => {
    expect(
      open({
        banks: [
          { ...bank, id: 'kita' },
          { ...bank, id: 'minami' },
        ],
      }),
    ).toBeUndefined()
  })

  it.each(['requesting', 'waiting', 'postponed', 'stalled', 'confirming-request'] as const)(
    'is nothing where a renewal is under way: %s',
    (step) => {
      openJournal(stateFolder).save(states[step])
      expect(open()).toBeUndefined()
    },
  )

  it.each(['complete', 'ended'] as const)('is ログイン again after a renewal: %s', (step) => {
    openJournal(stateFolder).save(states[step])
    expect(open()?.view.window).toBe('login')
  })

  it('is nothing while its user has locked renewal, or that cannot be read', () => {
    const since = Date.now() - 1000
    openLockRecord(stateFolder).write({ since, until: since + day })
    expect(open()).toBeUndefined()
    openLockRecord(stateFolder).write(null)
    expect(open()).toBeDefined()
    writeFileSync(path.join(stateFolder, 'lock.json'), '{')
    expect(open()).toBeUndefined()
  })
})
