import { missing, pki } from '../../protocol/peers/strongswan.ts'
import type { Client, Made, Request } from './client.ts'
import { prepare, readOrNone } from './request.ts'

async function ask(request: Request, by: readonly string[]): Promise<Made> {
  const { key, request: file } = await prepare(request)
  const { origin, trustAnchors } = request.bank
  const where = ['--url', origin, '--cacert', trustAnchors, '--in', file, '--interval', '1', '--maxpolltime', '15']
  const { output, words } = await pki('--est', ...where, ...by)
  return { certificate: readOrNone(output), key, words }
}

export const strongSwan: Client = {
  name: 'strongSwan 5.9, pki --est',
  protocol: 'est',
  missing,
  lacks: { 'TLS 1.3': 'tls-1.2', T61: 'no-t61' },
  refusal: /HTTP 403/,
  // It takes a password as an argument alone; this one lasts as long as the test.
  enrol: async (request, password) => ask(request, ['--userpass', `K1000001:${password}`]),
  renew: async (request, { certificate, key }) => ask(request, ['--cert', certificate, '--key', key]),
}
