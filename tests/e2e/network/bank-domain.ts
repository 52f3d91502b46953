/** The web server of a bank's own domain, whose root this user's system believes in. */
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync } from 'node:fs'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import path from 'node:path'

export interface BankDomain {
  /** Chromium's switches by which its name leads to it. */
  readonly switches: readonly string[]
  /** What was asked for, in its order. */
  readonly asked: readonly string[]
  answers(status: number, body: string, headers?: Readonly<Record<string, string>>): void
  close(): void
}

/** @param home whose NSS database gets the root: Chromium's system roots on Linux */
export async function startBankDomain(folder: string, host: string, home: string): Promise<BankDomain> {
  const at = (name: string): string => path.join(folder, `domain-${name}`)
  const make = (...args: string[]) =>
    execFileSync('openssl', ['req', '-x509', '-nodes', '-newkey', 'rsa:2048', '-days', '2', ...args], {
      stdio: 'ignore',
    })
  make('-subj', '/CN=Public Root', '-keyout', at('root.key'), '-out', at('root.pem'))
  const leaf = ['basicConstraints=critical,CA:FALSE', 'extendedKeyUsage=serverAuth', `subjectAltName=DNS:${host}`]
  const signer = ['-CA', at('root.pem'), '-CAkey', at('root.key')]
  const extensions = leaf.flatMap((extension) => ['-addext', extension])
  make('-subj', '/CN=bank', ...extensions, ...signer, '-keyout', at('key'), '-out', at('pem'))

  const database = path.join(home, '.pki/nssdb')
  mkdirSync(database, { recursive: true })
  const trust = ['-A', '-n', 'Public Root', '-t', 'C,,', '-i', at('root.pem')]
  execFileSync('certutil', ['-d', `sql:${database}`, ...trust], { stdio: 'ignore' })

  let answer: Parameters<BankDomain['answers']> = [404, '', {}]
  const asked: string[] = []
  const server = https.createServer(
    { key: readFileSync(at('key')), cert: readFileSync(at('pem')) },
    (request, told) => {
      asked.push(`${request.method} ${request.headers.host}${request.url}`)
      const [status, body, headers] = answer
      told.writeHead(status, headers).end(body)
    },
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    switches: [`--host-resolver-rules=MAP ${host} 127.0.0.1:${port}`],
    asked,
    answers: (...given) => void (answer = given),
    close: () => void server.close(),
  }
}
