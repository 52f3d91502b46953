import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { cmp, holds, knows } from '../../protocol/peers/openssl-cmp.ts'
import { missing } from '../../protocol/peers/openssl.ts'
import type { Client, Made, Request } from './client.ts'
import { prepare } from './request.ts'

type Options = Readonly<Record<string, string | true>>

const client = (name: string, program: string | undefined, lacking: string | undefined): Client => {
  async function ask(request: Request, command: 'ir' | 'kur', by: Options): Promise<Made> {
    const { bank, folder, strings, tls } = request
    const { key, request: csr } = await prepare(request)
    const file = path.join(folder, 'openssl.cnf')
    const versions = tls === undefined ? '' : `MinProtocol = TLSv${tls}\nMaxProtocol = TLSv${tls}\n`
    writeFileSync(file, `openssl_conf = all\n[all]\nssl_conf = tls\n[tls]\nsystem_default = use\n[use]\n${versions}`)
    // The names beside the subject come from the request, and not from the current certificate as well.
    const names: Options = strings === 'utf8' ? {} : { csr, san_nodefault: true }
    const environment = { OPENSSL_CONF: file }
    const { certificate, log } = await cmp(
      bank,
      folder,
      command,
      { newkey: key, ...names, ...by },
      program,
      environment,
    )
    return { certificate, key, words: log }
  }
  return {
    name,
    protocol: 'cmp',
    missing: missing ?? lacking,
    lacks: { T61: 'no-t61' },
    refusal: /rejection/,
    enrol: (request, password) => ask(request, 'ir', { ...knows(request.folder, password), subject: '/CN=K1000001' }),
    renew: (request, current) => ask(request, 'kur', holds(current)),
  }
}

const newer = process.env['KOSHIN_OPENSSL']
export const openssl30 = client('OpenSSL 3.0, openssl cmp', 'openssl', undefined)
export const openssl35 = client(
  'OpenSSL 3.5, openssl cmp',
  newer,
  newer === undefined ? (process.env['KOSHIN_NO_OPENSSL'] ?? 'npm run interop') : undefined,
)
