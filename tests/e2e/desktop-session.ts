/** A Linux desktop session of the test's own: a session bus, a notification daemon (dunst) and a tray watcher. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import path from 'node:path'

const watcher = path.join(import.meta.dirname, 'status-notifier-watcher.py')

/** What the session needs and this machine lacks, or undefined. */
export function missingForSession(): string | undefined {
  if (process.platform !== 'linux') return 'tray and notifications are tested over D-Bus, on Linux only'
  const needed: [string, string[]][] = [
    ['dbus-daemon', ['--version']],
    ['dunst', ['--version']],
    ['gdbus', ['help']],
    ['/usr/bin/python3', ['-c', 'import dbus, gi']],
  ]
  for (const [command, args] of needed) {
    try {
      execFileSync(command, args, { stdio: 'ignore' })
    } catch {
      return `${command} ${args.join(' ')} does not run`
    }
  }
  return undefined
}

export class DesktopSession {
  private readonly children: ChildProcess[] = []
  address = ''

  async start(): Promise<void> {
    this.address = await this.spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'])
    await this.spawn('/usr/bin/python3', [watcher])
    this.children.push(spawn('dunst', { env: this.environment(), stdio: 'ignore' }))
  }

  /** Ends what was started, the youngest first. */
  stop(): void {
    for (const child of this.children.reverse()) child.kill()
  }

  /** How many notifications are on the screen. */
  shownNotifications(): number {
    try {
      return Number(this.run('dunstctl', ['count', 'displayed']))
    } catch {
      return 0
    }
  }

  /** A click on the newest notification. */
  clickNotification(): void {
    this.run('dunstctl', ['action', '0'])
  }

  closeNotifications(): void {
    this.run('dunstctl', ['close-all'])
  }

  /** The tooltip of the tray icon, or '' while there is none. */
  trayToolTip(): string {
    try {
      return this.readToolTip()
    } catch {
      // An icon that goes away while it is asked is none.
      return ''
    }
  }

  private readToolTip(): string {
    const items = this.property('org.kde.StatusNotifierWatcher', '/StatusNotifierWatcher', 'org.kde.StatusNotifierWatcher', 'RegisteredStatusNotifierItems')
    const item = /'([^'/]+)(\/[^']+)'/.exec(items)
    if (item === null) return ''
    return this.property(item[1]!, item[2]!, 'org.kde.StatusNotifierItem', 'ToolTip')
  }

  private property(name: string, object: string, iface: string, property: string): string {
    const call = ['call', '--session', '--dest', name, '--object-path', object]
    return this.run('gdbus', [...call, '--method', 'org.freedesktop.DBus.Properties.Get', iface, property])
  }

  private run(command: string, args: readonly string[]): string {
    return execFileSync(command, args, { env: this.environment(), encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  }

  private environment(): NodeJS.ProcessEnv {
    // In the C locale gdbus writes Japanese as escapes.
    return { ...process.env, LC_ALL: 'C.UTF-8', DBUS_SESSION_BUS_ADDRESS: this.address }
  }

  /** Starts a process that says on its first line that it is ready; resolves with that line. */
  private async spawn(command: string, args: readonly string[]): Promise<string> {
    const child = spawn(command, args, { env: this.address === '' ? process.env : this.environment(), stdio: ['ignore', 'pipe', 'ignore'] })
    this.children.push(child)
    for await (const line of createInterface({ input: child.stdout })) return line
    throw new Error(`${command} ended before it was ready`)
  }
}
