/**
 * OpenSSL's mock CMP server as a foreign bank. It listens on every address of its machine, so it gets a network of its
 * own; a relay in there leads to a socket in a folder, which networks do not part.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import http from 'node:http'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import type { HttpAnswer, HttpRequest, Transport } from '../../../main/bank/transport/http.ts'
import { failure, type Result, success } from '../../../main/renewal/errors.ts'
import { readMessage } from '../../../main/x509/cmp/message.ts'
import { temporaryFolder } from './bank-process.ts'

const alone = ['--user', '--map-root-user', '--net']
const port = '8080'

/** Why these tests cannot run here; undefined: they can. */
export const missing = ((): string | undefined => {
  try {
    for (const tool of ['openssl', 'nsenter']) execFileSync('which', [tool], { stdio: 'ignore' })
    execFileSync('unshare', [...alone, 'ip', 'link', 'set', 'lo', 'up'], { stdio: 'ignore' })
    return undefined
  } catch {
    return 'openssl, nsenter and ip are needed, and a network namespace of our own'
  }
})()
if (missing !== undefined) console.warn(`skipped: ${missing}`)

export interface MockServer extends Transport {
  /** The kinds of the messages to and fro. */
  readonly said: string[]
}

type Options = Readonly<Record<string, string | true>>

/** A newer one than the system's (build/testing/openssl.mjs). */
export const newer = process.env['KOSHIN_OPENSSL']
if (newer === undefined) console.warn(`skipped: no OpenSSL 3.5: ${process.env['KOSHIN_NO_OPENSSL'] ?? 'run by itself'}`)

/**
 * @param folder where its files are; what it answers with is said by options of `openssl cmp`, without dashes
 * @param program which openssl
 */
export async function startMockServer(folder: string, options: Options, program = 'openssl'): Promise<MockServer> {
  const all: Options = { config: '', port, srv_trusted: 'root.pem', rsp_cert: 'issued.pem', ...options }
  const args = Object.entries(all).flatMap(([name, value]) => (value === true ? [`-${name}`] : [`-${name}`, value]))
  const upAndRun = ['sh', '-c', 'ip link set lo up && exec "$@"', 'sh', program, 'cmp', ...args]
  const server = await started('unshare', [...alone, ...upAndRun], folder)
  const socket = path.join(temporaryFolder(), 'socket')
  const inside = ['--target', String(server.pid), '--user', '--preserve-credentials', '--net']
  await started('nsenter', [...inside, process.execPath, '--eval', relay, socket, port], folder)
  return transportTo(socket)
}

const relay = `
  const net = require('node:net')
  const [socket, port] = process.argv.slice(1)
  const server = net.createServer((near) => {
    const far = net.connect(Number(port), '127.0.0.1')
    for (const end of [near, far]) end.on('error', () => (near.destroy(), far.destroy()))
    near.pipe(far).pipe(near)
  })
  server.listen(socket, () => console.log('ACCEPT'))
`

/** Runs until the test ends; resolves when it says that it accepts connections. */
async function started(program: string, args: readonly string[], cwd: string): Promise<ChildProcess> {
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let log = ''
  const accepting = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (part: Buffer) => {
        log += part.toString()
        if (log.includes('ACCEPT')) resolve()
      })
    }
  })
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`${program} ended: ${log}`)))
  ended.catch(() => undefined)
  await Promise.race([accepting, ended])
  return child
}

/**
 * https is taken for http here: what is tested lies in the messages. One connection for all of them, because the mock
 * server forgets a transaction with its connection.
 */
function transportTo(socketPath: string): MockServer {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  onTestFinished(() => agent.destroy())
  const said: string[] = []
  const note = (der: Uint8Array): void => {
    const read = readMessage(der)
    said.push(read.ok ? read.value.body.kind : 'unreadable')
  }
  return {
    said,
    forget: () => undefined,
    async send(_identity, request) {
      note(request.body!)
      const answer = await exchange(request, { agent, socketPath })
      if (answer.ok) note(answer.value.body)
      return answer
    },
  }
}

function exchange(request: HttpRequest, via: http.RequestOptions): Promise<Result<HttpAnswer>> {
  const { url, headers, body } = request
  const { pathname } = new URL(url)
  const length = { 'content-length': String(body!.length) }
  return new Promise((resolve) => {
    const asked = { ...via, path: pathname, method: 'POST', headers: { ...headers, ...length } }
    const sent = http.request(asked, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.once('end', () => {
        resolve(
          success({
            status: answer.statusCode ?? 0,
            headers: { 'content-type': answer.headers['content-type'] ?? '' },
            body: new Uint8Array(Buffer.concat(parts)),
            date: undefined,
          }),
        )
      })
    })
    sent.once('error', (error) => {
      // The mock server hangs up after a transaction, without a word.
      if (sent.reusedSocket) return resolve(exchange(request, via))
      return resolve(failure('bank.unreachable', { retry: 'later', cause: error.message }))
    })
    sent.end(body)
  })
}
