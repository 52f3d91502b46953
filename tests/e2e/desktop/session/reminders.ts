/** What the app keeps about the reminders of its only certificate, and how it comes to remind of it once more. */
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { type Demo, expect } from '../../stage/app.ts'
import type { DesktopSession } from './desktop-session.ts'

const fileOf = (demo: Demo, file: string): string => path.join(demo.stateFolder, `${file}.json`)

/** What the app has kept about the reminders of its only certificate. */
export function kept(demo: Demo, file: 'notices' | 'delivery'): unknown {
  try {
    const { content } = JSON.parse(readFileSync(fileOf(demo, file), 'utf8')) as { content: Record<string, unknown> }
    return file === 'delivery' ? content : Object.values(content)[0]
  } catch {
    return undefined
  }
}

/** What the operating system tells an app when the machine wakes up. */
export const wakeUp = (demo: Demo): Promise<void> =>
  demo.app.evaluate(({ powerMonitor }) => void powerMonitor.emit('resume'))

/** Has the app remind of its certificate as if it had never done so, whatever an earlier test has seen and answered. */
export async function remindAnew(demo: Demo, session: DesktopSession): Promise<void> {
  await session.haveDaemon()
  // An app that nobody has shown anything for yet tries again.
  await wakeUp(demo)
  await expect.poll(() => kept(demo, 'notices')).toBeDefined()
  session.closeNotifications()
  await expect.poll(() => session.shownNotifications()).toBe(0)
  rmSync(fileOf(demo, 'notices'))
  await wakeUp(demo)
  await expect.poll(() => session.shownNotifications()).toBe(1)
  await expect.poll(() => kept(demo, 'notices')).toEqual({ shown: [30] })
}
