/** Finds secrets wherever they may have been left: files, processes, the memory of pages. */
import { execFileSync } from 'node:child_process'
import { createPrivateKey } from 'node:crypto'
import { type Dirent, readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import type { Demo } from '../stage/app.ts'
import { ask } from '../stage/nss-database.ts'

/** By what each secret is called in a report; a report never holds the secret itself. Bytes are a key's numbers. */
export type Secrets = Readonly<Record<string, string | Uint8Array>>

/** A secret in the forms in which it may have been written. Base64 has three, by where in the stream it begins. */
function makeForms(secret: string | Uint8Array): ReadonlyMap<string, Buffer> {
  const bytes = Buffer.from(secret as Uint8Array)
  const forms = new Map([
    ['bytes', bytes],
    ['hex', Buffer.from(bytes.toString('hex'))],
  ])
  const percent = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
  forms.set('percent-encoded', Buffer.from(percent)).set('PERCENT-ENCODED', Buffer.from(percent.toUpperCase()))
  if (typeof secret === 'string') {
    forms.set('UTF-16LE', Buffer.from(secret, 'utf16le')).set('UTF-16BE', Buffer.from(secret, 'utf16le').swap16())
    forms
      .set('a URL', Buffer.from(encodeURIComponent(secret)))
      .set('JSON', Buffer.from(JSON.stringify(secret).slice(1, -1)))
  }
  for (const shift of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64')
    // Only what no neighbour has a part in.
    const whole = encoded.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6))
    forms.set(`base64 ${shift}`, Buffer.from(whole))
    forms.set(`base64url ${shift}`, Buffer.from(whole.replaceAll('+', '-').replaceAll('/', '_')))
  }
  return forms
}

const madeForms = new Map<string | Uint8Array, ReadonlyMap<string, Buffer>>()

/** Made once: each is looked for in hundreds of places. */
function formsOf(secret: string | Uint8Array): ReadonlyMap<string, Buffer> {
  const forms = madeForms.get(secret) ?? makeForms(secret)
  madeForms.set(secret, forms)
  return forms
}

/** Where in these bytes which secret stands, as `place: name as form`. */
export function findIn(bytes: Buffer, place: string, secrets: Secrets): string[] {
  return Object.entries(secrets).flatMap(([name, secret]) => {
    const form = [...formsOf(secret)].find(([, one]) => bytes.includes(one))?.[0]
    return form === undefined ? [] : [`${place}: ${name} as ${form}`]
  })
}

/** Searches every file below a folder, whatever its kind. */
export function findInFiles(folder: string, secrets: Secrets): { readonly found: string[]; readonly files: number } {
  const files = filesIn(readdirSync(folder, { withFileTypes: true }))
  const found = files.flatMap((file) =>
    findIn(Buffer.concat([Buffer.from(`${file}\n`), read(file)]), path.relative(folder, file), secrets),
  )
  return { found, files: files.length }
}

function filesIn(entries: readonly Dirent[]): string[] {
  return entries.flatMap((entry) => {
    const place = path.join(entry.parentPath, entry.name)
    if (entry.isDirectory()) return filesIn(list(place))
    return entry.isFile() ? [place] : []
  })
}

/** A running process takes folders and files away while it is looked at. */
function list(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

function read(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch {
    return Buffer.alloc(0)
  }
}

/**
 * The processes that come from this one, itself first.
 *
 * @param parents of processes, as an earlier call found them, for who looks again and again
 */
export function processTree(root: number, parents = new Map<number, number>()): number[] {
  const running = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))
  for (const gone of [...parents.keys()].filter((id) => !running.includes(String(id)))) parents.delete(gone)
  for (const name of running.filter((id) => !parents.has(Number(id)))) {
    const parent = /^PPid:\s+(\d+)$/m.exec(read(`/proc/${name}/status`).toString())?.[1]
    if (parent !== undefined) parents.set(Number(name), Number(parent))
  }
  const tree = [root]
  for (const one of tree) tree.push(...[...parents].filter(([, parent]) => parent === one).map(([child]) => child))
  return tree
}

/** Those of them whose memory a core file would hold. Of one whose filter nobody may read the kernel writes none. */
export function inCoreFiles(root: number): number[] {
  const filter = (id: number): string => read(`/proc/${id}/coredump_filter`).toString().trim()
  return processTree(root).filter((id) => /[^0]/.test(filter(id)))
}

/** Arguments and environment of the app's processes, of which there are several. */
export function findInProcesses(
  root: number,
  secrets: Secrets,
  parents?: Map<number, number>,
): { readonly found: string[]; readonly processes: number } {
  const tree = processTree(root, parents)
  const found = tree.flatMap((id) =>
    ['cmdline', 'environ'].flatMap((name) => findIn(read(`/proc/${id}/${name}`), `process ${id} ${name}`, secrets)),
  )
  return { found, processes: tree.length }
}

/** What the page's process holds of script after a collection of garbage: Chromium's own snapshot. */
export async function heapOf(demo: Demo, page: Page): Promise<Buffer> {
  const devtools = await demo.app.context().newCDPSession(page)
  const parts: string[] = []
  devtools.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => void parts.push(chunk))
  await devtools.send('HeapProfiler.enable')
  await devtools.send('HeapProfiler.collectGarbage')
  await devtools.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  await devtools.detach()
  // As text: the snapshot itself is JSON, in which everything beyond ASCII is escaped.
  return Buffer.from((JSON.parse(parts.join('')) as { strings: string[] }).strings.join('\n'))
}

/** The secret numbers of the private keys in the demo's store, which NSS's own tool gives out to who owns the store. */
export function privateNumbers(folder: string): Secrets {
  const database = `sql:${path.join(folder, 'home/.pki/nssdb')}`
  const listing = ask('certutil', ['-L', '-d', database])
  const nicknames = listing.split('\n').flatMap((line) => /^(.*?)\s+u,u,u\s*$/.exec(line)?.[1] ?? [])
  const numbers = nicknames.flatMap((nickname, index) => {
    const bundle = path.join(folder, '..', `${path.basename(folder)}-key.p12`)
    try {
      // Each encryption, and the check of the whole, takes 600,000 turns: what is not the key goes without.
      ask('pk12util', ['-o', bundle, '-n', nickname, '-d', database, '-W', 'test', '-C', 'NONE'])
      const reading = ['pkcs12', '-in', bundle, '-nodes', '-nocerts', '-nomacver', '-passin', 'pass:test']
      const pem = execFileSync('openssl', reading, { stdio: ['ignore', 'pipe', 'ignore'] })
      const { d, p, q } = createPrivateKey(pem).export({ format: 'jwk' })
      return Object.entries({ d, p, q }).map(
        ([name, text]) => [`private key ${index} ${name}`, Buffer.from(text!, 'base64url')] as const,
      )
    } finally {
      rmSync(bundle, { force: true })
    }
  })
  return Object.fromEntries(numbers)
}
