/** Other programs, always by argument array: nothing here passes through a shell. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { endWithUs } from './children.mjs'
import { Foreseen, say } from './console.mjs'
import { inRoot, readJson, root } from './root.mjs'

/**
 * Runs a program with its output on our console, or in an open file.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ env?: object, cwd?: string, limit?: number, quiet?: boolean, output?: number | 'inherit', patient?: boolean }} [options]
 *   limit in ms, none by default; output a file descriptor; patient: takes the processor where others leave it
 * @returns {Promise<number>} its exit code; as in a shell, 128 and the number of the signal that ended it; 1 when it could not
 *   start
 */
export function run(file, args, { env, cwd = root, limit, quiet = false, output = 'inherit', patient = false } = {}) {
  return new Promise((resolve) => {
    /** @type {import('node:child_process').StdioOptions} */
    const stdio = quiet ? 'ignore' : ['inherit', output, output]
    const child = endWithUs(spawn(file, args, { cwd, env: { ...process.env, ...env }, stdio }))
    // At once: threads that it starts have its priority from then on.
    if (patient && child.pid !== undefined) os.setPriority(child.pid, os.constants.priority.PRIORITY_BELOW_NORMAL)
    const timer = limit === undefined ? undefined : setTimeout(() => endSlow(child, file, limit), limit)
    child.once('error', (error) => {
      clearTimeout(timer)
      say(`${file} does not start: ${error.message}`)
      resolve(1)
    })
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      resolve(code ?? 128 + os.constants.signals[signal ?? 'SIGKILL'])
    })
  })
}

/** What the system calls an error, `ENOENT`. @param {unknown} error @returns {string} */
export const codeOf = (error) => /** @type {NodeJS.ErrnoException} */ (error).code ?? String(error)

function endSlow(child, file, limit) {
  say(`${path.basename(file)} took longer than ${limit / 1000} s and is ended`)
  child.kill()
  setTimeout(() => child.kill('SIGKILL'), 10_000).unref()
}

/** What a program prints, or undefined where it cannot be run. Its exit code is not looked at. */
export function output(file, args) {
  const env = { ...process.env, LC_ALL: 'C' }
  const { error, stdout } = spawnSync(file, args, { encoding: 'utf8', env, maxBuffer: 64e6 })
  return error === undefined ? stdout : undefined
}

/** Runs npm's own script with this very Node: `npm` itself is a batch file on Windows, which needs a shell. */
export function npm(args, options) {
  const script = npmScript()
  return script === undefined ? run('npm', args, options) : run(process.execPath, [script, ...args], options)
}

/** What npm prints, or undefined where it fails. */
export function npmOutput(args) {
  const script = npmScript()
  return (script === undefined ? output('npm', args) : output(process.execPath, [script, ...args])) || undefined
}

function npmScript() {
  const beside = path.dirname(process.execPath)
  const places = [
    process.env.npm_execpath,
    path.join(beside, 'node_modules/npm/bin/npm-cli.js'),
    path.join(beside, '../lib/node_modules/npm/bin/npm-cli.js'),
  ]
  return places.find((place) => place?.endsWith('npm-cli.js') && existsSync(place))
}

/**
 * Runs a command-line program of an installed package: its only one, the one named like it, or `options.program`.
 * @param {string} name
 * @param {readonly string[]} args
 * @param {Parameters<typeof run>[2] & { program?: string, node?: string }} [options] node: by default this very one
 */
export function tool(name, args, { program = name, node = process.execPath, ...options } = {}) {
  const folder = inRoot('node_modules', name)
  if (!existsSync(folder)) throw new Foreseen(`${name} is not installed; npm run demo and npm test install it`)
  const { bin } = readJson(path.join(folder, 'package.json'))
  const script = typeof bin === 'string' ? bin : (bin[program] ?? Object.values(bin)[0])
  return run(node, [path.join(folder, script), ...args], options)
}
