import { describe, expect, it } from 'vitest'
import { readCommandLine as read, toldOnly, unattendedIn } from '../../../main/cli/command-line.ts'
import { settings } from '../../../main/storage/settings/setting.ts'

const readCommandLine = (argv: readonly string[]) => read(argv, settings)

describe('the command line', () => {
  it('starts the demo with a certificate that is due, unless another is named', () => {
    expect(readCommandLine(['.', '--demo'])).toMatchObject({
      value: { demo: { certificate: 'due', folder: undefined } },
    })
    expect(readCommandLine(['--demo', '--demo-certificate=two'])).toMatchObject({
      value: { demo: { certificate: 'two' } },
    })
  })

  it('has no demo unless it is asked for', () => {
    expect(readCommandLine(['.'])).toMatchObject({
      ok: true,
      value: { demo: undefined, unattended: undefined, yes: false },
    })
  })

  it("leaves Chromium's own switches alone", () => {
    const argv = ['--no-sandbox', '--ozone-platform=headless', '--inspect=0', '/app', '--unattended', 'renew', '--yes']
    expect(readCommandLine(argv)).toMatchObject({ value: { unattended: 'renew', yes: true } })
  })

  it('takes all banks for a renewal and a status alone, and none beside them', () => {
    expect(readCommandLine(['--status', '--all-banks'])).toMatchObject({ value: { allBanks: true } })
    expect(readCommandLine(['--unattended', 'renew', '--all-banks'])).toMatchObject({ value: { allBanks: true } })
    expect(readCommandLine(['--unattended', 'renew'])).toMatchObject({ value: { allBanks: false } })
    for (const wrong of [
      ['--unattended', 'enrol'],
      ['--unattended', 'retire'],
      [],
      ['--unattended', 'renew', '--bank', 'kita'],
      ['--unattended', 'renew', '--thumbprint', 'a'.repeat(64)],
    ]) {
      expect(readCommandLine([...wrong, '--all-banks'])).toMatchObject({ failure: { code: 'config.invalid' } })
    }
  })

  it('takes the bank file whose code is asked for', () => {
    expect(readCommandLine(['--bank-file-code', 'bank.koshin-bank'])).toMatchObject({
      value: { bankFileCode: 'bank.koshin-bank' },
    })
    expect(readCommandLine(['--bank-file-code'])).toMatchObject({ failure: { code: 'config.invalid' } })
  })

  it('takes what the system is to do once a day, and nothing else', () => {
    expect(readCommandLine(['--schedule', 'daily', '--yes'])).toMatchObject({ value: { schedule: 'daily', yes: true } })
    expect(readCommandLine(['--schedule', 'weekly'])).toMatchObject({ failure: { code: 'config.invalid' } })
    expect(readCommandLine(['--schedule'])).toMatchObject({ failure: { code: 'config.invalid' } })
  })

  it('takes settings as options', () => {
    const options = ['--est-url', 'https://a.example', '--trust-anchors=a.pem']
    expect(readCommandLine(options)).toMatchObject({
      value: { settings: { 'est-url': 'https://a.example', 'trust-anchors': 'a.pem' } },
    })
  })

  it.each(['status', 'renew', 'enrol', 'retire', 'diagnose', 'self-test'])(
    'takes the unattended command %s',
    (command) => {
      expect(readCommandLine(['--unattended', command])).toMatchObject({ value: { unattended: command } })
    },
  )

  it('takes --status --json as management tools are used to it', () => {
    expect(readCommandLine(['--status', '--json'])).toMatchObject({ value: { unattended: 'status' } })
  })

  it('takes a thumbprint with colons and capitals', () => {
    const digits = 'AB'.repeat(32)
    expect(readCommandLine([`--thumbprint=${digits.replaceAll(/(..)(?!$)/g, '$1:')}`])).toMatchObject({
      value: { thumbprint: digits.toLowerCase() },
    })
  })

  const wrong: readonly [string, readonly string[]][] = [
    ['--demo-certificate', ['--demo', '--demo-certificate=fresh']],
    ['--unattended', ['--unattended', 'dance']],
    ['--thumbprint', ['--thumbprint', 'abc']],
    ['--config', ['--config']],
    ['--est-url', ['--est-url']],
  ]
  for (const [option, argv] of wrong) {
    it(`refuses ${argv.join(' ')} and names the option`, () => {
      const refused = readCommandLine(argv)
      expect(refused).toMatchObject({ ok: false, failure: { code: 'config.invalid' } })
      expect(!refused.ok && refused.failure.cause).toContain(option)
    })
  }
})

describe('what a command line asks for, also one that is wrong', () => {
  it('is help or the version, whatever stands beside it', () => {
    expect(toldOnly(['/app', '--config', '--help'])).toBe('help')
    expect(toldOnly(['--version', '--unattended', 'dance'])).toBe('version')
    expect(toldOnly(['--unattended', 'renew'])).toBeUndefined()
  })

  it.each([
    [['--unattended', 'renew', '--est-url'], 'renew'],
    [['--unattended=self-test'], 'self-test'],
    [['--status', '--json'], 'status'],
    [['--unattended', 'dance'], 'unknown'],
    [['--unattended'], 'unknown'],
    [['--diagnose'], undefined],
  ] as const)('of %j is the unattended run %s', (argv, command) => {
    expect(unattendedIn(argv)).toBe(command)
  })
})
