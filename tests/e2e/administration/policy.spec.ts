/** What a machine's administrator decided, read from where the product reads it: /etc/koshin/policy.json. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, heading, test } from '../stage/app.ts'
import { shareBank } from '../stage/banks/shared-bank.ts'
import { begunAnew, newcomersProfile, startNewcomer } from '../stage/newcomer.ts'
import { startProxy } from '../network/connect-proxy.ts'
import { startInspector } from '../network/inspector.ts'
import { manage, missingForManagement } from './managed-machine.ts'
import { managedBank, runWindowless, settingsOf } from '../stage/windowless.ts'

const missing = missingForManagement()
if (missing !== undefined) console.warn(`managed policy is not tested: ${missing}`)

const lastLine = (output: string) => JSON.parse(output.trimEnd().split('\n').at(-1)!) as Record<string, unknown>

test.describe('on a managed machine', () => {
  test.skip(missing !== undefined, missing)

  /** For what changes nothing in it. */
  const unchanged = shareBank()

  test('a renewal needs no settings and no answer, and no option leads elsewhere', async ({ openBank, folder }) => {
    const standing = await openBank()
    const [before] = standing.storedCertificates()
    const proxy = await startProxy()
    try {
      const on = manage(folder, {
        bank: managedBank(folder),
        consent: 'managed',
        proxy: { mode: 'fixed', server: `127.0.0.1:${proxy.port}`, bypass: ['<-loopback>'] },
      })
      const options = ['--unattended', 'renew', '--est-url', 'https://127.0.0.1:1', '--proxy-server=127.0.0.1:1']
      const run = await runWindowless(folder, options, '', on)
      expect(lastLine(run.output)).toMatchObject({ outcome: 'done', exitCode: 0 })
      expect(run.code).toBe(0)
      expect(standing.storedCertificates()).not.toContainEqual(before)
      // All of it went the managed way; nobody but the bank was asked for anything.
      expect([...new Set(proxy.tunnels)]).toEqual([
        new URL(String((managedBank(folder)['est'] as { url: string }).url)).host,
      ])
    } finally {
      proxy.close()
    }
  })

  test('the organisation answers both questions of a first enrolment where it says so', async ({
    openBank,
    folder,
  }) => {
    const standing = await openBank('absent')
    const { customerId, password } = await standing.invited()
    const enrol = (policy: object) =>
      runWindowless(
        folder,
        ['--unattended', 'enrol', '--customer-id', customerId],
        `${password}\n`,
        manage(folder, policy),
      )
    const bank = managedBank(folder)
    const unsaid = await enrol({ bank })
    expect(lastLine(unsaid.output)).toMatchObject({ outcome: 'consent-needed', exitCode: 4 })
    const managed = await enrol({ bank, consent: 'managed' })
    expect(lastLine(managed.output)).toMatchObject({ outcome: 'done', certificate: { status: 'valid' } })
    expect([standing.storedCertificates().length, standing.storedKeys()]).toEqual([1, 1])
  })

  test('where it says that the user answers, --yes answers nothing', async () => {
    const standing = unchanged()
    const { folder } = standing
    const before = standing.storedCertificates()
    const on = manage(folder, { bank: managedBank(folder), consent: 'user' })
    const run = await runWindowless(folder, ['--unattended', 'renew', '--yes'], '', on)
    expect(lastLine(run.output)).toMatchObject({ outcome: 'consent-needed' })
    expect(run.code).toBe(4)
    expect(standing.storedCertificates()).toEqual(before)
  })

  test('a diagnosis tells what is managed, in the managed language', async () => {
    const { folder } = unchanged()
    const on = manage(folder, { language: 'en', keyProvider: 'software', noticeDays: 10 })
    const run = await runWindowless(folder, ['--lang=ja', '--diagnose', '--config', settingsOf(folder)], '', on)
    expect(run.output).toContain('Managed policy: /etc/koshin/policy.json (noticeDays, keyProvider, language)\n')
    expect(run.output).toContain('New keys are to be held in: software\n')
    // 20 days left are not yet 10.
    expect(run.output).toContain('Status: valid\n')
    expect(run.code).toBe(0)
  })

  test('a managed PAC file is followed', async () => {
    const { folder } = unchanged()
    const proxy = await startProxy()
    try {
      const bank = { ...managedBank(folder), est: { url: 'https://est.bank.example' } }
      const pacUrl = `http://127.0.0.1:${proxy.port}/proxy.pac`
      const on = manage(folder, { bank, consent: 'managed', proxy: { mode: 'pac', pacUrl } })
      const run = await runWindowless(folder, ['--unattended', 'renew'], '', on)
      expect(lastLine(run.output)).toMatchObject({ outcome: 'bank-unreachable' })
      expect(new Set(proxy.tunnels)).toEqual(new Set(['est.bank.example:443']))
    } finally {
      proxy.close()
    }
  })

  test('behind a proxy that inspects TLS, a renewal is done by CMP once its root is known', async ({
    openBank,
    folder,
  }) => {
    const standing = await openBank()
    const bank = managedBank(folder)
    const inspector = await startInspector(folder, String(bank['trustAnchors']))
    try {
      const proxy = { mode: 'fixed', server: `127.0.0.1:${inspector.port}`, bypass: ['<-loopback>'] }
      const policy = { bank, consent: 'managed', renewalProtocol: 'cmp', proxy }
      const unknown = await runWindowless(folder, ['--unattended', 'renew'], '', manage(folder, policy))
      expect(lastLine(unknown.output)).toMatchObject({
        outcome: 'bank-unreachable',
        failure: { code: 'network.tls-inspected' },
      })
      expect(inspector.read).toEqual([])

      const known = await runWindowless(
        folder,
        ['--unattended', 'renew'],
        '',
        manage(folder, { ...policy, networkRoots: inspector.root }),
      )
      expect(inspector.read).toContain('/.well-known/cmp')
      expect(lastLine(known.output)).toMatchObject({ outcome: 'done' })
      expect(standing.storedCertificates()).toHaveLength(1)
    } finally {
      inspector.close()
    }
  })

  test('what changes in it is told to IT while a window is open, and holds in the tray once it is closed', async ({
    openBank,
    folder,
  }) => {
    await openBank('valid')
    const bank = managedBank(folder)
    const on = manage(folder, { bank, noticeDays: 20 })
    const customer = await startNewcomer(folder, { on })
    const window = await customer.window()
    await expect(heading(window, 'ログイン')).toBeVisible()
    const waiting = async () => {
      const profile = `--user-data-dir=${newcomersProfile(folder)}`
      const { output } = await runWindowless(folder, ['--status', '--json', profile], '', on)
      return lastLine(output)['policyWaits']
    }
    expect(await waiting()).toBeUndefined()

    manage(folder, { bank, noticeDays: 25 })
    // As the computer wakes up, again and again.
    await customer.app.evaluate(({ powerMonitor }) => void setInterval(() => powerMonitor.emit('resume'), 2000))
    // It is told once it has stood for three seconds. What tells IT is a start of the app, so that its source is awaited.
    const source = path.join(newcomersProfile(folder), 'state/policy-waits.json')
    const noted = () => existsSync(source) && readFileSync(source, 'utf8').includes('noticeDays')
    await expect.poll(noted, { timeout: 45_000 }).toBe(true)
    expect(await waiting()).toEqual(['noticeDays'])
    const args = await begunAnew(customer.app, () => window.close())
    expect(args.at(-1)).toBe('--hidden')
  })

  const wrong: readonly [string, unknown, number, string][] = [
    ['that contains a mistake', { consent: 'managed', noticeDays: 0 }, 0o644, 'noticeDays'],
    ['that is not JSON', '{', 0o644, 'is not JSON'],
    ['that everybody can write', { consent: 'managed' }, 0o666, 'is writable'],
  ]
  for (const [which, policy, mode, cause] of wrong) {
    test(`a policy ${which} is ignored as a whole and told, with 16`, async () => {
      const standing = unchanged()
      const { folder } = standing
      const before = standing.storedCertificates()
      const on = manage(folder, policy, mode)
      const settings = ['--config', settingsOf(folder)]

      const renewal = await runWindowless(folder, ['--unattended', 'renew', '--yes', ...settings], '', on)
      expect(lastLine(renewal.output)).toMatchObject({ outcome: 'policy-error', failure: { code: 'policy.invalid' } })
      expect(renewal.errors).toContain(cause)
      expect(renewal.code).toBe(16)
      expect(standing.storedCertificates()).toEqual(before)

      const diagnosis = await runWindowless(folder, ['--diagnose', '--json', ...settings], '', on)
      expect(JSON.parse(diagnosis.output)).toMatchObject({
        keyProvider: 'tpm-preferred',
        managed: { source: '/etc/koshin/policy.json', failure: { code: 'policy.invalid' } },
        certificates: [{ status: 'due' }],
      })
      expect(diagnosis.code).toBe(16)
    })
  }
})
