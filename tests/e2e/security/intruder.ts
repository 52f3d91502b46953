/** What an attacker has who runs script in one of the app's pages, and what such an attacker would want to reach. */
import dgram from 'node:dgram'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { openDatabase } from '../../../main/demo-bank/ledger/database.ts'
import { quietPort } from '../../protocol/peers/quiet-port.ts'
import type { Demo } from '../stage/app.ts'
import { bankEnded } from '../stage/banks/starting-point.ts'

/** The bare message channel, as it is in the hands of whoever broke out of the page's world into its process. */
export interface RawChannel {
  invoke(channel: string, ...input: unknown[]): Promise<unknown>
}

const rawPreload = `
  const { contextBridge, ipcRenderer } = require('electron')
  contextBridge.exposeInMainWorld('raw', { invoke: (channel, ...input) => ipcRenderer.invoke(channel, ...input) })
`

/** A preload that hands its page the bare message channel. */
export function writeRawPreload(folder: string): string {
  const file = path.join(folder, 'raw-preload.cjs')
  writeFileSync(file, rawPreload)
  return file
}

/** Opens the app's window again, with the bare message channel in its page besides the bridge. */
export async function breakIn(demo: Demo): Promise<Page> {
  const file = writeRawPreload(demo.folder)
  await demo.app.evaluate(({ session }, filePath) => {
    const own = session.fromPartition('pages')
    const broken = globalThis as { mend?: () => void }
    broken.mend?.()
    // Newer Electron has another name for it.
    if ('registerPreloadScript' in own) {
      const id = own.registerPreloadScript({ type: 'frame', filePath })
      broken.mend = () => own.unregisterPreloadScript(id)
    } else {
      const { setPreloads } = own as { setPreloads(files: string[]): void }
      setPreloads.call(own, [filePath])
      broken.mend = () => setPreloads.call(own, [])
    }
  }, file)
  await demo.closeWindow()
  return demo.reopen()
}

/** Takes the message channel from the windows that are opened from now on. */
export async function mend(demo: Demo | undefined): Promise<void> {
  await demo?.app.evaluate(() => (globalThis as { mend?: () => void }).mend?.())
}

type Messages = readonly (readonly [string, ...unknown[]])[]

const sending = async (all: Messages): Promise<string[]> => {
  const { raw } = globalThis as unknown as { raw: RawChannel }
  const answers: string[] = []
  for (const [channel, ...input] of all) {
    answers.push(
      await raw.invoke(channel, ...input).then(
        (answer) => `answered ${JSON.stringify(answer)}`,
        (error: Error) => error.message.replace(/^.*Error: /, ''),
      ),
    )
  }
  return answers
}

/** Sends each message from this page; how the main process answered, by channel. */
export function sendAll(page: Page, messages: Messages): Promise<string[]> {
  return page.evaluate(
    sending,
    messages.map((message) => [...message] as const),
  )
}

/** The same as a script, for a page that Playwright may see too late. */
export const sendAllScript = (messages: Messages): string => `(${sending.toString()})(${JSON.stringify(messages)})`

/**
 * Runs a script in the world of the window's page as though its user had just clicked. Through the main process,
 * because Playwright's own view of a page waits for navigations that never come.
 */
export function runIn(demo: Demo, file: string, script: string): Promise<unknown> {
  return demo.app.evaluate(
    ({ webContents }, [name, code]) => {
      const contents = webContents.getAllWebContents().find((one) => one.getURL().endsWith(`/${name}`))
      if (contents === undefined) throw new Error(`no window with ${name}`)
      const running = contents.executeJavaScript(code, true) as Promise<unknown>
      // Held here: nobody else holds it, and a flood has it collected as garbage before its end.
      const held = ((globalThis as { held?: Set<unknown> }).held ??= new Set())
      held.add(running)
      return running.finally(() => held.delete(running))
    },
    [file, script] as const,
  )
}

/** A host on loopback that an intruder would send to; it only counts who comes. */
export interface Outside {
  readonly port: number
  /** What arrived by TCP, and by UDP. */
  readonly connections: readonly string[]
  readonly datagrams: () => number
  close(): void
}

export async function startOutside(): Promise<Outside> {
  const connections: string[] = []
  let datagrams = 0
  const tcp = net.createServer((socket) => {
    socket.on('error', () => socket.destroy())
    const place = connections.push('connected, said nothing') - 1
    socket.once('data', (told) => {
      connections[place] = told
        .toString('latin1')
        .split('\r\n')[0]!
        .replace(/[^ -~]+/g, '.')
      socket.end(
        'HTTP/1.1 200 OK\r\nContent-Type: text/javascript\r\nConnection: close\r\n\r\nglobalThis.remote = true',
      )
    })
  })
  // Free to both.
  const port = await quietPort()
  tcp.listen(port, '127.0.0.1')
  await once(tcp, 'listening')
  const udp = dgram.createSocket('udp4', () => datagrams++)
  udp.bind(port, '127.0.0.1')
  await once(udp, 'listening')
  return {
    port,
    connections,
    datagrams: () => datagrams,
    close() {
      tcp.close()
      udp.close()
    },
  }
}

/** How many certificates the demo bank ever issued; its bank must have been closed. */
export async function issuedBy(folder: string): Promise<number> {
  await bankEnded(folder)
  return issuedIn(path.join(folder, 'bank'))
}

/** The same of one that runs, and writes nothing just now, by a copy of its ledger, which it keeps to itself. */
export function issuedSoFar(folder: string): number {
  const copy = mkdtempSync(path.join(folder, 'ledger-'))
  for (const name of readdirSync(path.join(folder, 'bank')).filter((file) => /^ledger\.db(-wal)?$/.test(file)))
    copyFileSync(path.join(folder, 'bank', name), path.join(copy, name))
  return issuedIn(copy)
}

function issuedIn(place: string): number {
  const ledger = openDatabase(place)
  try {
    return Number(ledger.get('select count(*) as issued from certificates')?.['issued'])
  } finally {
    ledger.close()
  }
}
