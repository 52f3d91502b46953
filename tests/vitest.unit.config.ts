/** The unit tests alone, for a runner that knows no projects (`npm run mutants`). */
import path from 'node:path'
import { defineConfig } from 'vitest/config'
import { kind } from './vitest.config.ts'

const { test } = kind('unit', { testTimeout: 30_000 })

export default defineConfig({ root: path.resolve(import.meta.dirname, '..'), test: { ...test, allowOnly: false } })
