/** A Secret Service of the test's own: gnome-keyring on a session bus, in folders of the test. */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

/** What the keyring needs and this machine lacks, or undefined. */
export function missingForKeyring(): string | undefined {
  if (process.platform !== 'linux') return 'the keyring is tested with gnome-keyring, on Linux only'
  for (const command of ['dbus-daemon', 'gnome-keyring-daemon', 'gdbus']) {
    try {
      execFileSync(command, [command === 'gdbus' ? 'help' : '--version'], { stdio: 'ignore' })
    } catch {
      return `${command} is not installed`
    }
  }
  return undefined
}

export class Keyring {
  private readonly children: ChildProcess[] = []
  environment: Record<string, string> = {}

  constructor(private readonly folder: string) {}

  async start(): Promise<void> {
    const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    this.children.push(bus)
    this.environment = { DBUS_SESSION_BUS_ADDRESS: await firstLine(bus) }
    const folders = { XDG_DATA_HOME: path.join(this.folder, 'data'), XDG_RUNTIME_DIR: path.join(this.folder, 'run') }
    for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true, mode: 0o700 })
    const daemon = spawn('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], {
      env: { ...process.env, ...this.environment, ...folders, HOME: this.folder },
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    this.children.push(daemon)
    daemon.stdin.end('test')
    const wait = ['wait', '--session', '--timeout', '20', 'org.freedesktop.secrets']
    await promisify(execFile)('gdbus', wait, { env: { ...process.env, ...this.environment } })
  }

  stop(): void {
    for (const child of this.children.reverse()) child.kill()
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) return line
  throw new Error('the process ended before it was ready')
}
