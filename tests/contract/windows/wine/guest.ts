/**
 * Runs in Windows' Node under Wine: gives a worker of the product the other end of a TCP connection as what Electron
 * calls its parent port. Node's own channel between parent and child does not lead into Wine.
 *
 * Arguments: the port on loopback, the address (file:) of the worker, and `filled` where what Wine lacks is wanted.
 */
import net from 'node:net'
import { onFrame, sendFrame } from './frames.ts'

const [port, worker, gaps] = process.argv.slice(2)
const socket = net.connect(Number(port), '127.0.0.1')
socket.once('close', () => process.exit())

const parentPort = {
  on: (_: 'message', listener: (event: { data: unknown }) => void) => onFrame(socket, (data) => listener({ data })),
  postMessage: (message: unknown) => sendFrame(socket, message),
}
Object.assign(process, { parentPort })
if (gaps === 'filled') {
  const { fillGaps } = await import('./gaps.ts')
  fillGaps()
}
await import(worker!)
