/** The session bus of a Linux desktop, as far as notifications need it: calls, answers and signals. */
import net from 'node:net'
import { decodeMessage, encodeMessage, type Message, type Value } from './wire.ts'

export interface Call {
  readonly destination: string
  readonly path: string
  readonly interface: string
  readonly member: string
  readonly signature?: string
  readonly body?: readonly Value[]
}

export interface Bus {
  /** @throws BusError with the peer's words when it answers with an error, stays silent or is not there */
  call(call: Call): Promise<readonly Value[]>
  /** The unique name of the program that has this name now. @throws BusError when nobody has it */
  ownerOf(name: string): Promise<string>
  /** Once the bus is gone a new connection is needed. */
  readonly isOpen: () => boolean
  close(): void
}

/** `name` is the D-Bus error's, e.g. org.freedesktop.DBus.Error.ServiceUnknown, or empty when the bus itself failed. */
export class BusError extends Error {
  constructor(
    readonly busName: string,
    message: string,
  ) {
    super(message)
  }
}

/** A desktop that is asked to start a notification daemon may take a moment. */
const patience = 10_000
const hungUp = 'the session bus hung up'

const driver = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus', interface: 'org.freedesktop.DBus' }

/**
 * Connects to the session bus and says who we are. Signals that match `rule` reach `onSignal`.
 *
 * @throws BusError when there is no bus
 */
export async function connectBus(
  environment: Readonly<Record<string, string | undefined>>,
  rule: string,
  onSignal: (signal: Message) => void,
): Promise<Bus> {
  const socket = await open(socketPath(environment))
  let received = await authenticate(socket)
  const waiting = new Map<number, { resolve: (body: readonly Value[]) => void; reject: (error: BusError) => void }>()
  let serial = 0
  let ended: string | undefined

  function end(reason: string): void {
    ended ??= reason
    socket.destroy()
    for (const { reject } of waiting.values()) reject(new BusError('', reason))
    waiting.clear()
  }

  function take(message: Message): void {
    // A signal may follow the answer that tells what it is about: whoever waits for the answer comes first.
    if (message.type === 'signal') return void setImmediate(onSignal, message)
    const call = waiting.get(message.replySerial ?? 0)
    waiting.delete(message.replySerial ?? 0)
    if (message.type === 'answer') call?.resolve(message.body ?? [])
    if (message.type !== 'error') return
    const said = message.body?.[0]
    call?.reject(new BusError(message.errorName ?? '', typeof said === 'string' ? said : ''))
  }

  function read(part: Buffer): void {
    received = Buffer.concat([received, part])
    try {
      for (let next = decodeMessage(received); next !== undefined; next = decodeMessage(received)) {
        received = received.subarray(next.size)
        take(next.message)
      }
    } catch (error) {
      end(error instanceof Error ? error.message : String(error))
    }
  }

  socket.on('data', read)
  socket.on('error', (error) => end(error.message))
  socket.on('close', () => end(hungUp))
  read(Buffer.alloc(0))

  const call: Bus['call'] = (wanted) =>
    new Promise((resolve, reject) => {
      if (ended !== undefined) return reject(new BusError('', ended))
      const mine = ++serial
      const timer = setTimeout(() => {
        waiting.delete(mine)
        reject(new BusError('', `${wanted.member} was not answered within ${patience} ms`))
      }, patience)
      const settle =
        <T>(action: (value: T) => void) =>
        (value: T): void => {
          clearTimeout(timer)
          action(value)
        }
      waiting.set(mine, { resolve: settle(resolve), reject: settle(reject) })
      socket.write(encodeMessage({ type: 'call', serial: mine, ...wanted }))
    })

  await call({ ...driver, member: 'Hello' })
  await call({ ...driver, member: 'AddMatch', signature: 's', body: [rule] })
  async function ownerOf(name: string): Promise<string> {
    const [owner] = await call({ ...driver, member: 'GetNameOwner', signature: 's', body: [name] })
    if (typeof owner !== 'string') throw new BusError('', `the session bus does not say who is ${name}`)
    return owner
  }

  return { call, ownerOf, isOpen: () => ended === undefined, close: () => end('closed') }
}

/** Where the session bus listens (D-Bus specification, "Server Addresses"): the first address that is a Unix socket. */
function socketPath(environment: Readonly<Record<string, string | undefined>>): string {
  const runtime = environment['XDG_RUNTIME_DIR']
  const address = environment['DBUS_SESSION_BUS_ADDRESS'] ?? (runtime === undefined ? '' : `unix:path=${runtime}/bus`)
  for (const one of address.split(';')) {
    const found = /^unix:(?:.*,)?(path|abstract)=([^,]+)/.exec(one)
    if (found === null) continue
    const name = decodeURIComponent(found[2]!)
    return found[1] === 'abstract' ? `\0${name}` : name
  }
  throw new BusError('', 'there is no session bus')
}

function open(path: string): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(path, () => resolve(socket))
    socket.once('error', (error) => reject(new BusError('', error.message)))
  })
}

/** SASL EXTERNAL: the kernel tells the bus who we are. Returns what came after the bus's last line. */
function authenticate(socket: net.Socket): Promise<Buffer> {
  const user = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex')
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0)
    const done = (action: () => void): void => {
      socket.removeAllListeners()
      socket.setTimeout(0)
      action()
    }
    socket.on('error', (error) => done(() => reject(new BusError('', error.message))))
    socket.on('close', () => done(() => reject(new BusError('', hungUp))))
    socket.setTimeout(patience, () => socket.destroy())
    socket.on('data', (part: Buffer) => {
      received = Buffer.concat([received, part])
      const end = received.indexOf('\r\n')
      if (end < 0) return
      if (!received.toString('latin1', 0, end).startsWith('OK ')) {
        return done(() => reject(new BusError('', 'the session bus does not accept us')))
      }
      socket.write('BEGIN\r\n')
      done(() => resolve(received.subarray(end + 2)))
    })
    socket.write(`\0AUTH EXTERNAL ${user}\r\n`)
  })
}
