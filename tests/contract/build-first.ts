import { existsSync } from 'node:fs'
import path from 'node:path'
import { built } from './forked-worker.ts'

/** Said once, before any test: without the built key store processes each of them would fail in its own way. */
export default function buildFirst(): void {
  const missing = ['keystore-linux.cjs', 'keystore-tokens.cjs', 'keystore-windows.cjs'].find(
    (name) => !existsSync(path.join(built, name)),
  )
  if (missing !== undefined) throw new Error(`build first: npm run build (${missing} is not there)`)
}
