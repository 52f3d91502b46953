/** A TPM in software (swtpm), the service in front of it (tpm2-abrmd) on a bus of its own, and a token in it. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { removeFolder } from '../../../main/compose/throw-away-folder.ts'

const triplet = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }[process.arch as 'x64']
const find = (name: string): string | undefined =>
  [`/usr/lib/${triplet}`, '/usr/lib64'].map((folder) => path.join(folder, name)).find((file) => existsSync(file))
const tpmModule = find('pkcs11/libtpm2_pkcs11.so')

/** As Debian names the packages. */
const needed: readonly [program: string, packageName: string][] = [
  ['swtpm', 'swtpm'],
  ['tpm2-abrmd', 'tpm2-abrmd'],
  ['tpm2_ptool', 'libtpm2-pkcs11-tools'],
  ['dbus-daemon', 'dbus'],
  ['gdbus', 'libglib2.0-bin'],
  ['modutil', 'libnss3-tools'],
]

/** The packages without which there is no TPM. */
export const missingForTpm: readonly string[] = [
  ...(tpmModule === undefined ? ['libtpm2-pkcs11-1'] : []),
  ...(find('libtss2-tcti-tabrmd.so.0') === undefined ? ['libtss2-tcti-tabrmd0'] : []),
  ...needed.filter(([program]) => spawnSync('which', [program]).status !== 0).map(([, packageName]) => packageName),
]

/** Nothing is started on this bus by itself. */
const bus = (folder: string) => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir=${folder}</listen>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>`

export const tokenLabel = '試験用 TPM'

export class ThrowAwayTpm {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'koshin-tpm-'))
  readonly #children: ChildProcess[] = []
  #variables: Readonly<Record<string, string>> = {}

  async start(): Promise<void> {
    const [state, socket] = [this.#in('state'), this.#in('swtpm')]
    mkdirSync(state)
    const channels = ['--server', `type=unixio,path=${socket}`, '--ctrl', `type=unixio,path=${socket}.ctrl`]
    const ready = ['--flags', 'not-need-init,startup-clear', '--daemon', '--pid', `file=${this.#in('pid')}`]
    execFileSync('swtpm', ['socket', '--tpm2', '--tpmstate', `dir=${state}`, ...channels, ...ready])
    writeFileSync(this.#in('bus.conf'), bus(this.#folder))
    const daemon = spawn('dbus-daemon', [`--config-file=${this.#in('bus.conf')}`, '--nofork', '--print-address=1'])
    this.#children.push(daemon)
    const [address] = (await once(createInterface(daemon.stdout), 'line')) as [string]
    const service = 'tabrmd:bus_type=session'
    this.#variables = { DBUS_SESSION_BUS_ADDRESS: address, TPM2TOOLS_TCTI: service, TPM2_PKCS11_TCTI: service }
    const resources = ['--session', '--allow-root', '--tcti', `swtpm:path=${socket}`]
    const env = { ...process.env, ...this.#variables }
    this.#children.push(spawn('tpm2-abrmd', resources, { env, stdio: 'ignore' }))
    this.#run('', 'gdbus', 'wait', '--session', '--timeout', '60', 'com.intel.tss2.Tabrmd')
    this.#addToken(this.#in('token'), '')
  }

  #addToken(folder: string, pin: string): void {
    mkdirSync(folder)
    this.#run(folder, 'tpm2_ptool', 'init')
    this.#run(folder, 'tpm2_ptool', 'addtoken', '--pid=1', `--label=${tokenLabel}`, '--sopin=4711', `--userpin=${pin}`)
  }

  /** The variables by which programs find the TPM, and the token in a folder. */
  environment(token: string): Readonly<Record<string, string>> {
    return { ...this.#variables, TPM2_PKCS11_STORE: token }
  }

  /**
   * Puts a new token into a folder, and its driver into the NSS database `database`.
   *
   * @param pin of its user; empty: the token asks for none
   */
  provide(token: string, database: string, pin = ''): void {
    // To make one takes a second.
    if (pin === '') cpSync(this.#in('token'), token, { recursive: true })
    else this.#addToken(token, pin)
    mkdirSync(database, { recursive: true })
    if (!existsSync(path.join(database, 'cert9.db'))) {
      this.#run(token, 'certutil', '-N', '--empty-password', '-d', `sql:${database}`)
    }
    this.#run(token, 'modutil', '-force', '-add', 'TPM', '-libfile', tpmModule!, '-dbdir', `sql:${database}`)
  }

  async stop(): Promise<void> {
    for (const child of this.#children.reverse()) {
      const ended = child.exitCode ?? child.signalCode ?? once(child, 'exit')
      child.kill()
      await ended
    }
    end(this.#in('pid'))
    // Again where it is still at it: it is nobody's child.
    removeFolder(this.#folder)
  }

  #in(name: string): string {
    return path.join(this.#folder, name)
  }

  #run(token: string, program: string, ...args: string[]): void {
    const env = { ...process.env, ...this.environment(token) }
    execFileSync(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'], timeout: 90_000 })
  }
}

/** swtpm, which went into the background once it was ready. */
function end(file: string): void {
  try {
    process.kill(Number(readFileSync(file, 'utf8')))
  } catch {
    // It was not started.
  }
}
