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

export default defineConfig({
  root,
  test: {
    // A suite that is left alone by mistake would make everything look green.
    allowOnly: false,
    projects: [
      kind('unit', { testTimeout: 30_000 }),
      kind('model', { testTimeout: 60 * 60_000 }),
      kind('contract', { ...withProcesses, globalSetup: ['tests/contract/build-first.ts'] }),
      kind('protocol', withProcesses),
      kind('faults', withProcesses),
      kind('bench', { ...withProcesses, include: ['tests/bench/**/*.bench.ts'] }),
    ],
  },
})
