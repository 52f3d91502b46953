import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { defineConfig } from '@playwright/test'

/** Electron apps share one display with its focus and its clipboard: each process of tests has its own, if there are several. */
const display = process.env['KOSHIN_DISPLAYS']?.split(' ')[Number(process.env['TEST_PARALLEL_INDEX'])]
if (display !== undefined) process.env['DISPLAY'] = display

/** The starting points that one process of tests lays out are there for the others (e2e/stage/banks/starting-point.ts). */
if (process.env['KOSHIN_STARTING_POINTS'] === undefined) {
  const folder = mkdtempSync(path.join(tmpdir(), 'koshin-starting-points-'))
  process.env['KOSHIN_STARTING_POINTS'] = folder
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
}

export default defineConfig({
  testDir: './e2e',
  outputDir: '../test-results',
  workers: process.env['KOSHIN_DISPLAYS']?.split(' ').length ?? 1,
  fullyParallel: false,
  forbidOnly: true,
  // A test that passes only at the second try has failed.
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  projects: [
    { name: 'e2e', testIgnore: ['walk.spec.ts', 'watched-walk.spec.ts', 'looks.spec.ts', 'pictures.spec.ts'] },
    { name: 'looks', testMatch: 'looks.spec.ts' },
    { name: 'pictures', testMatch: 'pictures.spec.ts' },
    { name: 'walk', testMatch: 'walk.spec.ts' },
    { name: 'watched-walk', testMatch: 'watched-walk.spec.ts' },
    { name: 'packages', testDir: './packages', timeout: 600_000 },
  ],
})
