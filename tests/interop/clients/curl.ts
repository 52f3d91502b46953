import { certificatesIn, missing, pkcs10, wrapped } from '../../protocol/peers/openssl.ts'
import type { CurlOptions } from '../../protocol/peers/curl.ts'
import type { Client, Made, Request } from './client.ts'
import { prepare } from './request.ts'

async function ask(request: Request, operation: string, by: CurlOptions): Promise<Made> {
  const { key, der } = await prepare(request)
  const tls = request.tls === undefined ? {} : { [`tlsv${request.tls}`]: true as const, 'tls-max': request.tls }
  const post = () =>
    request.bank.ask(`/.well-known/est/${operation}`, { headers: pkcs10, body: wrapped(der), options: tls, ...by })
  let answer = await post()
  // A script would wait for the seconds that it is told.
  while (answer.status === 202 && answer.headers['retry-after'] !== undefined) answer = await post()
  const [certificate] = answer.status === 200 ? await certificatesIn(answer.body) : []
  return { certificate, key, words: `${answer.complaint}HTTP ${answer.status} ${answer.text}` }
}

export const curl: Client = {
  name: 'curl 7.88 with OpenSSL 3.0',
  protocol: 'est',
  missing,
  lacks: { T61: 'no-t61' },
  refusal: /HTTP 403/,
  enrol: (request, password) => ask(request, 'simpleenroll', { user: { name: 'K1000001', password } }),
  renew: (request, identity) => ask(request, 'simplereenroll', { identity }),
}
