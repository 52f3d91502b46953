/** Linux: a timer of the user's own systemd (systemd.timer(5), systemd.service(5)). */
import path from 'node:path'
import { done, failure, type Result } from '../renewal/errors.ts'
import { type Daily, type Errand, type RunProgram, type Schedule, two } from './daily.ts'
import { refused, removeFiles, textIn, writeWhole } from './files.ts'
import { product } from '../renewal/product/product.ts'

const systemctl = '/usr/bin/systemctl'

/** @param folder $XDG_CONFIG_HOME or ~/.config */
export function systemdTimer(folder: string, errand: Errand, run: RunProgram): Schedule {
  const name = `${product.program}-${errand}`
  const units = path.join(folder, 'systemd', 'user')
  const [service, timer] = [path.join(units, `${name}.service`), path.join(units, `${name}.timer`)]
  const ask = async (...args: string[]): Promise<Result<void>> => {
    const { status, output } = await run(systemctl, ['--user', ...args])
    return status === 0 ? done : refused(new Error(`systemctl ${args[0]}: ${status ?? output}`))
  }
  /** Without one nobody would start what is written. */
  const isThere = async (): Promise<boolean> => (await environment()) !== undefined
  async function environment(): Promise<string | undefined> {
    const { status, output } = await run(systemctl, ['--user', 'show-environment'])
    return status === 0 ? output : undefined
  }

  return {
    has: async ({ program, args }) =>
      textIn(timer) !== '' &&
      textIn(service).includes(`\nExecStart=${commandLine([program, ...args])}\n`) &&
      (await ask('is-enabled', '--quiet', `${name}.timer`)).ok,
    async set(daily) {
      const passedOn = await environment()
      if (passedOn === undefined) return unavailable('no systemd of this user')
      // Not every desktop tells systemd of its display, and what has windows does not start without.
      if (errand === 'look' && !/^(WAYLAND_)?DISPLAY=/m.test(passedOn))
        return unavailable('no display in the systemd of this user')
      // systemd starts no program with one of these in its path, however it is written.
      if (/["'\\]/.test(daily.program)) return refused(new Error('a quote or a backslash in the path of the program'))
      const [serviceText, timerText] = unitsFor(daily, errand)
      const written = [() => writeWhole(service, serviceText), () => writeWhole(timer, timerText)]
      for (const write of written) {
        const result = write()
        if (!result.ok) return result
      }
      const reloaded = await ask('daemon-reload')
      return reloaded.ok ? await ask('enable', '--now', `${name}.timer`) : reloaded
    },
    async remove() {
      const isSet = textIn(timer) !== '' || textIn(service) !== ''
      if (!isSet) return done
      const hasManager = await isThere()
      const disabled = hasManager ? await ask('disable', '--now', `${name}.timer`) : done
      const removed = removeFiles(path.join(units, 'timers.target.wants', `${name}.timer`), timer, service)
      if (!removed.ok) return removed
      const reloaded = hasManager ? await ask('daemon-reload') : done
      return disabled.ok ? reloaded : disabled
    },
  }
}

const unavailable = (cause: string) => failure('schedule.unavailable', { cause })

const forms = {
  daily: {
    description: 'renews the certificate that is due',
    conditions: [],
    // nothing-to-do, pending
    service: ['Type=oneshot', 'SuccessExitStatus=3 14', 'TimeoutStartSec=1h'],
  },
  look: {
    description: 'looks whether a certificate is due',
    // As a session begins or ends there is no display; the start at login looks then.
    conditions: ['ConditionEnvironment=|DISPLAY', 'ConditionEnvironment=|WAYLAND_DISPLAY'],
    // It may stay for weeks.
    service: ['Type=exec'],
  },
} as const

/** The texts of service and timer. */
export function unitsFor({ program, args, hour, minute }: Daily, errand: Errand): readonly [string, string] {
  const { description, conditions, service: settings } = forms[errand]
  const service = [
    '[Unit]',
    `Description=${product.name.en}: ${description}`,
    // After its removal nothing is started, and nothing fails.
    `ConditionPathExists=${program.replaceAll('%', '%%')}`,
    ...conditions,
    '',
    '[Service]',
    ...settings,
    `ExecStart=${commandLine([program, ...args])}`,
    '',
  ]
  const timer = [
    '[Unit]',
    `Description=${product.name.en}, once a day`,
    '',
    '[Timer]',
    `OnCalendar=*-*-* ${two(hour)}:${two(minute)}:00`,
    'RandomizedDelaySec=1h',
    // What the computer was switched off for is made up for.
    'Persistent=true',
    '',
    '[Install]',
    'WantedBy=timers.target',
    '',
  ]
  return [service.join('\n'), timer.join('\n')]
}

/** systemd.service(5), "COMMAND LINES": quoted, with what stands for something else doubled; no variables in the program. */
function commandLine([program = '', ...args]: readonly string[]): string {
  const quoted = (part: string): string => `"${part.replaceAll(/["\\]/g, '\\$&').replaceAll('%', '%%')}"`
  return [quoted(program), ...args.map((part) => quoted(part).replaceAll('$', '$$$$'))].join(' ')
}
