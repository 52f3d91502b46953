import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { asksForAutomation, cleanStart, type Start } from '../../../main/cli/clean-start.ts'
import { optionNames } from '../../../main/cli/command-line.ts'
import { addressAmong } from '../../../main/desktop/lifecycle/addresses.ts'
import { settings } from '../../../main/storage/settings/setting.ts'

interface Given {
  readonly platform?: NodeJS.Platform
  readonly automation?: boolean
  readonly environment?: NodeJS.ProcessEnv
}
const clean = (args: readonly string[], { platform = 'linux', automation = false, environment = {} }: Given = {}) =>
  cleanStart(
    { args, environment },
    { platform, options: optionNames(settings), address: addressAmong(args), automation },
  )
/** What is left of the arguments. */
const left = (args: readonly string[], given?: Given) => (clean(args, given) ?? ({ args } as Start)).args

describe('a packed app that is started with more than it takes', () => {
  it.each([
    'remote-debugging-port=0',
    'remote-debugging-pipe',
    'remote-allow-origins=*',
    'inspect=0',
    'ignore-certificate-errors',
    'ignore-certificate-errors-spki-list=x',
    'host-resolver-rules=MAP * 127.0.0.1',
    'proxy-server=attacker.example:3128',
    'log-net-log=/tmp/log',
    'net-log-capture-mode=Everything',
    'ssl-key-log-file=/tmp/keys',
    'js-flags=--allow-natives-syntax',
    'enable-logging',
    'log-file=/tmp/log',
    'renderer-cmd-prefix=/tmp/x',
    'utility-cmd-prefix=/tmp/x',
    'disable-web-security',
    'load-extension=/tmp/x',
    'user-data-dir=/tmp/x',
    'auth-server-allowlist=*',
    'enable-features=X',
    'what-chromium-will-have-next-year',
  ])('leaves out --%s, however it is written', (option) => {
    expect(left([`--${option}`, '--demo', `-${option}`])).toEqual(['--demo'])
    // Chromium takes the spaces off, and then looks for hyphens.
    for (const space of [' ', '\t', '\n', '\r\n ', '\v', '\f', '\u0085', '\u00a0', '\u3000']) {
      expect(left([`${space}--${option}`, '--demo', `${space}-${option}${space}`])).toEqual(['--demo'])
    }
    const upper = option.replace(/^[^=]+/, (name) => name.toUpperCase())
    expect(left([`--${upper}`, `/${option}`, '--demo'], { platform: 'win32' })).toEqual(['--demo'])
  })

  it('keeps the sandbox where no launcher needs it off', () => {
    expect(left(['--no-sandbox', '--demo'], { platform: 'win32' })).toEqual(['--demo'])
    expect(left(['/no-sandbox', 'koshin:open'], { platform: 'win32' })).toEqual(['koshin:open'])
    expect(left(['--no-sandbox', '--demo'], { platform: 'darwin' })).toEqual(['--demo'])
    expect(left(['--no-sandbox', '--demo'], { platform: 'linux' })).toEqual(['--no-sandbox', '--demo'])
  })

  it('takes its own options, their values, and what Electron needs', () => {
    const args = [
      '--no-sandbox',
      '--config',
      '/a/b.json',
      '--unattended=renew',
      '--yes',
      '--lang=ja',
      '--est-url=https://x',
    ]
    expect(clean(args)).toBeUndefined()
    expect(clean([...args, '--ozone-platform=headless'])).toBeUndefined()
    expect(clean(['--updated'], { platform: 'win32' })).toBeUndefined()
  })

  it('takes no option of its own that is written as Chromium alone reads it', () => {
    expect(left(['--demo', '-remote-debugging-port=1', '-'])).toEqual(['--demo', '-'])
  })

  it('takes nothing behind an address, and before it only what a launcher needs', () => {
    const behind = ['koshin:open', '--remote-debugging-port=0', '--demo', '--config', '/tmp/x']
    expect(left(behind)).toEqual(['koshin:open'])
    expect(left(['--no-sandbox', '--config', '/tmp/x', ...behind])).toEqual(['--no-sandbox', 'koshin:open'])
    expect(left(['--remote-debugging-port=0', '--', ...behind], { automation: true })).toEqual(['--', 'koshin:open'])
  })

  it('takes no end of switches with spaces around it for one: Chromium would, and what is behind it stays filtered', () => {
    expect(left(['--demo', ' --', '--remote-debugging-port=0'])).toEqual(['--demo'])
  })

  it('keeps what stands behind the end of switches, which Chromium reads as no switch', () => {
    expect(clean(['--demo', '--', '--remote-debugging-port=0'])).toBeUndefined()
  })

  it.each([
    'SSLKEYLOGFILE',
    'ELECTRON_ENABLE_LOGGING',
    'ELECTRON_LOG_FILE',
    'ELECTRON_RUN_AS_NODE',
    'NODE_V8_COVERAGE',
    'NODE_DEBUG',
    'NODE_TLS_REJECT_UNAUTHORIZED',
    'CHROME_LOG_FILE',
    'CHROME_DEVEL_SANDBOX',
    'NSS_SDB_USE_CACHE',
    'NSPR_LOG_FILE',
    'NSPR_TRACE_LOG',
    'OPENSC_DEBUG',
    'P11_KIT_DEBUG',
    'PCSCLITE_DEBUG',
    'SECRET_BACKEND',
    'SECRET_FILE_TEST_PATH',
    'SECRET_FILE_TEST_PASSWORD',
    'TSS2_LOGFILE',
    'TPM2_PKCS11_LOG_LEVEL',
    'KRB5_TRACE',
    'WAYLAND_DEBUG',
    'GDK_DEBUG',
    'GTK_DEBUG',
    'G_DBUS_DEBUG',
    'sslkeylogfile',
  ])('forgets the variable %s', (name) => {
    const environment = { HOME: '/home/u', KOSHIN_CONFIG: '/a', NODE_OPTIONS: '--x', [name]: '/tmp/x' }
    const { [name]: _, ...rest } = environment
    expect(clean(['--demo'], { environment })).toEqual({ args: ['--demo'], environment: rest })
  })

  it('is started again once: what is left is clean', () => {
    const environment = { SSLKEYLOGFILE: '/tmp/x', PATH: '/bin' }
    const again = clean(['--remote-debugging-port=0', '--hidden'], { environment })!
    expect(clean(again.args, { environment: again.environment })).toBeUndefined()
  })
})

describe('a machine whose policy lets programs drive the windows', () => {
  it('takes the switches for that, and no other', () => {
    const args = ['--remote-debugging-port=0', '--ignore-certificate-errors', '--demo']
    expect(left(args, { automation: true })).toEqual(['--remote-debugging-port=0', '--demo'])
  })

  it('knows whether they were asked for', () => {
    expect(asksForAutomation(['--demo', '--remote-debugging-port=0'], 'linux')).toBe(true)
    expect(asksForAutomation(['/Remote-Debugging-Pipe'], 'win32')).toBe(true)
    expect(asksForAutomation(['--demo', 'remote-debugging-port'], 'linux')).toBe(false)
  })
})

describe.each(['', 'ja/'])('the table of switches and variables (build/docs/%sproduct/security.md)', (language) => {
  const text = readFileSync(new URL(`../../../build/docs/${language}product/security.md`, import.meta.url), 'utf8')
  const rows = text
    .slice(text.indexOf('`--no-sandbox`') - 1000)
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => [...line.split(' | ')[0]!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!))
  const [obeyed, sandbox, driven, others, forgotten, fused, unstopped] = rows

  it('has a row for each fate', () => {
    expect(rows).toHaveLength(7)
    expect(sandbox).toEqual(['--no-sandbox'])
  })

  it('says truly which switches are obeyed', () => {
    const given = obeyed!.filter((one) => one.startsWith('--'))
    expect(left(given)).toEqual(given)
    expect(left(driven!)).toEqual([])
    expect(left(driven!, { automation: true })).toEqual(driven)
    expect(left(others!, { automation: true })).toEqual([])
  })

  it('says truly which variables are forgotten', () => {
    const given = [...forgotten!, ...fused!, ...unstopped!]
    const environment = Object.fromEntries(given.map((name) => [name, '/tmp/x']))
    expect(Object.keys(clean(['--demo'], { environment })!.environment)).toEqual([...fused!, ...unstopped!])
  })
})
