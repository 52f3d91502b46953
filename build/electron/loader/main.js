/**
 * Stands in the stand-in Electron's resources where the official one has its default app: opens the application folder
 * that is named on the command line, `electron [switches] [-r file] <folder> [arguments]`.
 *
 * Electron becomes ready only after this module has been evaluated, so the application is imported with a top-level
 * await: what it does while loading still comes before `ready`.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

const { folder, preloads } = readCommandLine(process.argv.slice(1))
if (folder === undefined) {
  console.error('electron: which application? Give its folder.')
  process.exit(1)
}

const require = createRequire(path.join(process.cwd(), 'electron'))
for (const file of preloads) require(path.isAbsolute(file) ? file : path.resolve(file))

const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
// Electron's own start does the same by two methods that its types leave out.
const own = /** @type {typeof app & { setAppPath(folder: string): void, setVersion(version: string): void }} */ (app)
own.setAppPath(folder)
own.setName(manifest.productName ?? manifest.name)
own.setVersion(manifest.version)
await import(pathToFileURL(path.join(folder, manifest.main ?? 'index.js')).href)

/** Switches before the folder belong to Chromium and Node; what follows it belongs to the application. */
function readCommandLine(args) {
  const preloads = []
  for (let index = 0; index < args.length; index++) {
    const argument = args[index]
    if (argument === '-r' || argument === '--require') preloads.push(args[++index])
    else if (!argument.startsWith('-')) return { folder: path.resolve(argument), preloads }
  }
  return { folder: undefined, preloads }
}
