/** macOS: an agent of the user's session (launchd.plist(5), StartCalendarInterval). What sleep came before runs on waking. */
import path from 'node:path'
import { done } from '../renewal/errors.ts'
import { type Daily, type Errand, escaped, type RunProgram, type Schedule } from './daily.ts'
import { refused, removeFiles, textIn, writeWhole } from './files.ts'
import { product } from '../renewal/product/product.ts'

const labelOf = (errand: Errand): string => `${product.applicationId}.${errand}`
const launchctl = '/bin/launchctl'

interface Session {
  /** Of the user. */
  readonly home: string
  readonly uid: number
  /** The job that this process was started as, as launchd names it. */
  readonly job: string | undefined
}

export function launchAgent({ home, uid, job }: Session, errand: Errand, run: RunProgram): Schedule {
  const label = labelOf(errand)
  const file = path.join(home, 'Library', 'LaunchAgents', `${label}.plist`)
  const session = `gui/${uid}`
  // launchd ends what runs as a job that it lets go: then the file alone counts, from the next login on.
  const isOwn = job === label
  // That it is not there is no failure.
  const unload = async () => isOwn || (await run(launchctl, ['bootout', `${session}/${label}`]))

  return {
    has: async ({ program, args }) =>
      textIn(file).includes(programArguments([program, ...args])) &&
      (await run(launchctl, ['print', `${session}/${label}`])).status === 0,
    async set(daily) {
      const written = writeWhole(file, plistFor(daily, errand))
      if (!written.ok || isOwn) return written
      await unload()
      const { status, output } = await run(launchctl, ['bootstrap', session, file])
      return status === 0 ? done : refused(new Error(`launchctl bootstrap: ${status ?? output}`))
    },
    async remove() {
      await unload()
      return removeFiles(file)
    },
  }
}

export function plistFor({ program, args, hour, minute }: Daily, errand: Errand): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${labelOf(errand)}</string>
${programArguments([program, ...args])}
  <key>StartCalendarInterval</key>
  <dict>
    <key>Hour</key>
    <integer>${hour}</integer>
    <key>Minute</key>
    <integer>${minute}</integer>
  </dict>
  <key>LimitLoadToSessionType</key>
  <string>Aqua</string>
  <key>ProcessType</key>
  <string>${errand === 'daily' ? 'Background' : 'Interactive'}</string>
</dict>
</plist>
`
}

function programArguments(command: readonly string[]): string {
  const parts = command.map((part) => `    <string>${escaped(part)}</string>`)
  return ['  <key>ProgramArguments</key>', '  <array>', ...parts, '  </array>'].join('\n')
}
