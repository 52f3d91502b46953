/** ../hand.ts as a worker, started by wine/guest.ts. */
import { type Hand, perform } from '../hand.ts'

interface Port {
  on(event: 'message', listener: (event: { data: unknown }) => void): void
  postMessage(message: unknown): void
}

const { parentPort } = process as unknown as { parentPort: Port }

parentPort.on('message', ({ data }) => {
  const [id, name, input] = data as [number, keyof Hand, unknown[]]
  try {
    parentPort.postMessage([id, perform(name, input), undefined])
  } catch (error) {
    parentPort.postMessage([id, undefined, String(error)])
  }
})
