/** What comes out of the desktop's accessibility bus (AT-SPI), on a bus of its own: what a screen reader is told. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'

const launcher = '/usr/libexec/at-spi-bus-launcher'

/** Why there is none on this machine. */
export const missingReader =
  existsSync(launcher) &&
  spawnSync('/usr/bin/python3', ['-c', 'import pyatspi']).status === 0 &&
  spawnSync('dbus-daemon', ['--version']).status === 0
    ? undefined
    : 'at-spi2-core, python3-pyatspi or dbus is not installed'

/** Chromium tells nobody anything before it is asked to. */
export const readerSwitches = ['--force-renderer-accessibility']

export interface Told {
  /** Of what is within this one, it is one more. */
  readonly depth: number
  readonly role: string
  readonly name: string
  readonly states: readonly string[]
}

export interface ScreenReader {
  /** For the program that is read. */
  readonly environment: Readonly<Record<string, string>>
  /** All that the window with this title holds, in order. @throws Error where there is no such window */
  tree(title: string): Promise<readonly Told[]>
  /** What was read out without having been asked for, so far: each change in a live region. */
  readonly said: string[]
  stop(): void
}

type Line = { readonly said: string } | { readonly tree: readonly Told[] | null }

/** @param home a folder that the bus may use */
export async function startScreenReader(home: string): Promise<ScreenReader> {
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [address] = (await once(createInterface(bus.stdout), 'line')) as [string]
  const session = { DBUS_SESSION_BUS_ADDRESS: address }
  const env = { ...process.env, ...session, HOME: home }
  const accessibility = spawn(launcher, ['--launch-immediately'], { env, stdio: 'ignore' })
  const script = path.join(import.meta.dirname, 'screen-reader.py')
  const reader = spawn('/usr/bin/python3', [script], { env, stdio: ['pipe', 'pipe', 'inherit'] })
  const running: readonly ChildProcess[] = [reader, accessibility, bus]
  const said: string[] = []
  const waiting: ((tree: readonly Told[] | null) => void)[] = []
  const lines = createInterface(reader.stdout)
  await once(lines, 'line')
  lines.on('line', (text) => {
    const line = JSON.parse(text) as Line
    if ('said' in line) said.push(line.said)
    else waiting.shift()?.(line.tree)
  })
  return {
    environment: { ...session, ACCESSIBILITY_ENABLED: '1', NO_AT_BRIDGE: '0' },
    async tree(title) {
      reader.stdin.write(`${title}\n`)
      const tree = await new Promise<readonly Told[] | null>((resolve) => waiting.push(resolve))
      if (tree === null) throw new Error(`nothing is told of a window ${title}`)
      return tree
    },
    said,
    stop: () => running.forEach((child) => child.kill()),
  }
}
