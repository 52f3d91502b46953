import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: './e2e',
  outputDir: '../test-results',
  // Electron apps share one display, one tray and one notification daemon.
  workers: 1,
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
