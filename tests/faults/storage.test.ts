/** A disk that is full or read-only, a journal that is damaged, and two of us at once. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import path from 'node:path'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Line } from '../../main/cli/unattended/lines.ts'
import { type RunningBank, startBank, temporaryFolder } from '../protocol/peers/bank-process.ts'
import { openLastingBank } from '../protocol/peers/housed-bank.ts'
import { cut } from './extent.ts'
import { customerMachine, type Machine, noElectron } from './machine.ts'
import { printTable } from './table.ts'

if (noElectron !== undefined) console.warn(`faults of the storage are skipped: ${noElectron}`)

const { uid, gid } = userInfo()
/** To mount takes being root in there; an ordinary user is itself again afterwards: Chromium starts for no root. */
const asBefore = uid === 0 ? '' : `unshare --user --map-user=${uid} --map-group=${gid} `

/** A mount name space of its own, in which `script` prepares the folder "$1" before the rest is run. */
const inNameSpace = (folder: string, script: string): string[] => [
  'unshare',
  '--mount',
  '--map-root-user',
  'sh',
  '-c',
  `${script} && folder="$1" && shift && exec ${asBefore}"$@"`,
  'sh',
  folder,
]
const fullDisk =
  'mount -t tmpfs -o size=16k tmpfs "$1" && { head -c 64k /dev/zero > "$1/ballast" 2>/dev/null || true; }'
const readOnly = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1"'

const noMounts = mountsMissing()
const noPython = spawnSync('python3', ['-c', 'import sqlite3']).status === 0 ? undefined : 'python3 is not here'
if (noPython !== undefined) console.warn(`a database that another program holds is skipped: ${noPython}`)
if (noMounts !== undefined) console.warn(`a full and a read-only disk are skipped: ${noMounts}`)

function mountsMissing(): string | undefined {
  const folder = mkdtempSync('/tmp/koshin-mount-')
  try {
    for (const script of [fullDisk, readOnly])
      execFileSync('unshare', [...inNameSpace(folder, script), 'true'].slice(1), { stdio: 'ignore' })
    return undefined
  } catch (error) {
    return `no mount name space can be made here (${(error as Error).message.split('\n')[0]})`
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function endOf(lines: readonly Line[]) {
  const last = lines.at(-1)
  return last?.event === 'result' ? { outcome: last.outcome, code: last.failure?.code } : undefined
}

const issuedBy = async (bank: RunningBank): Promise<number> =>
  (await bank.certificates()).filter((one) => one.issuedBy !== 'start').length

describe.skipIf(noElectron !== undefined)('the storage', { timeout: 30 * 60_000 }, () => {
  let bank: RunningBank
  let folder: string
  let machine: Machine
  const issued = () => issuedBy(bank)

  beforeEach(async () => {
    bank = await startBank()
    folder = temporaryFolder()
    machine = await customerMachine(bank, folder, { status: 'due' })
  })

  /** Nothing was begun: no certificate asked for, no key made, the old certificate as it was. */
  async function expectNothingDone(before: ReturnType<Machine['certificates']>): Promise<void> {
    expect(machine.certificates()).toEqual(before)
    expect(machine.keys()).toBe(1)
    expect(await issued()).toBe(0)
  }

  /** All is well again: the next run renews once. */
  async function expectRenewal(): Promise<void> {
    expect(endOf((await machine.unattended('renew')).lines)).toMatchObject({ outcome: 'done' })
    expect(await issued()).toBe(1)
    expect(machine.keys()).toBe(2)
  }

  it.skipIf(noMounts !== undefined).each([
    ['full', fullDisk, 'storage.full'],
    ['read-only', readOnly, 'storage.access-denied'],
  ])('on a disk that is %s no renewal begins, and it is told why', async (_name, script, code) => {
    mkdirSync(machine.state, { recursive: true })
    const before = machine.certificates()
    const { lines } = await machine.unattended('renew', { inside: inNameSpace(machine.state, script) })
    expect(endOf(lines)).toEqual({ outcome: 'storage-error', code })
    await expectNothingDone(before)
    await expectRenewal()
  })

  it('a disk that becomes full at any journal entry stops the renewal there, and the next run finishes it', async () => {
    const moments = path.join(folder, 'moments')
    await machine.unattended('renew', { watched: { moments } })
    const entries = readFileSync(moments, 'utf8')
      .split('\n')
      .filter((one) => one.startsWith('before journal: '))
    expect(entries.length).toBeGreaterThan(6)

    const rows: (string | number)[][] = []
    for (const diskFullAt of cut(entries, 4, 'full disk')) {
      const one = await customerMachine(bank, folder, { status: 'due' })
      const before = await issued()
      const stopped = endOf((await one.unattended('renew', { watched: { moments, diskFullAt } })).lines)
      const offered = one.certificates().length
      const finished = endOf((await one.unattended('renew')).lines)
      const made = (await issued()) - before
      rows.push([
        diskFullAt.replace('before journal: ', ''),
        stopped?.code ?? '',
        finished?.outcome ?? '',
        made,
        one.keys() - 2,
      ])
      expect.soft({ diskFullAt, stopped, offered, finished, made, keys: one.keys() }).toEqual({
        diskFullAt,
        stopped: { outcome: 'storage-error', code: 'storage.full' },
        offered: expect.any(Number) as number,
        finished: { outcome: 'done', code: undefined },
        made: 1,
        keys: 2,
      })
      expect.soft(offered, diskFullAt).toBeGreaterThan(0)
    }
    printTable('The disk becomes full at a journal entry', ['entry', 'told', 'then', 'issued', 'orphans'], rows)
  })

  /** Before a certificate is put into the key store, while Chromium looks for it there, and before it is hidden. */
  const busy = [
    'before key store: install',
    'after journal: proving',
    'before bank: GET /portal/who-am-i',
    'after journal: retiring',
  ]
  it.skipIf(noPython !== undefined).each(cut(busy, 4, 'busy key store'))(
    'an NSS database that another program holds for three seconds (%s) is waited for',
    async (lockAt) => {
      const moments = path.join(folder, 'moments')
      const told = endOf((await machine.unattended('renew', { watched: { moments, lockAt } })).lines)
      expect(existsSync(`${moments}-held`), readFileSync(moments, 'utf8')).toBe(true)
      expect(told).toEqual({ outcome: 'done', code: undefined })
      expect(await issued()).toBe(1)
      expect(machine.keys()).toBe(2)
    },
  )

  it('two runs of one user at the same time, in two sessions, renew once', async () => {
    const session = (name: string) => {
      const own = path.join(folder, name)
      mkdirSync(own, { mode: 0o700 })
      return machine.unattended('renew', { environment: { TMPDIR: own, XDG_RUNTIME_DIR: own, XDG_SESSION_ID: name } })
    }
    const ends = (await Promise.all(['one', 'two', 'three'].map(session))).map(({ lines }) => endOf(lines)?.outcome)
    // Whoever comes when the first one has finished finds nothing left to do.
    expect(ends.filter((outcome) => outcome === 'done')).toHaveLength(1)
    expect(ends.filter((outcome) => outcome === 'busy' || outcome === 'nothing-to-do')).toHaveLength(2)
    expect(await issued()).toBe(1)
    expect(machine.keys()).toBe(2)
  })
})

describe.skipIf(noElectron !== undefined)('a journal', { timeout: 30 * 60_000 }, () => {
  let lasting: Awaited<ReturnType<typeof openLastingBank>>
  /** Killed in the midst of a renewal: each test damages a copy of it. */
  let killed: Promise<Machine> | undefined

  beforeAll(async () => {
    lasting = await openLastingBank()
    return lasting.end
  }, 60_000)

  async function killedMachine(): Promise<Machine> {
    const machine = await customerMachine(lasting.bank, lasting.folder, { status: 'due' })
    const moments = path.join(lasting.folder, 'moments')
    await machine.unattended('renew', { watched: { moments, killAt: 'after journal: requesting' } })
    return machine
  }

  const damages: readonly [string, (whole: Buffer) => string | Uint8Array][] = [
    ['truncated', (whole) => whole.subarray(0, whole.length / 2)],
    ['empty', () => ''],
    ['garbage', () => Buffer.from('\u0000\u0001not a journal\uffff')],
    ['another kind of JSON', () => '[1, 2, 3]'],
    [
      'from a newer version',
      (whole) => whole.toString('utf8').replace('"version": 1', '"version": 2').replace('"version":1', '"version":2'),
    ],
  ]
  it.each(damages)('that is %s is told, kept as evidence, and nothing is begun over it', async (_name, damage) => {
    const machine = (await (killed ??= killedMachine())).copy()
    const file = path.join(machine.state, 'journal.json')
    const damaged = Buffer.from(damage(readFileSync(file)))
    expect(damaged.equals(readFileSync(file))).toBe(false)
    writeFileSync(file, damaged)
    const before = { certificates: machine.certificates(), keys: machine.keys() }

    expect(endOf((await machine.unattended('renew')).lines)).toEqual({
      outcome: 'storage-error',
      code: 'journal.unreadable',
    })
    expect(readFileSync(path.join(machine.state, 'journal-damaged.json')).equals(damaged)).toBe(true)
    expect({ certificates: machine.certificates(), keys: machine.keys() }).toEqual(before)
    expect(await issuedBy(lasting.bank)).toBe(0)
  })
})
