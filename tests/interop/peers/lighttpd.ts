/** lighttpd with GnuTLS in the place of OpenSSL, as a bank puts it in front of its servers. */
import { createPrivateKey } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Front, FrontOptions } from './fronts.ts'
import { freePort, startListening } from './process.ts'

const program = process.env['KOSHIN_LIGHTTPD']

export const lighttpd = {
  missing: program === undefined ? (process.env['KOSHIN_NO_LIGHTTPD'] ?? 'npm run interop') : undefined,
  async start(options: FrontOptions): Promise<Front> {
    const folder = mkdtempSync(path.join(tmpdir(), 'koshin-front-'))
    const port = await freePort()
    const file = path.join(folder, 'front.conf')
    writeFileSync(file, settings(options, folder, port))
    writeFileSync(path.join(folder, 'server.key'), withPublicKey(readFileSync(options.key)))
    const log = path.join(folder, 'access.log')
    writeFileSync(log, '')
    writeFileSync(path.join(folder, 'request.lua'), perRequest(log))
    const modules = path.join(path.dirname(program!), 'usr/lib/lighttpd')
    const running = await startListening(program!, ['-D', '-f', file, '-m', modules], port)
    return {
      origin: `https://localhost:${port}`,
      spoken: () => readFileSync(log, 'utf8'),
      async stop() {
        await running.stop()
        rmSync(folder, { recursive: true, force: true })
      },
    }
  },
}

/** GnuTLS takes no key on a curve that PKCS#8 leaves the public one out of, as it may; a JWK has it. */
function withPublicKey(pem: Buffer): string {
  const key = createPrivateKey({ key: createPrivateKey(pem).export({ format: 'jwk' }), format: 'jwk' })
  return key.export({ type: 'pkcs8', format: 'pem' }) as string
}

/** Notes each request at once, which its own log does not; and tells the bank who was seen, whatever the client says of that. */
const perRequest = (log: string): string => `
local told = lighty.r.req_env
local file = io.open("${log}", "a")
file:write(tostring(told["SSL_PROTOCOL"]):gsub("^TLS", "TLSv"), " ", lighty.r.req_attr["request.protocol"], "\\n")
file:close()
local certificate = told["SSL_CLIENT_CERT"]
lighty.r.req_header["X-Client-Cert"] = certificate and (certificate:gsub("\\n", " ")) or nil
`

const settings = (
  { certificate, clients, verify, tls, h2, routes }: FrontOptions,
  folder: string,
  port: number,
): string => `
server.modules = ("mod_gnutls", "mod_magnet", "mod_proxy")
server.document-root = "${folder}"
server.bind = "127.0.0.1"
server.port = ${port}
server.errorlog = "${folder}/error.log"
server.feature-flags = ("server.h2proto" => "${h2 ? 'enable' : 'disable'}")
ssl.engine = "enable"
ssl.pemfile = "${certificate}"
ssl.privkey = "${folder}/server.key"
# Of a connection that is resumed by a ticket it forgets the certificate.
ssl.openssl.ssl-conf-cmd = ("MinProtocol" => "${tls}", "MaxProtocol" => "${tls}", "Options" => "-SessionTicket")
ssl.verifyclient.activate = "enable"
ssl.verifyclient.enforce = "${verify === 'on' ? 'enable' : 'disable'}"
ssl.verifyclient.exportcert = "enable"
ssl.verifyclient.depth = 3
ssl.verifyclient.ca-file = "${clients}"
magnet.attract-raw-url-to = ("${folder}/request.lua")
proxy.server = (${Object.entries(routes)
  .map(([place, to]) => `"${place}" => (("host" => "127.0.0.1", "port" => ${new URL(to).port}))`)
  .join(', ')})
`
