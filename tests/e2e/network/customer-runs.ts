/** Runs of the app without windows, one after the other, without a start of Electron for each. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { removeFolder } from '../../../main/compose/throw-away-folder.ts'
import { test } from '../stage/app.ts'
import { importInto } from '../stage/nss-database.ts'
import { buildApplication, startApplication } from './programs/application.ts'
import type { Ended, Run } from './programs/windowless-runs.ts'

type Line = Readonly<Record<string, unknown>>

interface Told {
  readonly lines: readonly Line[]
  /** What the product ends with. */
  readonly code: number
}

/** Does what a command line says. */
type Runs = (folder: string, options: readonly string[]) => Promise<Told>

/** @param folder with the home, whose key store Chromium opens once */
async function startRuns(folder: string) {
  const program = await buildApplication('windowless-runs.ts')
  const { ask, answer, close } = startApplication(program, folder, path.join(folder, 'windowless'))
  return {
    close,
    async run(asked: Run): Promise<Told> {
      ask(asked)
      const lines: Line[] = []
      for (;;) {
        const line = (await answer()) as Line | Ended
        if ('exit' in line) return { lines, code: line.exit as number }
        lines.push(line)
      }
    },
  }
}

/**
 * Belongs into a file, each of whose tests has a home in its folder, and with it a process, which ends with the test. How the
 * product begins and ends such a run is for the tests that start it.
 */
export function runsOfCustomers(): Runs {
  const started = new Map<string, ReturnType<typeof startRuns>>()
  test.afterEach(async () => {
    for (const one of started.values()) await (await one).close()
    started.clear()
  })
  return async (folder, options) => {
    const process = started.get(folder) ?? startRuns(folder)
    started.set(folder, process)
    return (await process).run({ options, state: path.join(folder, 'windowless/state') })
  }
}

/**
 * The same for customers of banks that have nothing in common, not even the name of a CA: all of them have one home, and one
 * process. What the app knows of a bank is in the folder of its test.
 */
export function runsInOneHome(): { readonly run: Runs; readonly database: () => string } {
  let folder: string
  let database: string
  let process: Awaited<ReturnType<typeof startRuns>>
  test.beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'koshin-home-'))
    database = importInto(path.join(folder, 'home'))
    process = await startRuns(folder)
  })
  test.afterAll(async () => {
    await process.close()
    removeFolder(folder)
  })
  return {
    run: (ofTest, options) => process.run({ options, state: path.join(ofTest, 'state') }),
    database: () => database,
  }
}
