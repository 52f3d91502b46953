/**
 * A managed machine with Koshin in two versions. What stands in for an AppImage is a small program file that starts
 * Electron with one version's folder: electron-updater only exchanges the file that APPIMAGE names, and starts it.
 */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type Browser, chromium, type ElectronApplication, expect, type Page } from '@playwright/test'
import { appRoot, Demo, launchEnvironment } from '../stage/app.ts'
import { chromiumSwitches, introduce, launchElectron } from '../stage/electron.ts'
import { manage } from './managed-machine.ts'
import { managedBank } from '../stage/windowless.ts'

export class UpdatingMachine {
  readonly appImage: string
  readonly profile: string
  /** With their processes, after which Playwright no longer can be asked once they have ended. */
  private running: { readonly app: ElectronApplication; readonly process: ChildProcess }[] = []
  private browser: Browser | undefined

  constructor(private readonly folder: string) {
    this.appImage = path.join(folder, 'Koshin.AppImage')
    this.profile = path.join(folder, 'home/.config/Koshin')
    introduce(this.profile)
  }

  /** What stands in for an AppImage of this version. @param debugging the port that a test looks into it through */
  packageOf(version: string, debugging?: number): Buffer {
    const root = path.join(this.folder, `version-${version}`)
    if (!existsSync(root)) {
      mkdirSync(root)
      const manifest = JSON.parse(readFileSync(path.join(appRoot, 'package.json'), 'utf8')) as object
      writeFileSync(path.join(root, 'package.json'), JSON.stringify({ ...manifest, version }))
      for (const name of ['out', 'node_modules']) symlinkSync(path.join(appRoot, name), path.join(root, name))
      copyFileSync(path.join(appRoot, 'build/packaging/app-update.yml'), path.join(root, 'dev-app-update.yml'))
    }
    const switches = [
      ...chromiumSwitches,
      '--lang=ja',
      ...(debugging === undefined ? [] : [`--remote-debugging-port=${debugging}`]),
    ]
    const electron = process.env['KOSHIN_ELECTRON']!
    const text = [
      '#!/bin/sh',
      `echo "$$ ${version}" >> '${this.starts}'`,
      `exec '${electron}' ${switches.join(' ')} "$@" '${root}'`,
      '',
    ]
    return Buffer.from(text.join('\n'))
  }

  install(version: string): void {
    writeFileSync(this.appImage, this.packageOf(version))
    chmodSync(this.appImage, 0o755)
  }

  /** Starts whatever the AppImage is now, on a machine with this policy. */
  async start(policy: object): Promise<Demo> {
    const on = manage(this.folder, { bank: managedBank(this.folder), ...policy })
    const starter = path.join(this.folder, 'start.sh')
    const quoted = [...on, this.appImage].map((word) => `'${word}'`).join(' ')
    writeFileSync(starter, `#!/bin/sh\nexec ${quoted} "$@"\n`, { mode: 0o755 })
    const env = {
      ...launchEnvironment(this.folder),
      HOME: path.join(this.folder, 'home'),
      APPIMAGE: this.appImage,
      APPDIR: path.dirname(process.env['KOSHIN_ELECTRON']!),
    }
    const app = await launchElectron([], env, starter)
    this.running.push({ app, process: app.process() })
    return new Demo(app, this.folder)
  }

  /** Quits the app that was started last, as its menu does, and waits for its end. */
  async quit(): Promise<void> {
    const { app, process } = this.running.at(-1)!
    const ended = once(process, 'exit')
    await app.evaluate((electron) => electron.app.quit()).catch(() => undefined)
    await ended
  }

  /** Looks into the app that the updater itself started. */
  async windowOfNext(debugging: number): Promise<Page> {
    const find = async (): Promise<Page | undefined> => {
      this.browser ??= await chromium.connectOverCDP(`http://127.0.0.1:${debugging}`).catch(() => undefined)
      return this.browser
        ?.contexts()
        .flatMap((context) => context.pages())
        .find((page) => page.url().includes('/index.html'))
    }
    await expect
      .poll(async () => (await find()) !== undefined, { message: 'a window of the next version', timeout: 30_000 })
      .toBe(true)
    return (await find())!
  }

  /** The versions that were started, in their order. */
  started(): string[] {
    return this.startLines().map(([, version]) => version)
  }

  journal(): unknown {
    return JSON.parse(readFileSync(path.join(this.profile, 'state/journal.json'), 'utf8'))
  }

  log(): string {
    return readFileSync(path.join(this.profile, 'logs/koshin.log'), 'utf8')
  }

  /** Ends whatever of it still runs; Playwright waits for ever for the end of an app that has ended by itself. */
  async close(): Promise<void> {
    for (const { app } of this.running.filter((one) => one.process.exitCode === null))
      await app.close().catch(() => undefined)
    for (const [pid] of this.startLines()) {
      try {
        process.kill(Number(pid), 'SIGKILL')
      } catch {
        // It has ended.
      }
    }
  }

  private get starts(): string {
    return path.join(this.folder, 'starts')
  }

  private startLines(): [pid: string, version: string][] {
    if (!existsSync(this.starts)) return []
    return readFileSync(this.starts, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' ') as [string, string])
  }
}
