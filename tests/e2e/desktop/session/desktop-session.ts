/** A Linux desktop session of the test's own: a session bus, a notification daemon (dunst) and a tray watcher. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { createInterface } from 'node:readline'

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

/** A bus that starts nothing by itself: without it, whoever asks for notifications would get the machine's daemon. */
const busConfiguration = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>`

export class DesktopSession {
  private readonly children: ChildProcess[] = []
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'koshin-desktop-'))
  private tray: ChildProcess | undefined
  address = ''

  async start({ daemon = true } = {}): Promise<void> {
    const configuration = path.join(this.folder, 'bus.conf')
    writeFileSync(configuration, busConfiguration)
    this.address = await this.spawn('dbus-daemon', [`--config-file=${configuration}`, '--nofork', '--print-address=1'])
    await this.startTray()
    if (daemon) await this.startDaemon()
  }

  /** The part of a panel that icons announce themselves to. */
  async startTray(): Promise<void> {
    if (this.tray !== undefined) return
    await this.spawn('/usr/bin/python3', [watcher])
    this.tray = this.children.at(-1)
  }

  async stopTray(): Promise<void> {
    const ended = once(this.tray!, 'exit')
    this.tray!.kill()
    await ended
    this.tray = undefined
  }

  /**
   * The notification daemon, which shows what it is given until it is answered or taken back. An app that is quicker than it
   * would find nobody, and ask again an hour later.
   */
  async startDaemon(): Promise<void> {
    const configuration = path.join(this.folder, 'dunstrc')
    const menu = path.join(this.folder, 'menu')
    // dunst has a menu program choose among the buttons of all notifications: here it is this test.
    writeFileSync(menu, `#!/bin/sh\ngrep -m 1 -F -f '${this.choice}'\n`, { mode: 0o700 })
    const stays = ['low', 'normal', 'critical'].map((urgency) => `[urgency_${urgency}]\ntimeout = 0\n`)
    writeFileSync(configuration, `[global]\ndmenu = ${menu}\n${stays.join('')}`)
    this.children.push(spawn('dunst', ['-conf', configuration], { env: this.environment(), stdio: 'ignore' }))
    await expect.poll(() => this.daemonRuns(), { message: 'a notification daemon' }).toBe(true)
  }

  /** The notification daemon, where none has been started yet. */
  async haveDaemon(): Promise<void> {
    if (!this.daemonRuns()) await this.startDaemon()
  }

  private get choice(): string {
    return path.join(this.folder, 'choice')
  }

  /** Ends what was started, the youngest first. */
  stop(): void {
    for (const child of this.children.reverse()) child.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** Presses this button of a notification. */
  pressButton(label: string): void {
    writeFileSync(this.choice, label)
    this.run('dunstctl', ['context'])
  }

  private daemonRuns(): boolean {
    try {
      this.run('dunstctl', ['is-paused'])
      return true
    } catch {
      return false
    }
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

  /** The tray icon's menu: the labels in their order, each with its number. */
  trayMenu(): { readonly id: number; readonly label: string }[] {
    const { name, menu } = this.trayItem()!
    const layout = this.call(name, menu, 'com.canonical.dbusmenu.GetLayout', '0', '-1', '@as []')
    const entries = layout.matchAll(/\((\d+), \{([^}]*)\}/g)
    return [...entries].flatMap(([, id, properties]) => {
      const label = /'label': <'([^']*)'>/.exec(properties!)?.[1]
      return label === undefined ? [] : [{ id: Number(id), label }]
    })
  }

  /** A click on this entry of the tray icon's menu. */
  clickMenu(label: string): void {
    const { name, menu } = this.trayItem()!
    const { id } = this.trayMenu().find((entry) => entry.label === label)!
    try {
      this.call(name, menu, 'com.canonical.dbusmenu.Event', String(id), 'clicked', '<0>', 'uint32 0')
    } catch {
      // An app that this click ends may be gone before it has answered; what the click did is for the test to see.
    }
  }

  private readToolTip(): string {
    const item = this.trayItem()
    return item === undefined ? '' : this.property(item.name, item.path, 'org.kde.StatusNotifierItem', 'ToolTip')
  }

  private trayItem(): { readonly name: string; readonly path: string; readonly menu: string } | undefined {
    const watcherName = 'org.kde.StatusNotifierWatcher'
    const items = this.property(watcherName, '/StatusNotifierWatcher', watcherName, 'RegisteredStatusNotifierItems')
    const [, name, object] = /'([^'/]+)(\/[^']+)'/.exec(items) ?? []
    if (name === undefined || object === undefined) return undefined
    const menu = /'([^']+)'/.exec(this.property(name, object, 'org.kde.StatusNotifierItem', 'Menu'))![1]!
    return { name, path: object, menu }
  }

  private property(name: string, object: string, iface: string, property: string): string {
    return this.call(name, object, 'org.freedesktop.DBus.Properties.Get', iface, property)
  }

  private call(name: string, object: string, method: string, ...args: readonly string[]): string {
    const call = ['call', '--session', '--dest', name, '--object-path', object, '--method', method]
    return this.run('gdbus', [...call, '--', ...args])
  }

  private run(command: string, args: readonly string[]): string {
    const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore']
    return execFileSync(command, args, { env: this.environment(), encoding: 'utf8', stdio }).trim()
  }

  private environment(): NodeJS.ProcessEnv {
    // In the C locale gdbus writes Japanese as escapes.
    return { ...process.env, LC_ALL: 'C.UTF-8', DBUS_SESSION_BUS_ADDRESS: this.address }
  }

  /** Starts a process that says on its first line that it is ready; resolves with that line. */
  private async spawn(command: string, args: readonly string[]): Promise<string> {
    const child = spawn(command, args, {
      env: this.address === '' ? process.env : this.environment(),
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    this.children.push(child)
    for await (const line of createInterface({ input: child.stdout })) return line
    throw new Error(`${command} ended before it was ready`)
  }
}

/**
 * A session of its own for each test of the group that this is called in; where there can be none, they are skipped.
 *
 * @param options of its start; false: the tests start it themselves
 * @returns the one of the test that runs
 */
export function sessionForEach(options: Parameters<DesktopSession['start']>[0] | false = {}): () => DesktopSession {
  const missing = missingForSession()
  test.skip(missing !== undefined, missing)
  let session: DesktopSession
  test.beforeEach(() => {
    session = new DesktopSession()
    return options === false ? undefined : session.start(options)
  })
  test.afterEach(() => {
    delete process.env['DBUS_SESSION_BUS_ADDRESS']
    session.stop()
  })
  return () => session
}

/**
 * One session for all tests of the file or group that this is called in, for an app that they share in a group within it.
 * Where there can be none, they are skipped.
 */
export function sharedSession(options: Parameters<DesktopSession['start']>[0] = {}): () => DesktopSession {
  const missing = missingForSession()
  test.skip(missing !== undefined, missing)
  let session: DesktopSession
  test.beforeAll(async () => {
    session = new DesktopSession()
    await session.start(options)
    process.env['DBUS_SESSION_BUS_ADDRESS'] = session.address
  })
  test.afterAll(() => {
    delete process.env['DBUS_SESSION_BUS_ADDRESS']
    session.stop()
  })
  return () => session
}
