/** A TLS server that stands in the bank's place with a certificate of its own making. */
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import path from 'node:path'

/** @param names its subjectAltName, as OpenSSL writes it */
export async function startImpostor(folder: string, names: string): Promise<{ readonly port: number; close(): void }> {
  const [key, certificate] = [path.join(folder, 'impostor.key'), path.join(folder, 'impostor.pem')]
  const args = ['req', '-x509', '-nodes', '-newkey', 'rsa:2048', '-days', '2', '-subj', '/CN=Impostor']
  const server = ['-addext', `subjectAltName=${names}`, '-addext', 'extendedKeyUsage=serverAuth']
  execFileSync('openssl', [...args, ...server, '-keyout', key, '-out', certificate], { stdio: 'ignore' })
  const listener = https.createServer(
    { key: readFileSync(key), cert: readFileSync(certificate) },
    (_request, answer) => {
      answer.end('welcome')
    },
  )
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  return { port: (listener.address() as AddressInfo).port, close: () => listener.close() }
}
