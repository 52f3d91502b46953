/** Runs of the app without windows for one customer after the other, without a start of Electron for each. */
import path from 'node:path'
import { removeFolder } from '../../../main/compose/throw-away-folder.ts'
import { test } from '../stage/app.ts'
import { buildApplication, startApplication } from './programs/application.ts'
import type { Ended } from './programs/windowless-runs.ts'

type Line = Readonly<Record<string, unknown>>

/**
 * Belongs into a file. Chromium opens the key store of its home once, so that each folder has a process of its own, which ends
 * with its test. How the product begins and ends such a run is for unattended.spec.ts and homes.spec.ts.
 *
 * @returns does what a command line says, in a folder; resolves with the lines that it printed
 */
export function runsOfCustomers(): (folder: string, options: readonly string[]) => Promise<Line[]> {
  let application: string
  const started = new Map<string, ReturnType<typeof startApplication>>()
  test.beforeAll(async () => {
    application = await buildApplication('windowless-runs.ts')
  })
  test.afterEach(async () => {
    for (const one of started.values()) await one.close()
    started.clear()
  })
  test.afterAll(() => removeFolder(application))
  return async (folder, options) => {
    const process = started.get(folder) ?? startApplication(application, folder, path.join(folder, 'windowless'))
    started.set(folder, process)
    process.ask(options)
    const lines: Line[] = []
    for (;;) {
      const line = (await process.answer()) as Line | Ended
      if ('exit' in line) return lines
      lines.push(line)
    }
  }
}
