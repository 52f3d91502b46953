/** The demo bank as a file that a process can be started from, bundled as `npm run build` does it. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import path from 'node:path'
import { build } from 'vite'

const root = path.resolve(import.meta.dirname, '../../..')

/**
 * Path of the bundle of exactly the sources that lie here now: a bank from yesterday's build would make tests lie.
 * Named by its sources' hash, it is made once, whoever asks first.
 */
export async function buildBank(): Promise<string> {
  const name = `demo-bank-${hashOfSources()}`
  const folder = path.join(root, '.cache', name)
  const bundle = path.join(folder, 'demo-bank.js')
  if (existsSync(bundle)) return bundle
  const unfinished = `${folder}.${process.pid}`
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    ssr: { noExternal: true, external: ['node-sqlite3-wasm'] },
    build: {
      ssr: 'main/demo-bank/index.ts',
      outDir: unfinished,
      rollupOptions: { output: { entryFileNames: 'demo-bank.js' } },
    },
  })
  try {
    renameSync(unfinished, folder)
  } catch (error) {
    if (!existsSync(bundle)) throw error
  }
  return bundle
}

function hashOfSources(): string {
  const hash = createHash('sha256')
  for (const folder of ['main/demo-bank', 'main/x509', 'main/renewal']) {
    const names = readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    for (const name of names.filter((one) => one.endsWith('.ts')).sort()) {
      hash.update(name).update(readFileSync(path.join(root, folder, name)))
    }
  }
  return hash.digest('hex').slice(0, 16)
}
