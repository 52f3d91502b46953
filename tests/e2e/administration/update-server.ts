/** An update server on this machine, whose certificate only the company's own root vouches for, and its releases. */
import { execFileSync } from 'node:child_process'
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import path from 'node:path'

const keys = generateKeyPairSync('ed25519')
export const stranger = generateKeyPairSync('ed25519').privateKey
export const releaseKey = keys.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')

export interface UpdateServer {
  readonly url: string
  /** PEM */
  readonly root: string
  /** What was asked for, in its order. */
  readonly asked: readonly string[]
  /** What it gives away, by name. */
  readonly files: Map<string, Uint8Array>
  /** How it answers otherwise, by name. */
  readonly answers: Map<string, (answer: ServerResponse) => void>
  close(): void
}

export async function startUpdateServer(folder: string): Promise<UpdateServer> {
  const at = (name: string): string => path.join(folder, `updates-${name}`)
  const make = (...args: string[]) =>
    execFileSync('openssl', ['req', '-x509', '-nodes', '-newkey', 'rsa:2048', '-days', '2', ...args], {
      stdio: 'ignore',
    })
  make('-subj', '/CN=Company Root', '-keyout', at('root.key'), '-out', at('root.pem'))
  const leaf = [
    '-addext',
    'subjectAltName=DNS:localhost',
    '-addext',
    'basicConstraints=critical,CA:FALSE',
    '-addext',
    'extendedKeyUsage=serverAuth',
  ]
  make(
    '-subj',
    '/CN=localhost',
    ...leaf,
    '-CA',
    at('root.pem'),
    '-CAkey',
    at('root.key'),
    '-keyout',
    at('key'),
    '-out',
    at('pem'),
  )

  const asked: string[] = []
  const files = new Map<string, Uint8Array>()
  const answers: UpdateServer['answers'] = new Map()
  const server = https.createServer(
    { key: readFileSync(at('key')), cert: readFileSync(at('pem')) },
    ({ url = '/' }, answer) => {
      const name = path.basename(url)
      asked.push(name)
      const other = answers.get(name)
      if (other !== undefined) return other(answer)
      const file = files.get(name)
      answer.writeHead(file === undefined ? 404 : 200, file === undefined ? {} : { 'content-length': file.length })
      answer.end(file)
    },
  )
  server.listen(0, 'localhost')
  await once(server, 'listening')
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}/koshin`,
    root: readFileSync(at('root.pem'), 'utf8'),
    asked,
    files,
    answers,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

interface ReleaseOptions {
  readonly version: string
  readonly channel?: string
  readonly signer?: KeyObject
}

/** What `npm run update-release` writes, with whatever mistake a test wants in it. */
export function release(
  name: string,
  bytes: Uint8Array,
  { version, channel = 'stable', signer = keys.privateKey }: ReleaseOptions,
): Buffer {
  const files = [{ url: name, sha512: createHash('sha512').update(bytes).digest('base64'), size: bytes.length }]
  const { platform, arch } = process
  const signed = Buffer.from(
    JSON.stringify({
      product: 'jp.koshin.app',
      channel,
      platform,
      arch,
      version,
      releaseDate: '2026-11-24T00:00:00Z',
      expires: '2099-01-01T00:00:00Z',
      files,
    }),
  )
  return Buffer.concat([Buffer.from(`${sign(null, signed, signer).toString('base64')}\n`), signed])
}
