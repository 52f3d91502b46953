/** Programs of the tests for Electron, built from the sources that lie here now, which answer what they are asked by lines. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { build as bundle } from 'vite'
import { appRoot } from '../../stage/app.ts'
import { chromiumSwitches, startEnvironment } from '../../stage/electron.ts'
import { folderOfRun } from '../../stage/banks/starting-point.ts'

const built = new Map<string, Promise<string>>()

/** Once in each process of tests. @param program in this folder. @returns the folder of the application */
export function buildApplication(program: string): Promise<string> {
  const application = built.get(program) ?? build(program)
  built.set(program, application)
  return application
}

async function build(program: string): Promise<string> {
  const outDir = mkdtempSync(path.join(folderOfRun(), 'application-'))
  await bundle({
    configFile: false,
    root: appRoot,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['electron', 'keytar', 'koffi'] },
    build: {
      ssr: path.join('tests/e2e/network/programs', program),
      outDir,
      rollupOptions: { output: { entryFileNames: 'index.js' } },
    },
  })
  const manifest = { name: 'application', version: '0.0.0', type: 'module', main: 'index.js' }
  writeFileSync(path.join(outDir, 'package.json'), JSON.stringify(manifest))
  // The process of the key store is the product's own, which is looked for beside the program.
  symlinkSync(path.join(appRoot, 'out/main/keystore-linux.cjs'), path.join(outDir, 'keystore-linux.cjs'))
  return outDir
}

/** Starts it without windows, with the home and the profile in this folder. */
export function startApplication(application: string, folder: string, profile = path.join(folder, 'profile')) {
  const home = path.join(folder, 'home')
  mkdirSync(home, { recursive: true })
  const switches = [...chromiumSwitches, '--ozone-platform=headless']
  const args = [...switches, `--user-data-dir=${profile}`, application]
  const child = spawn(process.env['KOSHIN_ELECTRON']!, args, {
    env: { ...process.env, ...startEnvironment, HOME: home },
  })
  const closed = once(child, 'close')
  let errors = ''
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()))
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    ask: (what: unknown) => void child.stdin.write(`${JSON.stringify(what)}\n`),
    /** The next line, as JSON. */
    async answer(): Promise<unknown> {
      const answer = (await answers.next()) as IteratorResult<string, undefined>
      if (answer.done === true) throw new Error(`the application has ended: ${errors}`)
      return JSON.parse(answer.value)
    },
    async close() {
      child.stdin.end()
      await closed
    },
  }
}
