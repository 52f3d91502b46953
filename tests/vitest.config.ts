import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { defineConfig } from 'vitest/config'

const root = path.resolve(import.meta.dirname, '..')

/** One project for each kind of test, so that each can be run and counted alone. */
export const kind = (name: string, settings: object = {}) => ({
  root,
  test: {
    name,
    include: [`tests/${name}/**/*.test.{ts,tsx}`],
    environment: 'node' as const,
    // Bundled, so that a test can put something in place of Electron, which electron-store imports.
    server: { deps: { inline: [/electron-store/] } },
    ...settings,
  },
})

/** Peers and key stores are processes; on a small machine they share two cores with nobody else this way. */
const withProcesses = { fileParallelism: false, testTimeout: 30_000, hookTimeout: 60_000 }

/** Unit tests that put something in a module's place: each has modules of its own. The others share what they load. */
const folder = path.join(root, 'tests/unit')
const replacing = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.test\.tsx?$/.test(name))
  .filter((name) => /vi\.(mock|doMock|resetModules|stubEnv)\(/.test(readFileSync(path.join(folder, name), 'utf8')))
  .map((name) => `tests/unit/${name.replaceAll(path.sep, '/')}`)
const unit = { testTimeout: 30_000 }

export default defineConfig({
  root,
  test: {
    // A suite that is left alone by mistake would make everything look green.
    allowOnly: false,
    projects: [
      kind('unit', { ...unit, isolate: false, exclude: replacing }),
      kind('unit-replacing', { ...unit, include: replacing }),
      kind('model', { testTimeout: 600 * 60_000 }),
      kind('conformance', { testTimeout: 120_000 }),
      kind('contract', { ...withProcesses, globalSetup: ['tests/contract/build-first.ts'] }),
      kind('protocol', withProcesses),
      kind('faults', withProcesses),
      kind('interop', { ...withProcesses, testTimeout: 120_000 }),
      kind('bench', { ...withProcesses, include: ['tests/bench/rows/*.bench.ts'] }),
    ],
  },
})
