/** Programs that tests start beside themselves, and the ports that they listen on. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'

export interface Running {
  /** The first line that it has written. */
  readonly line: string
  stop(): Promise<void>
}

/** Not even a runner that is ended early leaves them behind. */
const running = new Set<ChildProcess>()
process.on('exit', () => running.forEach((child) => void child.kill()))

function begin(program: string, args: readonly string[], input: 'pipe' | 'ignore') {
  const child = spawn(program, args, { stdio: [input, 'pipe', 'pipe'] })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

/** A port of 127.0.0.1 that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Starts a program that writes a line once it can be used. @throws Error with its words, when it ends before */
export async function startTelling(program: string, args: readonly string[]): Promise<Running> {
  const child = begin(program, args, 'pipe')
  const words = wordsOf(child)
  const told = new Promise<string>((resolve) => {
    child.stdout?.on('data', () => words.text.includes('\n') && resolve(words.text.split('\n')[0]!))
  })
  return { line: await Promise.race([told, failed(child, words)]), stop: () => end(child) }
}

/** Starts a program that listens on a port. @throws Error with its words, when it ends before */
export async function startListening(program: string, args: readonly string[], port: number): Promise<Running> {
  const child = begin(program, args, 'ignore')
  const words = wordsOf(child)
  const over = failed(child, words)
  while (!(await Promise.race([accepts(port), over])));
  return { line: '', stop: () => end(child) }
}

function wordsOf(child: ChildProcess): { text: string } {
  const words = { text: '' }
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (part: Buffer) => (words.text += part.toString()))
  }
  return words
}

function failed(child: ChildProcess, words: { readonly text: string }): Promise<never> {
  const over = once(child, 'exit').then(() => Promise.reject(new Error(`${child.spawnfile} ended: ${words.text}`)))
  over.catch(() => undefined)
  return over
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill()
  await ended
}

async function accepts(port: number): Promise<boolean> {
  const socket = net.connect(port, '127.0.0.1')
  const open = await once(socket, 'connect').then(
    () => true,
    () => false,
  )
  socket.destroy()
  return open
}
