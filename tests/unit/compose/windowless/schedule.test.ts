/** The daily renewal, by the policy's word as the app starts and by its user's; on Linux, whose scheduler is stood in for. */
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readCommandLine } from '../../../../main/cli/command-line.ts'
import {
  followSchedule,
  removeLook,
  scheduled,
  scheduleLook,
  setSchedule,
} from '../../../../main/compose/windowless/schedule.ts'
import { noPolicy } from '../../../../main/storage/managed-policy/managed-policy.ts'
import type { ManagedSettings } from '../../../../main/storage/managed-policy/schema.ts'

const machine = vi.hoisted(() => ({ folder: '', calls: [] as string[], hasSystemd: true, told: '' }))
vi.mock('electron', () => ({ app: { isPackaged: true, getPath: () => machine.folder } }))
vi.mock('node:fs', async (original) => ({
  ...(await original<object>()),
  writeSync: (_descriptor: number, text: string) => void (machine.told += text),
}))
vi.mock('node:child_process', async (original) => ({
  ...(await original<object>()),
  execFile(_program: string, args: readonly string[], _options: object, answer: (error: unknown, out: string) => void) {
    machine.calls.push(args.join(' '))
    answer(machine.hasSystemd ? null : Object.assign(new Error('no bus'), { code: 1 }), 'DISPLAY=:0\n')
  },
}))

beforeEach(() => {
  machine.folder = mkdtempSync(path.join(tmpdir(), 'koshin-follow-'))
  machine.calls = []
  machine.hasSystemd = true
  machine.told = ''
  vi.spyOn(console, 'error').mockImplementation((text: string) => void (machine.told += text))
})
afterEach(() => vi.restoreAllMocks())
afterEach(() => rmSync(machine.folder, { recursive: true }))

const file = (kind: 'service' | 'timer', name = 'koshin-daily'): string =>
  path.join(machine.folder, 'systemd/user', `${name}.${kind}`)

const atLogin = (): string => path.join(machine.folder, 'autostart/koshin-daily.desktop')

async function follow(policy: 'daily' | 'off' | undefined): Promise<unknown[]> {
  const recorded: unknown[] = []
  await followSchedule(policy, (code, details) => void recorded.push([code, details]))
  return recorded
}

const reason = process.platform === 'linux' ? undefined : 'not on Linux, whose scheduler is stood in for'
if (reason !== undefined) console.warn(`skipped: the daily renewal of a managed machine: ${reason}`)

describe.skipIf(reason !== undefined)('the daily renewal of a managed machine', () => {
  it('is scheduled once, without a word of the user’s, and ends with the policy', async () => {
    expect(await follow('daily')).toEqual([])
    expect(readFileSync(file('service'), 'utf8')).toContain(
      `\nExecStart="${process.execPath}" "--unattended" "renew" "--all-banks"\n`,
    )
    const timer = readFileSync(file('timer'), 'utf8')
    machine.calls = []
    expect(await follow('daily')).toEqual([])
    // Its time was chosen by chance, and stays.
    expect(readFileSync(file('timer'), 'utf8')).toBe(timer)
    expect(machine.calls).toEqual(['--user is-enabled --quiet koshin-daily.timer'])
    expect(await follow('off')).toEqual([])
    expect([existsSync(file('timer')), existsSync(file('service'))]).toEqual([false, false])
  })

  it('is left to the user where the policy says nothing', async () => {
    expect(await follow(undefined)).toEqual([])
    expect(machine.calls).toEqual([])
  })

  it('is not written where the path of the program would end a line of what is written', async () => {
    const program = process.execPath
    process.execPath = '/opt/Koshin\nEnvironment=A=B/koshin'
    const told = await follow('daily')
    process.execPath = program
    expect(told).toEqual([['app.schedule-failed', { code: 'schedule.refused' }]])
    expect(readdirSync(machine.folder)).toEqual([])
  })

  it('is not promised for a program in a folder into which everybody may write: another may be there by then', async () => {
    const program = process.execPath
    process.execPath = path.join(machine.folder, 'shared/Koshin.AppImage')
    mkdirSync(path.dirname(process.execPath))
    // As /tmp has it: nobody takes a file of others away, but it is tidied up.
    chmodSync(path.dirname(process.execPath), 0o1777)
    const told = await follow('daily')
    chmodSync(path.dirname(process.execPath), 0o755)
    const inOwnFolder = await follow('daily')
    process.execPath = program
    expect(told).toEqual([['app.schedule-failed', { code: 'schedule.refused' }]])
    expect(inOwnFolder).toEqual([])
  })

  it('runs at login where there is no systemd, which IT is told is not daily, until there is one', async () => {
    machine.hasSystemd = false
    const told = ['app.schedule-failed', { code: 'schedule.unavailable' }]
    expect([await follow('daily'), await follow('daily')]).toEqual([[told], [told]])
    expect([existsSync(file('timer')), await scheduled()]).toEqual([false, 'at-login'])
    expect(readFileSync(atLogin(), 'utf8')).toContain(
      `\nExec="timeout" "1h" "${process.execPath}" "--unattended" "renew" "--all-banks"\n`,
    )
    machine.hasSystemd = true
    expect(await follow('daily')).toEqual([])
    expect([existsSync(atLogin()), await scheduled()]).toEqual([false, 'daily'])
    machine.hasSystemd = false
    await follow('daily')
    // Never both.
    expect([existsSync(atLogin()), existsSync(file('timer'))]).toEqual([true, false])
    expect(await follow('off')).toEqual([])
    expect([existsSync(atLogin()), await scheduled()]).toEqual([false, undefined])
  })

  it('that cannot be scheduled at all is told to IT', async () => {
    machine.hasSystemd = false
    writeFileSync(path.join(machine.folder, 'autostart'), '')
    expect(await follow('daily')).toEqual([['app.schedule-failed', { code: 'schedule.refused' }]])
    expect(await scheduled()).toBeUndefined()
  })
})

describe.skipIf(reason !== undefined)('the daily renewal that its user asks for', () => {
  async function ask(options: readonly string[], settings: ManagedSettings = {}): Promise<number> {
    const read = readCommandLine(['--schedule', 'daily', ...options], ['est-url'])
    if (!read.ok) throw new Error(read.failure.cause)
    return setSchedule('daily', read.value, { ...noPolicy, settings })
  }

  it.each([
    ['--yes answers', ['--yes'], {}, 'the certificate that is due is renewed'],
    ['the policy answers', [], { consent: 'managed' }, 'the certificate that is due is renewed'],
    ['nobody answers', [], {}, 'renews nothing, because nobody answers'],
    ['its user has to', ['--yes'], { consent: 'user' }, 'renews nothing, because by the managed policy'],
  ] as const)(
    'promises a renewal only where the confirmations are answered: %s',
    async (_who, options, policy, told) => {
      vi.stubEnv('LC_ALL', 'en')
      expect(await ask(options, policy)).toBe(0)
      vi.unstubAllEnvs()
      expect(machine.told).toContain(told)
      expect(existsSync(file('timer'))).toBe(true)
    },
  )

  it.each([
    ['of another bank', ['--est-url', 'https://other.example'], 'config.invalid'],
    ['of one certificate', ['--thumbprint', 'a'.repeat(64)], 'config.invalid'],
    ['with settings that are not there', ['--config', '/none/koshin.json'], 'config.invalid'],
    ['with a bank that there is not', ['--bank', 'none'], 'config.invalid'],
  ])('is not scheduled where no day’s run could work: %s', async (_what, options, code) => {
    expect(await ask([...options, '--yes'])).toBe(2)
    expect(machine.told).toContain(code)
    expect(readdirSync(machine.folder)).toEqual([])
  })

  it('goes on after an update that gives the program another name, and stays off where it was switched off', async () => {
    await ask(['--yes'])
    const timer = readFileSync(file('timer'), 'utf8')
    const old = process.execPath
    const kept = path.join(machine.folder, 'daily.json')
    writeFileSync(kept, readFileSync(kept, 'utf8').replace(old, '/none/Koshin-1.0.0.AppImage'))
    writeFileSync(file('service'), readFileSync(file('service'), 'utf8').replaceAll(old, '/none/Koshin-1.0.0.AppImage'))
    machine.hasSystemd = false
    expect(await follow(undefined)).toEqual([])
    expect(readFileSync(file('service'), 'utf8')).toContain('/none/')
    machine.hasSystemd = true
    expect(await follow(undefined)).toEqual([])
    expect(readFileSync(file('service'), 'utf8')).toContain(
      `\nExecStart="${old}" "--unattended" "renew" "--yes" "--all-banks"\n`,
    )
    expect(readFileSync(file('timer'), 'utf8')).toBe(timer)
    machine.calls = []
    expect(await follow(undefined)).toEqual([])
    expect(machine.calls).toEqual([])
  })

  it('is told to be at login alone where there is no systemd, until there is one', async () => {
    vi.stubEnv('LC_ALL', 'en')
    machine.hasSystemd = false
    expect(await ask(['--yes'])).toBe(0)
    vi.unstubAllEnvs()
    expect(machine.told).toContain(
      'Not every day, but at each login to a desktop, the certificate that is due is renewed',
    )
    expect(machine.told).toContain('once a day')
    expect(await scheduled()).toBe('at-login')
    // What its user switches off in the desktop's own list is off.
    writeFileSync(atLogin(), 'Hidden=true\n', { flag: 'a' })
    expect([await scheduled(), await follow(undefined)]).toEqual([undefined, []])
    expect(readFileSync(atLogin(), 'utf8')).toContain('Hidden')
    await ask(['--yes'])
    machine.hasSystemd = true
    expect([await follow(undefined), await scheduled(), existsSync(atLogin())]).toEqual([[], 'daily', false])
  })

  it('is not left by root in the home of whoever said sudo', async ({ skip }) => {
    if (process.getuid?.() !== 0) skip('only root can give what is its own to another user')
    chownSync(machine.folder, 65_534, 65_534)
    expect([await ask(['--yes']), await follow('off')]).toEqual([
      2,
      [['app.schedule-failed', { code: 'schedule.refused' }]],
    ])
    expect(machine.told).toContain('without sudo')
    expect([machine.calls, readdirSync(machine.folder)]).toEqual([[], []])
  })
})

describe.skipIf(reason !== undefined)('the daily look of the app at rest', () => {
  it('is a start into the tray, scheduled once, and taken away where it was set', async () => {
    expect(await removeLook()).toMatchObject({ ok: true })
    expect(machine.calls).toEqual([])
    expect(await scheduleLook()).toMatchObject({ ok: true })
    expect(readFileSync(file('service', 'koshin-look'), 'utf8')).toContain(
      `\nExecStart="${process.execPath}" "--hidden"\n`,
    )
    machine.calls = []
    expect(await scheduleLook()).toMatchObject({ ok: true })
    expect(machine.calls).toEqual(['--user is-enabled --quiet koshin-look.timer'])
    expect(await removeLook()).toMatchObject({ ok: true })
    expect(readdirSync(path.join(machine.folder, 'systemd/user'))).toEqual([])
  })

  it('has no entry for the login in its place: the app would take it for daily, and be away', async () => {
    machine.hasSystemd = false
    expect(await scheduleLook()).toMatchObject({ failure: { code: 'schedule.unavailable' } })
    expect(readdirSync(machine.folder)).toEqual([])
  })

  it('goes with the daily renewal where a user says so, who may be about to remove the app', async () => {
    await follow('daily')
    await scheduleLook()
    const read = readCommandLine(['--schedule', 'off'], [])
    if (!read.ok) throw new Error(read.failure.cause)
    expect(await setSchedule('off', read.value, noPolicy)).toBe(0)
    expect(readdirSync(path.join(machine.folder, 'systemd/user'))).toEqual([])
  })
})
