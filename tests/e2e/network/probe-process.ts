/** The probe of our transport in a process of its own, built from the sources that lie here now. */
import { spawn } from 'node:child_process'
import { generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'vite'
import { success } from '../../../main/renewal/errors.ts'
import { buildRequest } from '../../../main/x509/request.ts'
import { appRoot } from '../stage/app.ts'
import { chromiumSwitches, startEnvironment } from '../stage/electron.ts'
import type { Probe } from './transport-probe.ts'

export type Asked = Omit<Probe, 'trustAnchors' | 'request'>
export interface Told {
  readonly ok: boolean
  readonly failure?: { readonly code: string; readonly cause?: string }
}

/** @param trustAnchors PEM */
export async function startProbe(application: string, folder: string, trustAnchors: string) {
  const home = path.join(folder, 'home')
  mkdirSync(home, { recursive: true })
  const switches = [...chromiumSwitches, '--ozone-platform=headless']
  const args = [...switches, `--user-data-dir=${path.join(folder, 'profile')}`, application]
  const child = spawn(process.env['KOSHIN_ELECTRON']!, args, {
    env: { ...process.env, ...startEnvironment, HOME: home },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async run(asked: Asked): Promise<Told> {
      const probe: Probe = { ...asked, trustAnchors, request: await csr() }
      child.stdin.write(`${JSON.stringify(probe)}\n`)
      const { value = '' } = (await answers.next()) as IteratorResult<string, undefined>
      return JSON.parse(value) as Told
    },
    async close() {
      const closed = once(child, 'close')
      child.stdin.end()
      await closed
    },
  }
}

/** As an application folder. */
export async function buildProbe(): Promise<string> {
  const outDir = mkdtempSync(path.join(tmpdir(), 'koshin-probe-'))
  await build({
    configFile: false,
    root: appRoot,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['electron'] },
    build: {
      ssr: 'tests/e2e/network/transport-probe.ts',
      outDir,
      rollupOptions: { output: { entryFileNames: 'probe.js' } },
    },
  })
  const manifest = { name: 'probe', version: '0.0.0', type: 'module', main: 'probe.js' }
  writeFileSync(path.join(outDir, 'package.json'), JSON.stringify(manifest))
  return outDir
}

async function csr(): Promise<string> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }))
  const names = { subject: '3000', subjectAltName: undefined }
  const signer = async (info: Uint8Array) => success(new Uint8Array(sign('sha256', info, privateKey)))
  const built = await buildRequest(names, spki, signer)
  if (!built.ok) throw new Error(built.failure.cause)
  return Buffer.from(built.value).toString('base64')
}
