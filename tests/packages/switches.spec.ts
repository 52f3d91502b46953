/** What the packed app, with its windows, takes from whoever starts it: as another program of the user would start it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { chromium, expect, test } from '@playwright/test'
import { manage, missingForManagement } from '../e2e/administration/managed-machine.ts'
import { copyOfPacked } from './stage/packed.ts'

test.skip(process.platform !== 'linux', 'an unpacked directory is made on Linux only')

let copy: ReturnType<typeof copyOfPacked>
test.beforeAll(() => {
  copy = copyOfPacked()
})
test.afterAll(() => copy.dispose())

const at = (name: string): string => path.join(copy.place, name)
/** Where a display wants to know who draws on it. */
const authority = process.env['XAUTHORITY'] === undefined ? {} : { XAUTHORITY: process.env['XAUTHORITY'] }
const listening = /DevTools listening on (ws:\S+)/

interface Running {
  /** As Chromium has written it anew: with spaces between the arguments. */
  readonly commandLine: string
  /** What is loaded. */
  readonly maps: string
}

/** The processes that this one has started, and those that they have; without those that have ended meanwhile. */
function below(pid: number): readonly Running[] {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
  return children.flatMap((child) => {
    try {
      const read = (file: string): string => readFileSync(`/proc/${child}/${file}`, 'utf8')
      return [{ commandLine: read('cmdline').replaceAll('\0', ' '), maps: read('maps') }, ...below(Number(child))]
    } catch {
      return []
    }
  })
}

function parentOf(pid: string): number {
  try {
    return Number(/^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  } catch {
    return NaN
  }
}

/** Starts the demo with these switches; `before` is the command that runs it. */
async function start(
  name: string,
  switches: readonly string[],
  before: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
) {
  const demo = at(`${name}-demo`)
  const args = ['--no-sandbox', '--demo', `--demo-folder=${demo}`, '--lang=ja', ...switches]
  const [program, ...rest] = [...before, path.join(copy.folder, 'koshin'), ...args]
  const env = {
    PATH: process.env['PATH'],
    HOME: at(name),
    DISPLAY: process.env['DISPLAY'],
    ...authority,
    SSLKEYLOGFILE: at('keys'),
    ...environment,
  }
  mkdirSync(at(name), { recursive: true })
  const app: ChildProcess = spawn(program!, rest, { env, detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
  const told = { text: '' }
  app.stderr!.on('data', (data: Buffer) => (told.text += data.toString()))
  return {
    told,
    // The demo bank has issued its certificate: TLS was spoken, and the windows are open.
    ready: () => existsSync(path.join(demo, 'home/.pki/nssdb/cert9.db')),
    /** Fails with what the app said. */
    async waitFor(condition: () => boolean): Promise<void> {
      // Asked again it may be another: processes come and go.
      let held = false
      await expect
        .poll(() => (held ||= condition()) || app.exitCode !== null, { timeout: 60_000 })
        .toBe(true)
        .catch(() => undefined)
      expect(held, `the app ended with ${app.exitCode} and said: ${told.text}`).toBe(true)
    },
    /** What runs of it beside its first process, which does nothing but wait. */
    startedAgain: () => below(app.pid!),
    /** With what it has started, and nothing else. */
    end: () => app.exitCode === null && process.kill(-app.pid!, 'SIGKILL'),
  }
}

test('a program of the user gets no debugger, no TLS secrets and no network log out of it', async () => {
  // Chromium takes the spaces off before it looks for hyphens.
  const harmful = [' --remote-debugging-port=0', `\t--log-net-log=${at('net-log')}`, '--ignore-certificate-errors']
  const app = await start('alone', [...harmful, '--', '--remote-debugging-port=0'])
  try {
    await app.waitFor(app.ready)
    expect(app.told.text).not.toMatch(listening)
    expect([existsSync(at('keys')), existsSync(at('net-log'))]).toEqual([false, false])
  } finally {
    app.end()
  }
})

test('what is left out and forgotten reaches none of its processes, and does nothing', async () => {
  const [ran, wrapper] = [at('ran'), at('wrapper')]
  writeFileSync(wrapper, `#!/bin/sh\necho "$@" >> ${ran}\nexec "$@"\n`, { mode: 0o755 })
  const wrapped = ['gpu-launcher', 'renderer-cmd-prefix', 'utility-cmd-prefix'].map((name) => `--${name}=${wrapper}`)
  const elsewhere = [
    '--proxy-server=127.0.0.1:9',
    `--proxy-pac-url=file://${wrapper}`,
    '--host-resolver-rules=MAP * [::1]',
  ]
  const logs = [`--log-net-log=${at('net-log')}`, `--ssl-key-log-file=${at('keys')}`, `--load-extension=${copy.place}`]
  const others = ['--no-zygote', '--disable-gpu-sandbox', '--ignore-certificate-errors', '--auth-server-allowlist=*']
  const code = ['--js-flags=--allow-natives-syntax', '--inspect=127.0.0.1:0', `--user-data-dir=${at('profile')}`]
  const left = [...wrapped, ...elsewhere, ...logs, ...others, ...code]
  const library = '/lib/x86_64-linux-gnu/libutil.so.1'
  const environment = { ELECTRON_RUN_AS_NODE: '1', ELECTRON_LOG_FILE: at('electron-log'), LD_PRELOAD: library }
  const app = await start('wrapped', left, [], environment)
  try {
    const isPage = ({ commandLine }: Running): boolean => commandLine.includes('--type=renderer')
    await app.waitFor(() => app.ready() && app.startedAgain().some(isPage))
    const processes = app.startedAgain()
    for (const { commandLine } of processes) {
      expect(left.filter((argument) => `${commandLine} `.includes(` ${argument} `))).toEqual([])
    }
    const files = [ran, at('net-log'), at('keys'), at('electron-log')]
    expect(files.filter((file) => existsSync(file))).toEqual([])
    // A library that the system's loader is told to load cannot be stopped, and the papers say so.
    const second = processes.find(({ commandLine }) => commandLine.includes('--demo '))!
    expect(existsSync(library) ? second.maps : library).toContain(library)
  } finally {
    app.end()
  }
})

test('where the machine’s policy allows it a program drives the windows, and each of them says so', async () => {
  const missing = missingForManagement()
  test.skip(missing !== undefined, missing)
  const managed = manage(copy.place, { automation: { allow: true } })
  const app = await start('managed', ['--remote-debugging-port=0'], managed)
  try {
    await app.waitFor(() => listening.test(app.told.text))
    const browser = await chromium.connectOverCDP(listening.exec(app.told.text)![1]!)
    const pages = () => browser.contexts().flatMap((context) => context.pages())
    await expect
      .poll(() =>
        pages()
          .map((page) => /[a-z]+\.html/.exec(page.url())?.[0])
          .sort(),
      )
      .toEqual(['demo.html', 'index.html'])
    for (const page of pages()) await expect(page.getByTestId('automation-banner')).toContainText('ほかのプログラムが')
    await browser.close()
  } finally {
    app.end()
  }
})
