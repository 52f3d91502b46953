/** The packed app in dist/linux-unpacked, to be tried on a copy of it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

export const packedFolder = path.resolve(import.meta.dirname, '../../../dist/linux-unpacked')

/** What the app itself says where it is started without settings: by this it is known that it was the app that ran. */
export const appSpeaks = '"code":"config.invalid"'

/** @returns a copy that may be spoilt, with a home and a file of its own for what a stranger's code leaves behind */
export function copyOfPacked() {
  const place = mkdtempSync(path.join(tmpdir(), 'koshin-packed-'))
  const folder = path.join(place, 'app')
  cpSync(packedFolder, folder, { recursive: true })

  /**
   * Starts one of its programs so that the app ends by itself.
   * @param name `koshin`, or another binary beside it
   */
  async function start(
    name: string,
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    // Neither the real home nor a display.
    const env = { PATH: process.env['PATH'], HOME: place, ...environment }
    const child = spawn(path.join(folder, name), [...args, '--no-sandbox', '--status', '--json'], {
      env,
      timeout: 30_000,
    })
    return said(child)
  }

  return { place, folder, start, dispose: (): void => rmSync(place, { recursive: true, force: true }) }
}

function said(child: ChildProcess): Promise<string> {
  let text = ''
  child.stdout!.on('data', (data: Buffer) => (text += data.toString()))
  child.stderr!.on('data', (data: Buffer) => (text += data.toString()))
  return new Promise((resolve) => child.once('close', () => resolve(text)))
}
