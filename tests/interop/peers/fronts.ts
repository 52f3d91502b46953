/** nginx and Apache, as a bank puts them in front of its servers. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort, startListening } from './process.ts'

export interface FrontOptions {
  /** PEM files of the server's own certificate and key. */
  readonly certificate: string
  readonly key: string
  /** PEM file: whose certificates are taken, and who is named in the CertificateRequest. */
  readonly clients: string
  readonly verify: 'on' | 'optional' | 'location'
  readonly tls: 'TLSv1.2' | 'TLSv1.3'
  readonly h2: boolean
  /** Paths, and the addresses (http:) of what answers them. */
  readonly routes: Readonly<Record<string, string>>
}

export interface Front {
  readonly origin: string
  /** Which TLS and which HTTP was spoken, a line for each request. */
  spoken(): string
  stop(): Promise<void>
}

export const nginx = {
  missing:
    process.env['KOSHIN_NGINX'] === undefined ? (process.env['KOSHIN_NO_NGINX'] ?? 'npm run interop') : undefined,
  start: (options: FrontOptions): Promise<Front> =>
    start(options, nginxSettings, (folder, file) => [
      process.env['KOSHIN_NGINX']!,
      ['-p', folder, '-c', file, '-e', path.join(folder, 'error.log')],
    ]),
}

export const apache = {
  missing:
    process.env['KOSHIN_APACHE'] === undefined ? (process.env['KOSHIN_NO_APACHE'] ?? 'npm run interop') : undefined,
  start: (options: FrontOptions): Promise<Front> =>
    start(options, apacheSettings, (_folder, file) => [
      process.env['KOSHIN_APACHE']!,
      ['-f', file, '-D', 'FOREGROUND'],
    ]),
}

type Settings = (options: FrontOptions, place: { readonly folder: string; readonly port: number }) => string
type Command = (folder: string, file: string) => readonly [string, readonly string[]]

async function start(options: FrontOptions, settings: Settings, command: Command): Promise<Front> {
  const folder = mkdtempSync(path.join(tmpdir(), 'koshin-front-'))
  const port = await freePort()
  const file = path.join(folder, 'front.conf')
  writeFileSync(file, settings(options, { folder, port }))
  const [program, args] = command(folder, file)
  const running = await startListening(program, args, port)
  return {
    origin: `https://localhost:${port}`,
    spoken: () => readFileSync(path.join(folder, 'access.log'), 'utf8'),
    async stop() {
      await running.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const nginxSettings: Settings = ({ certificate, key, clients, verify, tls, h2, routes }, { folder, port }) => `
daemon off;
master_process off;
pid ${folder}/pid;
events {}
http {
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((one) => `${one}_temp_path ${folder}/${one};`).join('\n  ')}
  log_format spoken '$ssl_protocol $server_protocol $request_method $uri $status';
  access_log ${folder}/access.log spoken;
  server {
    listen 127.0.0.1:${port} ssl;
    http2 ${h2 ? 'on' : 'off'};
    ssl_certificate ${certificate};
    ssl_certificate_key ${key};
    ssl_protocols ${tls};
    ssl_client_certificate ${clients};
    ssl_verify_client ${verify};
    ssl_verify_depth 3;
    ${Object.entries(routes)
      .map(
        ([place, to]) =>
          `location ${place} { proxy_pass ${to}; proxy_set_header X-Client-Cert $ssl_client_escaped_cert; }`,
      )
      .join('\n    ')}
  }
}
`

const modules = ['mpm_event', 'authz_core', 'ssl', 'socache_shmcb', 'proxy', 'proxy_http', 'headers', 'http2']

const apacheSettings: Settings = ({ certificate, key, clients, verify, tls, h2, routes }, { folder, port }) => `
ServerRoot ${path.join(path.dirname(process.env['KOSHIN_APACHE']!), 'usr/lib/apache2')}
ServerName localhost
Listen 127.0.0.1:${port}
DefaultRuntimeDir ${folder}
PidFile ${folder}/pid
${modules.map((one) => `LoadModule ${one}_module modules/mod_${one}.so`).join('\n')}
${process.getuid?.() === 0 ? 'User nobody\nGroup nogroup' : ''}
ErrorLog ${folder}/error.log
LogFormat "%{SSL_PROTOCOL}x %H %m %U %>s" spoken
CustomLog ${folder}/access.log spoken
Protocols ${h2 ? 'h2 ' : ''}http/1.1
SSLEngine on
SSLCertificateFile ${certificate}
SSLCertificateKeyFile ${key}
SSLProtocol -all +${tls}
SSLCACertificateFile ${clients}
SSLVerifyDepth 3
${verify === 'location' ? '' : `SSLVerifyClient ${verify === 'on' ? 'require' : 'optional'}`}
RequestHeader set X-Client-Cert "%{SSL_CLIENT_CERT}s"
${verify === 'location' ? `<Location "/.well-known/est/${h2 ? '' : 'simplereenroll'}">\nSSLVerifyClient require\n</Location>` : ''}
${Object.entries(routes)
  .map(([place, to]) => `ProxyPass "${place}" "${to}${place}"`)
  .join('\n')}
`
