/**
 * Which browsers are running: each keeps the client certificate of its last connection until it ends, so that after a
 * renewal it has to be quit once. Only the names of programs are read.
 */
import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

/** By the name of the program's file, lower case, without `.exe`. */
const browsers: Readonly<Record<string, string>> = {
  chrome: 'Google Chrome',
  'google chrome': 'Google Chrome',
  chromium: 'Chromium',
  msedge: 'Microsoft Edge',
  'microsoft edge': 'Microsoft Edge',
  firefox: 'Firefox',
  'firefox-esr': 'Firefox',
  safari: 'Safari',
  brave: 'Brave',
  'brave browser': 'Brave',
  vivaldi: 'Vivaldi',
  'vivaldi-bin': 'Vivaldi',
  opera: 'Opera',
}

/** The names of the browsers among these programs, each once, in alphabetical order. */
export function browsersAmong(programs: readonly string[]): readonly string[] {
  const found = programs.flatMap((program) => browsers[program.toLowerCase().replace(/\.exe$/, '')] ?? [])
  return [...new Set(found)].sort()
}

/** Empty where the programs cannot be listed: the hint is a courtesy, not a promise. */
export async function runningBrowsers(): Promise<readonly string[]> {
  try {
    return browsersAmong(await runningPrograms())
  } catch {
    return []
  }
}

const run = promisify(execFile)

function runningPrograms(): Promise<readonly string[]> {
  if (process.platform === 'linux') return programsOfProc()
  return process.platform === 'win32' ? programsOfTasklist() : programsOfPs()
}

/** proc(5): the name of each process, at most 15 characters. */
async function programsOfProc(): Promise<readonly string[]> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  // A process may end while the others are read.
  const names = processes.map((id) => readFile(`/proc/${id}/comm`, 'utf8').catch(() => ''))
  return (await Promise.all(names)).map((name) => name.trim())
}

/** By its full path: a program of this name beside ours must not be run instead. */
async function programsOfTasklist(): Promise<readonly string[]> {
  // Loaded where it is needed: nobody else needs a library for calls into Windows.
  const { systemFolder } = await import('../../system-libraries.ts')
  const tasklist = path.win32.join(systemFolder(), 'tasklist.exe')
  const { stdout } = await run(tasklist, ['/FO', 'CSV', '/NH'], { windowsHide: true, timeout: 10_000 })
  return stdout.split('\n').map((line) => /^"([^"]*)"/.exec(line)?.[1] ?? '')
}

async function programsOfPs(): Promise<readonly string[]> {
  const { stdout } = await run('/bin/ps', ['-Axco', 'comm='], { timeout: 10_000 })
  return stdout.split('\n').map((line) => line.trim())
}
