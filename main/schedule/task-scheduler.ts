/** Windows: a task of the user's, registered by schtasks.exe out of its definition in XML (MS-TSCH 2.5). */
import { rmSync } from 'node:fs'
import path from 'node:path'
import { done } from '../renewal/errors.ts'
import { type Daily, type Errand, escaped, type RunProgram, type Schedule, two } from './daily.ts'
import { refused, textIn, writeWhole } from './files.ts'
import { product } from '../renewal/product/product.ts'

interface Place {
  /** Of the user. */
  readonly sid: string
  /** System32, absolute. */
  readonly systemFolder: string
  /** Of the app's data: the definition lies there. */
  readonly dataFolder: string
}

export function taskScheduler({ sid, systemFolder, dataFolder }: Place, errand: Errand, run: RunProgram): Schedule {
  const schtasks = path.win32.join(systemFolder, 'schtasks.exe')
  // One for each user: the folder of tasks is the machine's.
  const task = `${product.folder}\\${errand} ${sid}`
  const file = path.join(dataFolder, `${errand}-task.xml`)
  const isThere = async (): Promise<boolean> => (await run(schtasks, ['/Query', '/TN', task])).status === 0

  return {
    // Read from what was given: schtasks prints a task in the console's code page, which lacks letters of many a path.
    has: async ({ program, args }) => textIn(file, 'utf16le').includes(action(program, args)) && (await isThere()),
    async set(daily) {
      // Windows puts variables in the place of what stands between percent signs, and has no way to write the signs.
      if (/%[^%]+%/.test(action(daily.program, daily.args))) return refused(new Error('percent signs in a path'))
      // schtasks takes UTF-16 with a byte order mark, as it writes it itself.
      const written = writeWhole(file, Buffer.from(`\ufeff${taskFor(daily, sid, errand)}`, 'utf16le'))
      if (!written.ok) return written
      const { status, output } = await run(schtasks, ['/Create', '/TN', task, '/XML', file, '/F'])
      if (status === 0) return done
      rmSync(file, { force: true })
      return refused(new Error(`schtasks /Create: ${status ?? output}`))
    },
    async remove() {
      rmSync(file, { force: true })
      if (!(await isThere())) return done
      const { status, output } = await run(schtasks, ['/Delete', '/TN', task, '/F'])
      return status === 0 ? done : refused(new Error(`schtasks /Delete: ${status ?? output}`))
    },
  }
}

/** `priority`: 7 is what a task has unless told, below others; 5 is a program that its user started. */
const forms = {
  daily: { description: 'renews the certificate that is due', needsNetwork: true, limit: 'PT1H', priority: 7 },
  // It may stay for weeks, and reminds without a network, too.
  look: { description: 'looks whether a certificate is due', needsNetwork: false, limit: 'PT0S', priority: 5 },
} as const

/** As the user, while logged on, with no more rights than usual; made up for where the computer was off. */
export function taskFor({ program, args, hour, minute }: Daily, sid: string, errand: Errand): string {
  const { description, needsNetwork, limit, priority } = forms[errand]
  return `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Author>${product.name.en}</Author>
    <Description>${product.name.en}: ${description}</Description>
  </RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <StartBoundary>2026-01-01T${two(hour)}:${two(minute)}:00</StartBoundary>
      <RandomDelay>PT1H</RandomDelay>
      <ScheduleByDay>
        <DaysInterval>1</DaysInterval>
      </ScheduleByDay>
    </CalendarTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>${escaped(sid)}</UserId>
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <RunOnlyIfNetworkAvailable>${needsNetwork}</RunOnlyIfNetworkAvailable>
    <ExecutionTimeLimit>${limit}</ExecutionTimeLimit>
    <Priority>${priority}</Priority>
  </Settings>
  <Actions Context="Author">
    ${action(program, args)}
  </Actions>
</Task>
`
}

function action(program: string, args: readonly string[]): string {
  const line = args.map((part) => (/[\s"]/.test(part) ? quoted(part) : part)).join(' ')
  return `<Exec><Command>${escaped(program)}</Command><Arguments>${escaped(line)}</Arguments></Exec>`
}

/** As CommandLineToArgvW takes it apart: backslashes count for two before a quote. */
const quoted = (part: string): string =>
  `"${part.replaceAll(/(?<!\\)(\\*)"/g, '$1$1\\"').replace(/(?<!\\)\\+$/, '$&$&')}"`
