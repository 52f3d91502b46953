/** curl as a foreign HTTP client. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

export interface CurlOptions {
  readonly trustAnchors?: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** PEM files. */
  readonly identity?: { readonly certificate: string; readonly key: string }
  readonly user?: { readonly name: string; readonly password: string }
  /** More of curl's long options, without dashes. */
  readonly options?: Readonly<Record<string, string | true>>
}

export interface CurlAnswer {
  /** curl's exit code: 0 unless the exchange itself failed. */
  readonly exit: number
  /** 0 when there was no answer. */
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  readonly text: string
  readonly complaint: string
}

/** Everything goes in as a config on standard input: nothing secret is ever an argument. */
export async function curl(url: string, options: CurlOptions = {}): Promise<CurlAnswer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'koshin-curl-'))
  try {
    const [body, headers, upload] = ['body', 'headers', 'upload'].map((name) => path.join(folder, name))
    const files = { body: body!, headers: headers!, upload: upload! }
    if (options.body !== undefined) writeFileSync(files.upload, options.body)
    const { exit, output, complaint } = await run(configOf(url, options, files))
    const [head = ''] = read(files.headers).toString('latin1').trim().split('\r\n\r\n').slice(-1)
    const fields = Object.fromEntries(
      head
        .split('\r\n')
        .slice(1)
        .map((line) => {
          const colon = line.indexOf(':')
          return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
        }),
    )
    const content = read(files.body)
    return { exit, status: Number(output), headers: fields, body: content, text: content.toString('utf8'), complaint }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function configOf(
  url: string,
  { trustAnchors, method, headers = {}, body, identity, user, options = {} }: CurlOptions,
  files: { readonly body: string; readonly headers: string; readonly upload: string },
): string {
  const lines: [string, string | true][] = [
    ['url', url],
    ['output', files.body],
    ['dump-header', files.headers],
    ['write-out', '%{http_code}'],
    ['silent', true],
    ['show-error', true],
    ['max-time', '30'],
  ]
  if (trustAnchors !== undefined) lines.push(['cacert', trustAnchors])
  if (method !== undefined) lines.push(['request', method])
  if (body !== undefined) lines.push(['data-binary', `@${files.upload}`])
  if (identity !== undefined) lines.push(['cert', identity.certificate], ['key', identity.key])
  if (user !== undefined) lines.push(['user', `${user.name}:${user.password}`])
  for (const [name, value] of Object.entries(headers)) lines.push(['header', `${name}: ${value}`])
  lines.push(...Object.entries(options))
  return lines.map(([name, value]) => (value === true ? name : `${name} = ${JSON.stringify(value)}`)).join('\n')
}

function run(config: string): Promise<{ exit: number; output: string; complaint: string }> {
  return new Promise((resolve) => {
    const process = execFile('curl', ['--disable', '--config', '-'], (error, output, complaint) => {
      resolve({ exit: error === null ? 0 : Number(error.code), output, complaint })
    })
    process.stdin?.end(config)
  })
}

function read(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch {
    return Buffer.alloc(0)
  }
}
