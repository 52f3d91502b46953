/**
 * Which browsers are running: one that has connected to the bank keeps that client certificate until it ends, so that
 * after a renewal it has to be quit once. Only the names of programs are read, on Linux also where they are installed.
 */
import { execFile } from 'node:child_process'
import { readdir, readFile, readlink } from 'node:fs/promises'
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

/** By name, each once, in alphabetical order. */
export interface RunningBrowsers {
  /** They use the key store that Koshin works on. */
  readonly sharing: readonly string[]
  /** They have certificates of their own, of which a renewal here changes nothing. */
  readonly apart: readonly string[]
}

interface Program {
  /** The names that its process is known by. */
  readonly names: readonly string[]
  /** Its file, where it is known. */
  readonly file?: string
}

export function browsersAmong(programs: readonly Program[], platform = process.platform): RunningBrowsers {
  const found = programs.flatMap(({ names, file = '' }) => {
    const name = names.map((one) => browsers[one.toLowerCase().replace(/\.exe$/, '')]).find((one) => one !== undefined)
    return name === undefined ? [] : [{ name, apart: platform === 'linux' && isApart(name, file) }]
  })
  const namesOf = (apart: boolean) => {
    const names = found.filter((one) => one.apart === apart).map(({ name }) => name)
    return [...new Set(names)].sort()
  }
  return { sharing: namesOf(false), apart: namesOf(true) }
}

/**
 * On Linux Firefox has a database in each of its profiles and no other one, and what comes as a snap or a Flatpak, where
 * it is mounted at /app, sees a home folder of its own.
 */
const isApart = (name: string, file: string): boolean => name === 'Firefox' || /^\/(snap|app)\//.test(file)

/** None where the programs cannot be listed: the hint is a courtesy, not a promise. */
export async function runningBrowsers(): Promise<RunningBrowsers> {
  try {
    return browsersAmong(await runningPrograms())
  } catch {
    return browsersAmong([])
  }
}

const run = promisify(execFile)

async function runningPrograms(): Promise<readonly Program[]> {
  if (process.platform === 'linux') return programsOfProc()
  const names = process.platform === 'win32' ? await programsOfTasklist() : await programsOfPs()
  return names.map((name) => ({ names: [name] }))
}

/** proc(5): the name of each process, at most 15 characters, and its file, which only its owner is told. */
async function programsOfProc(): Promise<readonly Program[]> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  // A process may end while the others are read.
  const programs = processes.map(async (id): Promise<Program> => {
    const name = await readFile(`/proc/${id}/comm`, 'utf8').catch(() => '')
    const file = await readlink(`/proc/${id}/exe`).catch(() => '')
    return { names: [name.trim(), path.basename(file)], file }
  })
  return Promise.all(programs)
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
