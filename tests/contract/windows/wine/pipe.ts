/** Runs in Windows' Node under Wine, started by wine/guest.ts: the app's pipe, and what a run can tell of it. */
import net from 'node:net'
import { once } from 'node:events'
import { addressIn } from '../../../../main/handover/address.ts'

interface Port {
  on(event: 'message', listener: (event: { data: unknown }) => void): void
  postMessage(message: unknown): void
}

const { parentPort } = process as unknown as { parentPort: Port }

parentPort.on('message', ({ data }) => void tryOut(String(data)).then((told) => parentPort.postMessage(told)))

/** @param folder of the app's data */
async function tryOut(folder: string): Promise<object> {
  try {
    const address = await addressIn(folder)
    if (!address.ok) return { error: address.failure.cause }
    const { path, check, prepare } = address.value
    const before = check()
    const prepared = prepare()
    const server = net.createServer((socket) => void socket.on('error', () => undefined).pipe(socket))
    server.listen(path)
    await once(server, 'listening')
    const listening = check()
    const peer = net.connect(path)
    peer.write('更新')
    const [echo] = (await once(peer, 'data')) as [Buffer]
    peer.destroy()
    server.close()
    return { path, before, prepared, listening, echo: echo.toString() }
  } catch (error) {
    return { error: String(error) }
  }
}
