/** build/mdm/jamf, on a computer whose macOS is stood in for: who is logged in, and how root becomes that user. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { exitCodes } from '../../../main/cli/unattended/outcomes.ts'
import { appRoot, expect, test } from '../stage/app.ts'
import { manage, missingForManagement } from './managed-machine.ts'
import { managedBank, windowlessCommand } from '../stage/windowless.ts'

type Script = 'extension-attribute.sh' | 'remediate.sh' | 'collect.sh'

const installed = 'koshin=/Applications/Koshin.app/Contents/MacOS/Koshin'

/** @param koshin what stands for the app: a shell script */
function createComputer(folder: string, koshin: string, user = 'yamada') {
  const programs = path.join(folder, 'programs')
  mkdirSync(programs, { recursive: true })
  const write = (name: string, text: string) =>
    writeFileSync(path.join(programs, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 })
  write('koshin', koshin)
  write('stat', `[ "$*" = "-f %Su /dev/console" ] && echo ${user}`)
  write('id', `[ "$*" = "-u ${user}" ] && echo 501`)
  write('launchctl', `[ "$1 $2" = "asuser 501" ] && shift 2 && exec "$@"`)
  write('sudo', `[ "$1 $2 $3" = "-H -u ${user}" ] && shift 3 && exec "$@"`)
  write('scutil', `[ "$*" = "--get LocalHostName" ] && echo Yamada-no-Mac`)
  return (script: Script, ...parameters: readonly string[]) => {
    const text = readFileSync(path.join(appRoot, 'build/mdm/jamf', script), 'utf8')
    expect(text).toContain(`\n${installed}\n`)
    write(script, text.replace(installed, `koshin='${path.join(programs, 'koshin')}'`))
    const env = { ...process.env, PATH: `${programs}:${process.env['PATH']}` }
    const { status, stdout } = spawnSync(path.join(programs, script), parameters, {
      env,
      encoding: 'utf8',
      timeout: 60_000,
    })
    return { status, said: stdout.trimEnd() }
  }
}

test.describe('the scripts for Jamf', () => {
  const missing = missingForManagement()

  test('find a certificate that is due, have it renewed, and find it done', async ({ openBank, folder }) => {
    test.skip(missing !== undefined, missing)
    const bank = await openBank()
    const on = manage(folder, { bank: managedBank(folder), consent: 'managed' })
    const { program, args, env } = windowlessCommand(folder, [], on)
    const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`)
    const run = createComputer(
      folder,
      `exec env -i ${[...variables, program, ...args].map((part) => `'${part}'`).join(' ')} "$@"`,
    )

    expect(run('extension-attribute.sh')).toEqual({ status: 0, said: '<result>due 20 watched-due 0</result>' })
    expect(run('remediate.sh')).toEqual({ status: 0, said: 'done' })
    expect(run('extension-attribute.sh').said).toMatch(/^<result>done \d+ watched-due 0<\/result>$/)
    expect(run('remediate.sh')).toEqual({ status: 0, said: 'nothing-to-do' })
    expect(bank.storedCertificates()).toHaveLength(1)
  })

  test('tell every outcome apart, and fail where somebody has to look', ({ folder }) => {
    const harmless = ['done', 'nothing-to-do', 'pending']
    for (const [outcome, code] of Object.entries(exitCodes)) {
      const failure = harmless.includes(outcome) ? {} : { failure: { code: 'bank.timeout', retry: 'later' } }
      const lines = [
        { event: 'step', step: 'proving' },
        { event: 'result', outcome, exitCode: code, ...failure },
      ]
      const printed = lines.map((line) => `echo '${JSON.stringify(line)}'`).join('\n')
      const run = createComputer(folder, `${printed}\nexit ${code}`)
      expect(run('extension-attribute.sh')).toEqual({ status: 0, said: `<result>${outcome}</result>` })
      const [status, said] = harmless.includes(outcome) ? [0, outcome] : [1, `${outcome} bank.timeout`]
      expect(run('remediate.sh')).toEqual({ status, said })
    }
  })

  test('keep what all banks of a computer told in a file of its own, or leave yesterday’s', ({ folder }) => {
    const fleet = path.join(folder, 'fleet')
    mkdirSync(fleet)
    const line = { schema: 1, time: '2026-11-30T00:00:00.000Z', event: 'result', command: 'status' }
    const told = [
      { ...line, outcome: 'done', exitCode: 0 },
      { ...line, bank: 'kita', outcome: 'due', exitCode: 15 },
    ]
    const printed = told.map((one) => `echo '${JSON.stringify(one)}'`).join('\n')
    const computer = createComputer(folder, `${printed}\nexit 15`)
    // Jamf's own three come first.
    const given = ['/', 'Yamada-no-Mac', 'yamada', fleet]
    expect(computer('extension-attribute.sh').said).toBe('<result>due</result>')
    expect(computer('collect.sh', ...given)).toEqual({ status: 0, said: 'kept' })
    const kept = () => readFileSync(path.join(fleet, 'Yamada-no-Mac.json'), 'utf8')
    expect(
      kept()
        .trimEnd()
        .split('\n')
        .map((one) => JSON.parse(one) as unknown),
    ).toEqual(told)
    const before = kept()
    expect(createComputer(folder, 'kill -9 $$')('collect.sh', ...given)).toEqual({ status: 1, said: 'no answer' })
    expect(createComputer(folder, 'true')('collect.sh', '/', '', '', '/none')).toEqual({ status: 1, said: 'no folder' })
    expect(kept()).toBe(before)
  })

  test('start nothing where nobody is logged in, and say when the app tells nothing', ({ folder }) => {
    const nobody = createComputer(folder, 'echo started', 'loginwindow')
    expect(nobody('extension-attribute.sh')).toEqual({ status: 0, said: '<result>nobody logged in</result>' })
    expect(nobody('remediate.sh')).toEqual({ status: 1, said: 'nobody logged in' })
    const broken = createComputer(folder, 'kill -9 $$')
    expect(broken('extension-attribute.sh')).toEqual({ status: 0, said: '<result>no answer</result>' })
    expect(broken('remediate.sh')).toEqual({ status: 1, said: 'no answer' })
  })
})
