import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type EndingWorker, type Gaps, startNode, type WineNode } from './worker.ts'

/** Set by build/testing/wine.mjs. */
const {
  KOSHIN_WINE: loader,
  KOSHIN_WINE_SERVER: server,
  KOSHIN_WINE_PREFIX: newWindows,
  KOSHIN_WINE_NODE: node,
} = process.env

export const hasWine = [loader, server, newWindows, node].every((one) => one !== undefined)

const root = path.resolve(import.meta.dirname, '../../../..')
const built = path.join(root, 'out/main')

const guest = 'C:\\koshin\\tests\\contract\\windows\\wine\\guest.ts'

/** What runs there beside the built key store; Windows' Node leaves out the types itself. */
const entries = [
  ...['guest', 'gaps', 'hand', 'policy', 'event-log', 'pipe'].map((part) => `tests/contract/windows/wine/${part}.ts`),
  'tests/contract/windows/crash.ts',
]

/** Files, below the root, with all that they import of ours. */
function withImports(files: readonly string[], found = new Set<string>()): ReadonlySet<string> {
  for (const file of files.filter((one) => !found.has(one))) {
    found.add(file)
    const text = readFileSync(path.join(root, file), 'utf8')
    const imported = text.matchAll(/^(?:import|export) (?!type)[^'"]*?'(\.[^']+\.ts)'/gm)
    const importedLater = text.matchAll(/await import\('(\.[^']+\.ts)'\)/g)
    withImports(
      [...imported, ...importedLater].map(([, one]) => path.join(path.dirname(file), one!)),
      found,
    )
  }
  return found
}

/**
 * A Windows 10 of its own, with an empty certificate store: a prefix of Wine in a temporary folder, which holds its
 * registry, its key containers and what is to run in it. Never the user's own ~/.wine.
 */
export function createWineMachine() {
  if (!existsSync(path.join(built, 'keystore-windows.cjs'))) {
    throw new Error('out/main/keystore-windows.cjs is missing: run `npm run build` first')
  }
  const place = mkdtempSync(path.join(tmpdir(), 'koshin-wine-'))
  const prefix = path.join(place, 'prefix')
  const { PATH, LANG } = process.env
  // Neither the real home nor a display: nothing of the user's is in sight.
  const env = { PATH, LANG, HOME: place, WINEPREFIX: prefix, WINESERVER: server, WINEDEBUG: '-all' }
  try {
    cpSync(newWindows!, prefix, { recursive: true, verbatimSymlinks: true })
    furnish(path.join(prefix, 'drive_c', 'koshin'))
  } catch (error) {
    rmSync(place, { recursive: true })
    throw error
  }

  /** Processes without a worker. */
  const idle = { open: new Set<WineNode>(), filled: new Set<WineNode>() }

  function start(gaps: Gaps, execArgv: readonly string[]): WineNode {
    const command = [loader!, 'C:\\koshin\\node.exe', ...execArgv, guest] as const
    const node = startNode({ command, env, log: path.join(place, 'log') }, gaps)
    void node.gone.then(() => idle[gaps].delete(node))
    return node
  }

  /** Ends all that runs on it, as switching a computer off does; the next worker starts it again. */
  function switchOff(): void {
    for (const nodes of Object.values(idle)) nodes.clear()
    spawnSync(server!, ['--kill'], { env, stdio: 'ignore', timeout: 30_000 })
  }

  return {
    /** @param worker a file in C:\koshin @param execArgv options for Node itself */
    startWorker(worker: string, gaps: Gaps, execArgv: string[] = []): EndingWorker {
      const [free] = execArgv.length === 0 ? idle[gaps] : []
      const node = free ?? start(gaps, execArgv)
      idle[gaps].delete(node)
      return node.load(`file:///C:/koshin/${worker}`, () => {
        if (execArgv.length === 0) idle[gaps].add(node)
        else node.kill()
      })
    },
    switchOff,
    dispose(): void {
      switchOff()
      rmSync(place, { recursive: true })
    },
  }
}

function furnish(folder: string): void {
  cpSync(node!, folder, { recursive: true })
  cpSync(built, path.join(folder, 'out'), { recursive: true })
  for (const file of withImports(entries)) cpSync(path.join(root, file), path.join(folder, file))
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }')
}
