/** A Kerberos realm on loopback, by MIT's own KDC: a user with a ticket, and a proxy that lets nobody else through. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { expect } from '@playwright/test'
import { quietPort } from '../../protocol/peers/quiet-port.ts'

const realm = 'KOSHIN.TEST'

const needed: readonly (readonly [program: string, ...args: string[]])[] = [
  ['krb5kdc', '--help'],
  ['kadmin.local', '--help'],
  ['kinit', '--version'],
  ['/usr/bin/python3', '-c', 'import gssapi'],
]
/** Why no realm can be made here; undefined where one can. */
export const missingForKerberos = needed.every(([program, ...args]) => {
  const { error, status } = spawnSync(program, args, { env: withSystemPrograms(process.env) })
  return error === undefined && (program !== '/usr/bin/python3' || status === 0)
})
  ? undefined
  : 'krb5-kdc, krb5-admin-server, krb5-user or python3-gssapi is not installed'

/** Debian keeps the KDC and its tools where users do not look. */
function withSystemPrograms(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...environment, PATH: `${environment['PATH']}:/usr/sbin:/sbin` }
}

export interface Realm {
  /** What a user's programs need to know of it, and the place of the user's tickets. */
  readonly environment: Readonly<Record<string, string>>
  /** The user signs in to the computer: the ticket is there. */
  logIn(): void
  /** A proxy at localhost that wants Negotiate (RFC 4559) and nothing else. */
  startProxy(): Promise<{ readonly port: number; readonly users: () => readonly string[] }>
  close(): Promise<void>
}

export async function startRealm(folder: string): Promise<Realm> {
  mkdirSync(folder, { recursive: true })
  const file = (name: string) => path.join(folder, name)
  const log = file('kdc.log')
  const port = await quietPort()
  writeFileSync(
    file('krb5.conf'),
    `[libdefaults]
default_realm = ${realm}
dns_lookup_kdc = false
dns_canonicalize_hostname = false
rdns = false
[realms]
${realm} = {
  kdc = 127.0.0.1:${port}
}
[domain_realm]
localhost = ${realm}
`,
  )
  writeFileSync(
    file('kdc.conf'),
    `[realms]
${realm} = {
  database_name = ${file('principal')}
  key_stash_file = ${file('stash')}
  acl_file = ${file('acl')}
  kdc_listen = 127.0.0.1:${port}
  kdc_tcp_listen = 127.0.0.1:${port}
}
[logging]
kdc = FILE:${log}
`,
  )
  const environment = { KRB5_CONFIG: file('krb5.conf'), KRB5CCNAME: `FILE:${file('tickets')}` }
  const env = withSystemPrograms({ ...process.env, ...environment, KRB5_KDC_PROFILE: file('kdc.conf') })
  const run = (program: string, ...args: string[]) => execFileSync(program, args, { env, stdio: 'pipe' })
  run('kdb5_util', 'create', '-s', '-r', realm, '-P', 'test-only')
  for (const [principal, keytab] of [
    ['hanako', 'user.keytab'],
    ['HTTP/localhost', 'proxy.keytab'],
  ] as const) {
    run('kadmin.local', '-r', realm, '-q', `addprinc -randkey ${principal}`)
    run('kadmin.local', '-r', realm, '-q', `ktadd -k ${file(keytab)} ${principal}`)
  }
  const running: ChildProcess[] = []
  const service = (program: string, args: readonly string[], more: Record<string, string> = {}) => {
    const started = spawn(program, args, { env: { ...env, ...more }, stdio: ['ignore', 'pipe', 'ignore'] })
    running.push(started)
    return createInterface(started.stdout)
  }
  service('krb5kdc', ['-n', '-r', realm])
  await expect.poll(() => existsSync(log) && readFileSync(log, 'utf8')).toContain('commencing operation')
  return {
    environment,
    logIn() {
      run('kinit', '-k', '-t', file('user.keytab'), `hanako@${realm}`)
    },
    async startProxy() {
      const users: string[] = []
      const script = path.join(import.meta.dirname, 'negotiate-proxy.py')
      const lines = service('/usr/bin/python3', [script], { KRB5_KTNAME: `FILE:${file('proxy.keytab')}` })
      const [first] = (await once(lines, 'line')) as [string]
      lines.on('line', (line: string) => void users.push(line.replace('user ', '')))
      return { port: Number(first.replace('listening ', '')), users: () => users }
    },
    async close() {
      const ended = running.map((child) => once(child, 'exit'))
      for (const child of running) child.kill()
      await Promise.all(ended)
    },
  }
}
