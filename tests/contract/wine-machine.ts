import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type EndingWorker, type Gaps, startInWine } from './wine-worker.ts'

const { KOSHIN_WINE: loader, KOSHIN_WINE_SERVER: server, KOSHIN_WINE_NODE: node } = process.env

/** Set by build/wine.mjs. */
export const hasWine = loader !== undefined && server !== undefined && node !== undefined

const root = path.resolve(import.meta.dirname, '../..')
const built = path.join(root, 'out/main')

/** What runs there beside the built key store; Windows' Node leaves out the types itself. */
const sources = [
  ...['guest', 'frames', 'gaps', 'hand'].map((part) => `tests/contract/wine-${part}.ts`),
  ...['hand', 'functions'].map((part) => `tests/contract/windows-${part}.ts`),
  'main/keystore/windows/structs.ts',
]

/** Wine shall neither offer to download .NET and a browser, nor write menus into a desktop. */
const leftOut = 'mscoree=;mshtml=;winemenubuilder.exe='

/**
 * A Windows 10 of its own, with an empty certificate store: a prefix of Wine in a temporary folder, which holds its
 * registry, its key containers and what is to run in it. Never the user's own ~/.wine.
 */
export function createWineMachine() {
  const place = mkdtempSync(path.join(tmpdir(), 'koshin-wine-'))
  const prefix = path.join(place, 'prefix')
  const home = path.join(place, 'home')
  mkdirSync(home)
  const { PATH, LANG } = process.env
  const env = {
    PATH,
    LANG,
    HOME: home,
    WINEPREFIX: prefix,
    WINEARCH: 'win64',
    WINESERVER: server,
    WINEDEBUG: '-all',
    WINEDLLOVERRIDES: leftOut,
  }

  function run(file: string, args: string[]): void {
    const { status, error } = spawnSync(file, args, { env, stdio: 'ignore', timeout: 120_000 })
    if (status !== 0) throw new Error(`${path.basename(file)} ${args.join(' ')}: ${error?.message ?? status}`)
  }
  run(loader!, ['winecfg', '-v', 'win10'])
  furnish(path.join(prefix, 'drive_c', 'koshin'))
  const guest = 'C:\\koshin\\tests\\contract\\wine-guest.ts'

  /** Ends all that runs on it, as switching a computer off does; the next worker starts it again. */
  function switchOff(): void {
    spawnSync(server!, ['-k'], { env, stdio: 'ignore', timeout: 30_000 })
  }

  return {
    /** @param worker a file in C:\koshin @param execArgv options for Node itself */
    startWorker(worker: string, gaps: Gaps, execArgv: string[] = []): EndingWorker {
      const command = [loader!, 'C:\\koshin\\node.exe', ...execArgv, guest] as const
      return startInWine({ command, env, log: path.join(place, 'log') }, `file:///C:/koshin/${worker}`, gaps)
    },
    switchOff,
    dispose(): void {
      switchOff()
      rmSync(place, { recursive: true })
    },
  }
}

function furnish(folder: string): void {
  if (!existsSync(path.join(built, 'keystore-windows.js'))) {
    throw new Error('out/main/keystore-windows.js is missing: run `npm run build` first')
  }
  cpSync(node!, folder, { recursive: true })
  cpSync(built, path.join(folder, 'out'), { recursive: true })
  for (const file of sources) cpSync(path.join(root, file), path.join(folder, file))
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }')
}
