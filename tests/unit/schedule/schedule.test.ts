/** What the operating systems' schedulers are given, read as their makers document it, and what becomes of a refusal. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Daily, type RunProgram, timeOfDay } from '../../../main/schedule/daily.ts'
import { launchAgent, plistFor } from '../../../main/schedule/launch-agent.ts'
import { systemdTimer, unitsFor } from '../../../main/schedule/systemd-timer.ts'
import { taskFor, taskScheduler } from '../../../main/schedule/task-scheduler.ts'

const daily: Daily = {
  program: '/opt/銀行 & Co/100% $HOME/koshin',
  args: ['--unattended', 'renew', '--bank', 'a "b" \\'],
  hour: 9,
  minute: 5,
}
const sid = 'S-1-5-21-1-2-3-1001'

let folder = ''
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'koshin-schedule-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A system that answers each call with a status, 0 unless it is named. */
function system(answers: Readonly<Record<string, number>> = {}, output = '') {
  const calls: string[] = []
  const run: RunProgram = async (program, args) => {
    calls.push([path.win32.basename(program), ...args].join(' '))
    const named = Object.entries(answers).find(([part]) => args.includes(part))
    return { status: named === undefined ? 0 : named[1], output }
  }
  return { calls, run }
}

it('the time of day is in office hours, and not the same on all machines', () => {
  expect([0, 0.5, 0.9999].map(timeOfDay)).toEqual([
    { hour: 9, minute: 0 },
    { hour: 13, minute: 0 },
    { hour: 16, minute: 59 },
  ])
})

/** The text of an element, or its elements; MS-TSCH 2.5 allows nothing else. */
const python = spawnSync('python3', ['--version']).status === 0
const readXml = (text: string): unknown =>
  JSON.parse(
    execFileSync(
      'python3',
      [
        '-c',
        `import sys, json, xml.etree.ElementTree as E
def read(e): return [e.tag.split('}')[-1], [read(c) for c in e] if len(e) else e.text, e.attrib]
t = E.fromstring(sys.stdin.buffer.read())
print(json.dumps([t.tag, read(t)]))`,
      ],
      { input: text, encoding: 'utf8' },
    ),
  )

describe('Windows’ Task Scheduler', () => {
  it('is given a task as MS-TSCH has it: in this order, as the user, once a day', ({ skip }) => {
    if (!python) skip('python3, which reads the XML, is not installed')
    const [root, task] = readXml(taskFor(daily, sid, 'daily').replace(' encoding="UTF-16"', '')) as [string, unknown]
    expect(root).toBe('{http://schemas.microsoft.com/windows/2004/02/mit/task}Task')
    expect(task).toEqual([
      'Task',
      [
        ['RegistrationInfo', expect.anything(), {}],
        [
          'Triggers',
          [
            [
              'CalendarTrigger',
              [
                // The sequence of triggerBaseType, then of calendarTriggerType (2.5.3.1, 2.5.3.9).
                ['StartBoundary', '2026-01-01T09:05:00', {}],
                ['RandomDelay', 'PT1H', {}],
                ['ScheduleByDay', [['DaysInterval', '1', {}]], {}],
              ],
              {},
            ],
          ],
          {},
        ],
        [
          'Principals',
          [
            [
              'Principal',
              [
                ['UserId', sid, {}],
                ['LogonType', 'InteractiveToken', {}],
                ['RunLevel', 'LeastPrivilege', {}],
              ],
              { id: 'Author' },
            ],
          ],
          {},
        ],
        ['Settings', expect.arrayContaining([['StartWhenAvailable', 'true', {}]]), {}],
        [
          'Actions',
          [
            [
              'Exec',
              [
                ['Command', daily.program, {}],
                ['Arguments', String.raw`--unattended renew --bank "a \"b\" \\"`, {}],
              ],
              {},
            ],
          ],
          { Context: 'Author' },
        ],
      ],
      { version: '1.2' },
    ])
  })

  const place = () => ({ sid, systemFolder: 'C:\\Windows\\System32', dataFolder: folder })

  it('gets it from a file in UTF-16, under a name of this user alone', async () => {
    let given: Buffer | undefined
    const calls: (readonly string[])[] = []
    const schedule = taskScheduler(place(), 'daily', async (program, args) => {
      calls.push([program, ...args])
      const file = args[args.indexOf('/XML') + 1]!
      given = readFileSync(file)
      return { status: 0, output: '' }
    })
    expect(await schedule.set(daily)).toMatchObject({ ok: true })
    const task = `Koshin\\daily ${sid}`
    const file = path.join(folder, 'daily-task.xml')
    expect(calls).toEqual([['C:\\Windows\\System32\\schtasks.exe', '/Create', '/TN', task, '/XML', file, '/F']])
    expect(given?.toString('utf16le')).toBe(`\ufeff${taskFor(daily, sid, 'daily')}`)
  })

  it('is not given what it would put variables into', async () => {
    const { calls, run } = system()
    const program = 'C:\\100%\\koshin.exe'
    const named = { ...daily, program, args: ['--config', 'C:\\%TEMP%\\koshin.json'] }
    expect(await taskScheduler(place(), 'daily', run).set(named)).toMatchObject({
      failure: { code: 'schedule.refused' },
    })
    expect([calls, readdirSync(folder)]).toEqual([[], []])
    expect(await taskScheduler(place(), 'daily', run).set({ ...daily, program })).toMatchObject({ ok: true })
  })

  it('is asked what it has, and gives it up; what it refuses is said', async () => {
    // In the console's code page, which is not the one that text is read in.
    const { calls, run } = system({}, taskFor(daily, sid, 'daily').replaceAll('銀行', '��s'))
    const schedule = taskScheduler(place(), 'daily', run)
    expect(await schedule.has(daily)).toBe(false)
    await schedule.set(daily)
    expect(await schedule.has(daily)).toBe(true)
    expect(await schedule.has({ ...daily, program: 'C:\\other.exe' })).toBe(false)
    const absent = taskScheduler(place(), 'daily', system({ '/Query': 1, '/Delete': 1 }).run)
    expect([await absent.has(daily), (await absent.remove()).ok]).toEqual([false, true])
    expect(await schedule.has(daily)).toBe(false)
    expect(await schedule.remove()).toMatchObject({ ok: true })
    expect(calls.at(-1)).toBe(`schtasks.exe /Delete /TN Koshin\\daily ${sid} /F`)
    for (const call of ['/Create', '/Delete'] as const) {
      const refusing = taskScheduler(place(), 'daily', system({ [call]: 5 }).run)
      const result = call === '/Create' ? await refusing.set(daily) : await refusing.remove()
      expect(result).toEqual({
        ok: false,
        failure: { code: 'schedule.refused', retry: 'never', cause: `schtasks ${call}: 5` },
      })
      expect(await refusing.has(daily)).toBe(false)
    }
  })
})

describe('macOS’ launchd', () => {
  const file = () => path.join(folder, 'Library/LaunchAgents/jp.koshin.app.daily.plist')
  const session = (job?: string) => ({ home: folder, uid: 501, job })

  it('is given an agent that a reader of property lists takes', ({ skip }) => {
    if (!python) skip('python3, which reads the property list, is not installed')
    const script = 'import sys, json, plistlib; print(json.dumps(plistlib.loads(sys.stdin.buffer.read())))'
    const read = execFileSync('python3', ['-c', script], { input: plistFor(daily, 'daily'), encoding: 'utf8' })
    expect(JSON.parse(read)).toEqual({
      Label: 'jp.koshin.app.daily',
      ProgramArguments: [daily.program, ...daily.args],
      StartCalendarInterval: { Hour: 9, Minute: 5 },
      LimitLoadToSessionType: 'Aqua',
      ProcessType: 'Background',
    })
  })

  it('loads it into the user’s session in the place of the one before, and forgets it', async () => {
    const { calls, run } = system({ bootout: 3 })
    const agent = launchAgent(session(), 'daily', run)
    expect(await agent.has(daily)).toBe(false)
    expect(await agent.set(daily)).toMatchObject({ ok: true })
    expect([await agent.has(daily), await agent.has({ ...daily, args: [] })]).toEqual([true, false])
    expect(await agent.remove()).toMatchObject({ ok: true })
    expect(existsSync(file())).toBe(false)
    expect(calls).toEqual([
      'launchctl bootout gui/501/jp.koshin.app.daily',
      `launchctl bootstrap gui/501 ${file()}`,
      'launchctl print gui/501/jp.koshin.app.daily',
      'launchctl bootout gui/501/jp.koshin.app.daily',
    ])
  })

  it('that refuses, or a folder that cannot be written, is told', async () => {
    const refusing = launchAgent(session(), 'daily', system({ bootstrap: 5, print: 113 }).run)
    expect(await refusing.set(daily)).toMatchObject({ failure: { code: 'schedule.refused' } })
    expect(await refusing.has(daily)).toBe(false)
    rmSync(path.join(folder, 'Library'), { recursive: true })
    writeFileSync(path.join(folder, 'Library'), '')
    expect(await refusing.set(daily)).toMatchObject({ failure: { code: 'schedule.refused' } })
  })
})

describe('the look of the app at rest, which stays where something is due', () => {
  const look = { ...daily, args: ['--hidden'] }

  it('is not ended after an hour, nor kept from coming without a network, by Windows', () => {
    const task = taskFor(look, sid, 'look')
    expect(task).toContain('<ExecutionTimeLimit>PT0S</ExecutionTimeLimit>')
    expect(task).toContain('<RunOnlyIfNetworkAvailable>false</RunOnlyIfNetworkAvailable>')
    expect(taskFor(daily, sid, 'daily')).toContain('<ExecutionTimeLimit>PT1H</ExecutionTimeLimit>')
  })

  it('is not ended by systemd, and not begun where there is no display', async () => {
    const [service] = unitsFor(look, 'look')
    expect(service).toContain('\nType=exec\n')
    expect(service).toContain('\nConditionEnvironment=|DISPLAY\n')
    expect(service).not.toContain('Timeout')
    const without = systemdTimer(folder, 'look', system({}, 'LANG=ja_JP.UTF-8\nMY_DISPLAY=:0\n').run)
    expect(await without.set(look)).toMatchObject({
      failure: { code: 'schedule.unavailable', cause: 'no display in the systemd of this user' },
    })
    expect(readdirSync(folder)).toEqual([])
    for (const display of ['DISPLAY=:0', 'WAYLAND_DISPLAY=wayland-0']) {
      const timer = systemdTimer(folder, 'look', system({}, `LANG=ja_JP.UTF-8\n${display}\n`).run)
      expect(await timer.set(look)).toMatchObject({ ok: true })
    }
    expect(readdirSync(path.join(folder, 'systemd/user')).sort()).toEqual(['koshin-look.service', 'koshin-look.timer'])
  })

  it('does not have launchd end the app that it has started', async () => {
    const { calls, run } = system()
    const own = launchAgent({ home: folder, uid: 501, job: 'jp.koshin.app.look' }, 'look', run)
    expect(await own.set(look)).toMatchObject({ ok: true })
    expect(readdirSync(path.join(folder, 'Library/LaunchAgents'))).toEqual(['jp.koshin.app.look.plist'])
    expect(await own.remove()).toMatchObject({ ok: true })
    expect([calls, readdirSync(path.join(folder, 'Library/LaunchAgents'))]).toEqual([[], []])
    const other = launchAgent({ home: folder, uid: 501, job: 'application.jp.koshin.app.1' }, 'look', run)
    await other.set(look)
    expect(calls[0]).toBe('launchctl bootout gui/501/jp.koshin.app.look')
  })

  it('stands beside the daily renewal, and neither takes the other away', async () => {
    const { run } = system({}, 'DISPLAY=:0\n')
    const [renewal, looking] = [systemdTimer(folder, 'daily', run), systemdTimer(folder, 'look', run)]
    await renewal.set(daily)
    await looking.set(look)
    await looking.remove()
    expect([await renewal.has(daily), await looking.has(look)]).toEqual([true, false])
  })
})

describe('systemd of the user', () => {
  const units = () => path.join(folder, 'systemd/user')

  it.for(['daily', 'look'] as const)(
    'is given units that systemd-analyze has nothing to say against: %s',
    (errand, { skip }) => {
      const there = { ...daily, program: path.join(folder, '100% $HOME', 'koshin') }
      mkdirSync(path.dirname(there.program))
      writeFileSync(there.program, '#!/bin/sh\n', { mode: 0o755 })
      const [service, timer] = unitsFor(there, errand)
      mkdirSync(units(), { recursive: true })
      writeFileSync(path.join(units(), `koshin-${errand}.service`), service)
      writeFileSync(path.join(units(), `koshin-${errand}.timer`), timer)
      const { status, stderr, error } = spawnSync(
        'systemd-analyze',
        ['--user', 'verify', ...['service', 'timer'].map((kind) => path.join(units(), `koshin-${errand}.${kind}`))],
        { encoding: 'utf8', env: { ...process.env, SYSTEMD_LOG_LEVEL: 'warning', XDG_RUNTIME_DIR: folder } },
      )
      if (error !== undefined) {
        console.warn('skipped: the units of the daily renewal: systemd-analyze, which checks them, is not installed')
        skip('systemd-analyze is not installed')
      }
      expect({ status, said: stderr.split('\n').filter((line) => line.includes('koshin')) }).toEqual({
        status: 0,
        said: [],
      })
    },
  )

  it('enables and forgets its timer, and leaves nothing behind', async () => {
    const { calls, run } = system()
    const timer = systemdTimer(folder, 'daily', run)
    expect(await timer.has(daily)).toBe(false)
    expect(await timer.set(daily)).toMatchObject({ ok: true })
    expect(readdirSync(units()).sort()).toEqual(['koshin-daily.service', 'koshin-daily.timer'])
    expect([await timer.has(daily), await timer.has({ ...daily, args: [] })]).toEqual([true, false])
    expect(await timer.remove()).toMatchObject({ ok: true })
    expect(readdirSync(units())).toEqual([])
    expect(calls.map((call) => call.replace('systemctl --user ', ''))).toEqual([
      'show-environment',
      'daemon-reload',
      'enable --now koshin-daily.timer',
      'is-enabled --quiet koshin-daily.timer',
      'show-environment',
      'disable --now koshin-daily.timer',
      'daemon-reload',
    ])
  })

  it('where there is none, is told as such, and nothing is written that nobody would start', async () => {
    const timer = systemdTimer(folder, 'daily', system({ 'show-environment': 1 }).run)
    expect(await timer.set(daily)).toMatchObject({ failure: { code: 'schedule.unavailable' } })
    expect(readdirSync(folder)).toEqual([])
    expect(await timer.remove()).toMatchObject({ ok: true })
  })

  it('that refuses, or cannot start the program where it lies, is told', async () => {
    const quoted = { ...daily, program: "/home/hanako/It's/koshin" }
    expect(await systemdTimer(folder, 'daily', system().run).set(quoted)).toMatchObject({
      failure: { code: 'schedule.refused' },
    })
    expect(readdirSync(folder)).toEqual([])
    const refusing = systemdTimer(folder, 'daily', system({ enable: 1, 'is-enabled': 1 }).run)
    expect(await refusing.set(daily)).toMatchObject({
      failure: { code: 'schedule.refused', cause: 'systemctl enable: 1' },
    })
    // It is tried again, and told again.
    expect(await refusing.has(daily)).toBe(false)
    expect(await systemdTimer(folder, 'daily', system({ disable: 1 }).run).remove()).toMatchObject({
      failure: { code: 'schedule.refused' },
    })
    expect(readdirSync(units())).toEqual([])
  })
})

describe('the removal of the deb', () => {
  const script = path.resolve(import.meta.dirname, '../../../build/packaging/after-remove.sh')

  it('takes each user’s daily renewal away with that user’s rights, and nothing else of theirs', () => {
    const home = path.join(folder, 'home')
    const programs = path.join(folder, 'programs')
    for (const part of [units(home), units(`${home}2`), path.join(units(home), 'timers.target.wants'), programs]) {
      mkdirSync(part, { recursive: true })
    }
    writeFileSync(path.join(units(`${home}2`), 'koshin-daily.timer'), '')
    const own = ['koshin-daily.service', 'koshin-daily.timer', 'timers.target.wants/koshin-daily.timer', 'other.timer']
    for (const name of own) writeFileSync(path.join(units(home), name), '')
    const atLogin = path.join(home, '.config/autostart')
    mkdirSync(atLogin)
    for (const name of ['koshin-daily.desktop', 'koshin.desktop']) writeFileSync(path.join(atLogin, name), '')
    const write = (name: string, text: string) =>
      writeFileSync(path.join(programs, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 })
    write(
      'getent',
      `printf 'root:x:0:0::/root:/bin/sh\\nhanako:x:1000:1000::${home}:/bin/sh\\nother:x:1001:1001::/none:\\ntaro:x:1002:1002::${home}2:\\n'`,
    )
    // A user's program may read what it is given, and write to the terminal of its session.
    write(
      'runuser',
      `cat > /dev/null\n[ "$(cut -d' ' -f6 /proc/$$/stat)" = $$ ] && echo "$1 $2" >> ${path.join(folder, 'as')}\nshift 3\nexec "$@"`,
    )
    const env = { PATH: `${programs}:${process.env['PATH']}`, LANG: 'C' }
    for (const other of ['upgrade', 'failed-upgrade', 'abort-install', '1']) {
      expect(spawnSync('sh', [script, other], { env }).status).toBe(0)
    }
    expect(readdirSync(units(home))).toHaveLength(4)
    expect(spawnSync('sh', [script, 'remove'], { env }).status).toBe(0)
    expect(readdirSync(units(home), { recursive: true }).sort()).toEqual(['other.timer', 'timers.target.wants'])
    expect(readdirSync(units(`${home}2`))).toEqual([])
    expect(readdirSync(atLogin)).toEqual(['koshin.desktop'])
    expect(readFileSync(path.join(folder, 'as'), 'utf8')).toBe('-u hanako\n-u hanako\n-u taro\n')
  })

  const units = (home: string): string => path.join(home, '.config/systemd/user')
})
