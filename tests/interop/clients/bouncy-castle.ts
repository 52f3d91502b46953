import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import path from 'node:path'
import type { Holder } from '../../protocol/peers/openssl.ts'
import { missing } from '../peers/bouncy-castle.ts'
import type { Client, Made, Request } from './client.ts'

/** What the program is told on standard input, a line each. Passwords are no arguments. */
async function ask(
  protocol: 'est' | 'cmp',
  { bank, folder, keys, strings, tls = '1.3' }: Request,
  by: { readonly password: string } | Holder,
): Promise<Made> {
  const key = path.join(folder, `bouncy-castle-${keys}.key`)
  const whom = 'password' in by ? ['password', by.password] : ['certificate', `${by.certificate} ${by.key}`]
  const lines = [protocol, bank.origin, bank.trustAnchors, key, keys, strings, `TLSv${tls}`, ...whom]
  const args = ['-cp', process.env['KOSHIN_BOUNCY_CASTLE']!, 'Client']
  return await new Promise((resolve) => {
    const java = execFile('java', args, (_error, output, complaint) => {
      const certificate = output.includes('BEGIN CERTIFICATE') ? new X509Certificate(output) : undefined
      resolve({ certificate, key, words: complaint })
    })
    java.stdin?.end(lines.join('\n'))
  })
}

const client = (protocol: 'est' | 'cmp', refusal: RegExp): Client => ({
  name: `Bouncy Castle 1.72, ${protocol.toUpperCase()}`,
  protocol,
  missing,
  lacks: {},
  refused: { T61: 't61-octets' },
  refusal,
  enrol: (request, password) => ask(protocol, request, { password }),
  renew: (request, current) => ask(protocol, request, current),
})

export const bouncyCastleEst = client('est', /403/)
export const bouncyCastleCmp = client('cmp', /rejected/)
