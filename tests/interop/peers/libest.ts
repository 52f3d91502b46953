/**
 * Cisco's libest 3.2 with its example server (`estserver`), as src/est/est_server.c, est_server_http.c and
 * example/server/estserver.c say that it answers.
 */
import { readFileSync } from 'node:fs'
import https from 'node:https'
import { type Asked, askCa, base64Lines, type Given, listenerOf, started } from './imitated-est.ts'
import type { BouncyCastle } from './bouncy-castle.ts'
import type { Front } from './fronts.ts'

export interface LibestOptions {
  /** Without its option -o it wants a password beside a certificate. */
  readonly passwordToo: boolean
  /** By est_server_set_ecdhe_curve; TLS then takes certificates' keys on that curve alone, beside RSA. */
  readonly curve: 'prime256v1' | 'secp384r1'
}

/** What it lists where nobody told it otherwise (EST_CSR_ATTR), with the octet that ends a string in C: P-384, SHA-384. */
const ownList = 'MCYGBysGAQEBARYGCSqGSIb3DQEJAQYFK4EEACIGCWCGSAFlAwQCAg==\0'

const phrases: Readonly<Record<number, string>> = {
  202: 'Accepted',
  204: 'No Content',
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  500: 'Internal Server Error',
}

export function startLibest(bank: BouncyCastle, { passwordToo, curve }: LibestOptions): Promise<Front> {
  const spoken: string[] = []
  const answer = async (asked: Asked): Promise<Given> => {
    const { method, operation } = asked
    switch (operation) {
      case 'cacerts':
        if (method !== 'GET') return failed(400, wrongMethod)
        return given('application/pkcs7-mime', base64Lines((await askCa(bank, asked)).content, 64, '\n'))
      case 'csrattrs':
        if (method !== 'GET') return failed(400, wrongMethod)
        // What its CA says of it counts for nothing; that it was asked is noted there.
        await askCa(bank, asked)
        return curve === 'secp384r1' ? given('application/csrattrs', ownList) : failed(204, '')
      case 'simpleenroll':
      case 'simplereenroll':
        return enrol(bank, asked, passwordToo)
      default:
        return failed(404, 'The path specified is not recognized.\n')
    }
  }
  const server = https.createServer(
    {
      cert: readFileSync(bank.file('server.pem')),
      key: readFileSync(bank.file('server.key')),
      requestCert: true,
      // It asks, and demands nothing; and as it names no CA, neither does this: Node does so for each `ca`.
      rejectUnauthorized: false,
      maxVersion: 'TLSv1.2',
      ecdhCurve: curve,
    },
    listenerOf(answer, bank, spoken),
  )
  return started(server, spoken)
}

const wrongMethod = 'Invalid HTTP method used.  Either GET or POST required depending on the request type.\n'

async function enrol(bank: BouncyCastle, asked: Asked, passwordToo: boolean): Promise<Given> {
  const { method, headers, body, client } = asked
  if (method !== 'POST') return failed(400, wrongMethod)
  if (!(headers['content-type'] ?? '').startsWith('application/pkcs10')) {
    return failed(400, 'Invalid content type used.\n')
  }
  if (headers.authorization === undefined && (client === undefined || passwordToo)) return passwordWanted
  // OpenSSL's base64 filter reads lines.
  if (
    body
      .toString('latin1')
      .split('\n')
      .some((line) => line.length > 79)
  ) {
    return failed(400, 'Invalid or corrupted pkcs10 request.\n')
  }
  const { status, retryAfter, content } = await askCa(bank, asked)
  if (status === 202)
    return {
      status,
      headers: [
        ['Status', '202 Accepted'],
        ['Retry-After', retryAfter],
      ],
      body: '',
    }
  if (status === 401) return failed(401, 'The server was unable to authorize the request.\n')
  // Whatever its CA has against a request: EST_ERR_CA_ENROLL_FAIL.
  if (status !== 200) return failed(500, 'An error has occured during enrollment.\n')
  return given('application/pkcs7-mime; smime-type=certs-only', base64Lines(content, 64, '\n'))
}

const passwordWanted: Given = {
  status: 401,
  headers: [
    ['Content-Length', '0'],
    ['WWW-Authenticate', 'Basic realm="estrealm"'],
  ],
  body: '',
}

function given(type: string, body: string): Given {
  return {
    status: 200,
    headers: [
      ['Status', '200 OK'],
      ['Content-Type', type],
      ['Content-Transfer-Encoding', 'base64'],
      ['Content-Length', String(body.length)],
    ],
    body,
  }
}

/** Text without a type. */
function failed(status: number, reason: string): Given {
  const body = status === 204 ? '' : `Error ${status}: ${phrases[status]}\n${reason}`
  return { status, headers: [['Content-Length', String(body.length)]], body }
}
