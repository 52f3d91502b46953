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
/** A bank makes RSA keys, and a busy machine may take seconds for one. */
const withBanks = { ...withProcesses, testTimeout: 60_000 }

/** Tests that put something in a module's place, or into the environment: each has a process of its own. */
const apart = /vi\.(mock|doMock|resetModules|stubEnv)\(|process\.env\['\w+'\] =/

/** Two projects: files that share what they load, and those that each have all of it to themselves. */
function sharing(name: string, settings: object) {
  const folder = path.join(root, 'tests', name)
  const replacing = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.test\.tsx?$/.test(file))
    .filter((file) => apart.test(readFileSync(path.join(folder, file), 'utf8')))
    .map((file) => `tests/${name}/${file.replaceAll(path.sep, '/')}`)
  return [
    kind(name, { ...settings, isolate: false, exclude: replacing }),
    kind(`${name}-replacing`, { ...settings, include: replacing }),
  ]
}

export default defineConfig({
  root,
  test: {
    // A suite that is left alone by mistake would make everything look green.
    allowOnly: false,
    projects: [
      ...sharing('unit', { testTimeout: 30_000 }),
      kind('model', { testTimeout: 600 * 60_000 }),
      kind('conformance', { testTimeout: 120_000 }),
      ...sharing('contract', { ...withProcesses, globalSetup: ['tests/contract/build-first.ts'] }),
      ...sharing('protocol', withBanks),
      ...sharing('faults', withBanks),
      kind('interop', { ...withProcesses, testTimeout: 120_000 }),
      kind('bench', { ...withBanks, include: ['tests/bench/rows/*.bench.ts'] }),
    ],
  },
})
