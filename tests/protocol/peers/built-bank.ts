/** The demo bank as a file that a process can be started from, bundled as `npm run build` does it. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import path from 'node:path'
import { build } from 'vite'

const root = path.resolve(import.meta.dirname, '../../..')

export const buildBank = (): Promise<string> => bundleOf('demo-bank', 'main/demo-bank/index.ts')

/** The program in which several banks run side by side. */
export const buildBankHouse = (): Promise<string> => bundleOf('bank-house', 'tests/protocol/peers/bank-house.ts')

/**
 * Path of the bundle of exactly the sources that lie here now: a bank from yesterday's build would make tests lie.
 * Named by its sources' hash, it is made once, whoever asks first.
 */
async function bundleOf(program: string, source: string): Promise<string> {
  const folder = path.join(root, '.cache', `${program}-${hashOfSources()}`)
  const bundle = path.join(folder, `${program}.js`)
  if (existsSync(bundle)) return bundle
  const unfinished = `${folder}.${process.pid}`
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    ssr: { noExternal: true, external: ['node-sqlite3-wasm'] },
    build: {
      ssr: source,
      outDir: unfinished,
      rollupOptions: { output: { entryFileNames: `${program}.js` } },
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
  hash.update(readFileSync(path.join(import.meta.dirname, 'bank-house.ts')))
  return hash.digest('hex').slice(0, 16)
}
