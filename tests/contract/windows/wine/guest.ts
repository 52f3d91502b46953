/**
 * Runs in Windows' Node under Wine: gives one worker of the product after the other the other end of a TCP connection as what
 * Electron calls its parent port. Node's own channel between parent and child does not lead into Wine.
 *
 * Arguments: the port on loopback, and `filled` where what Wine lacks is wanted.
 */
import { createRequire } from 'node:module'
import net from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { onFrame, sendFrame, type ToGuest } from './frames.ts'

const [port, gaps] = process.argv.slice(2)
const require = createRequire(import.meta.url)
const socket = net.connect(Number(port), '127.0.0.1')
socket.once('close', () => process.exit())

/** What is said to the worker whose turn it is. */
let hear: (message: unknown) => void

onFrame(socket, (frame) => {
  const given = frame as ToGuest
  if ('worker' in given) void load(given.worker, given.turn)
  else hear(given.message)
})

async function load(worker: string, turn: number): Promise<void> {
  const early: unknown[] = []
  let listener: ((event: { data: unknown }) => void) | undefined
  hear = (data) => (listener === undefined ? void early.push(data) : listener({ data }))
  const parentPort = {
    on(_: 'message', added: (event: { data: unknown }) => void) {
      listener = added
      for (const data of early.splice(0)) added({ data })
    },
    postMessage: (message: unknown) => sendFrame(socket, { turn, message }),
  }
  Object.assign(process, { parentPort })
  if (gaps === 'filled') {
    const { fillGaps } = await import('./gaps.ts')
    fillGaps()
  }
  if (worker.endsWith('.cjs')) requireAnew(fileURLToPath(worker))
  else await import(worker)
}

/** What is built begins as in a process of its own, whoever had this one before. */
function requireAnew(file: string): void {
  const folder = path.dirname(file)
  for (const known of Object.keys(require.cache)) if (known.startsWith(folder)) delete require.cache[known]
  require(file)
}
