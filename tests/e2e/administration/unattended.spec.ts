/** `koshin --unattended COMMAND` against a bare EST bank, without windows and without a display. */
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { lineSchema } from '../../../main/cli/unattended/lines.ts'
import { runsOfCustomers } from '../network/customer-runs.ts'
import { appRoot, expect, heading, test } from '../stage/app.ts'
import { profileOf, startCustomer } from '../stage/customer.ts'
import { introduce } from '../stage/electron.ts'
import { runWindowless, settingsOf } from '../stage/windowless.ts'

interface Run {
  readonly code: number
  readonly lines: readonly Record<string, unknown>[]
  readonly errors: string
}

async function runUnattended(folder: string, options: readonly string[], command = 'renew', input = ''): Promise<Run> {
  const { code, output, errors } = await runWindowless(folder, ['--unattended', command, ...options], input)
  const lines = output.split('\n').filter((line) => line.startsWith('{'))
  for (const line of lines) lineSchema.parse(JSON.parse(line))
  return { code, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>), errors }
}

const runs = runsOfCustomers()

/** The same without a start for each run, where what is begun and ended is for other tests. */
async function runOn(folder: string, options: readonly string[], command = 'renew') {
  const run = await runs(folder, ['--unattended', command, ...options])
  for (const line of run.lines) lineSchema.parse(line)
  return run
}

test.describe('an unattended run', () => {
  test('renews the certificate that is due, prints each step as JSON and ends with 0', async ({ openBank, folder }) => {
    const bank = await openBank()
    const [before] = bank.storedCertificates()
    const settings = settingsOf(folder)

    const run = await runUnattended(folder, ['--config', settings, '--yes'])
    expect(run.errors).not.toContain('Error:')
    expect(run.lines.at(-1)).toMatchObject({ schema: 1, event: 'result', outcome: 'done', exitCode: 0 })
    expect(run.code).toBe(0)
    const steps = run.lines.filter((line) => line['event'] === 'step').map((line) => line['step'])
    expect(steps).toEqual([
      'making-key-ahead',
      'key-ahead',
      'confirming-request',
      'making-request',
      'requesting',
      'confirming-installation',
      'installing',
      'proving',
      'retiring',
    ])
    const [after, ...others] = bank.storedCertificates()
    expect(others).toEqual([])
    expect(after!.thumbprint).not.toBe(before!.thumbprint)

    const again = await runUnattended(folder, ['--config', settings, '--yes'])
    expect(again.lines.at(-1)).toMatchObject({ outcome: 'nothing-to-do' })
    expect(again.code).toBe(3)
  })

  test('renews at a bank that offers CMP alone', async ({ openBank, folder }) => {
    const bank = await openBank()
    const [before] = bank.storedCertificates()
    const { bank: offered } = JSON.parse(readFileSync(settingsOf(folder), 'utf8')) as { bank: Record<string, unknown> }
    const settings = path.join(path.dirname(settingsOf(folder)), 'cmp.json')
    writeFileSync(settings, JSON.stringify({ bank: { ...offered, est: undefined } }))
    const run = await runUnattended(folder, ['--config', settings, '--yes'])
    expect(run.lines.at(-1)).toMatchObject({ outcome: 'done', exitCode: 0 })
    const [after, ...others] = bank.storedCertificates()
    expect(others).toEqual([])
    expect(after!.thumbprint).not.toBe(before!.thumbprint)
  })

  test('asks for consent with 4 without --yes and changes nothing', async ({ openBank, folder }) => {
    const bank = await openBank()
    const before = bank.storedCertificates()
    const run = await runUnattended(folder, ['--config', settingsOf(folder)])
    expect(run.lines.at(-1)).toMatchObject({ outcome: 'consent-needed' })
    expect(run.code).toBe(4)
    expect(bank.storedCertificates()).toEqual(before)
  })

  test('never picks one of several: it ends with 8 until the thumbprint says which', async ({ openBank, folder }) => {
    const bank = await openBank('two')
    const before = bank.storedCertificates().map((one) => one.thumbprint)
    const settings = settingsOf(folder)
    const several = await runOn(folder, ['--config', settings, '--yes'])
    expect(several.lines.at(-1)).toMatchObject({ outcome: 'several-due' })
    expect(several.code).toBe(8)

    const named = await runOn(folder, ['--config', settings, '--yes', '--thumbprint', before[0]!])
    expect(named.code).toBe(0)
    const after = bank.storedCertificates().map((one) => one.thumbprint)
    expect(after).toContain(before[1])
    expect(after).not.toContain(before[0])
  })

  test('tells detection rules where the machine stands, before and after a renewal', async ({ openBank, folder }) => {
    const bank = await openBank()
    const [due] = bank.storedCertificates()
    const config = ['--config', settingsOf(folder)]
    const before = await runWindowless(folder, ['--status', '--json', ...config])
    expect(JSON.parse(before.output)).toMatchObject({
      command: 'status',
      outcome: 'due',
      certificate: { thumbprint: due!.thumbprint, daysLeft: 20 },
    })
    expect(before.code).toBe(15)

    expect((await runOn(folder, [...config, '--yes'])).code).toBe(0)
    const after = await runOn(folder, config, 'status')
    expect(after.lines).toMatchObject([{ command: 'status', outcome: 'done', certificate: { status: 'valid' } }])
    expect(after.code).toBe(0)
    const tested = await runOn(folder, config, 'self-test')
    expect(tested.lines.at(-1)).toMatchObject({ outcome: 'done' })
    expect(tested.lines.filter(({ event }) => event === 'check')).toHaveLength(6)
    const diagnosed = await runOn(folder, config, 'diagnose')
    expect(diagnosed.lines.at(-1)).toMatchObject({
      outcome: 'done',
      diagnosis: { certificates: [{ status: 'valid' }, { status: 'retired' }] },
    })
  })

  test('is handed over to the app in the tray, which renews without a window and shows it when it is opened', async ({
    openBank,
    folder,
  }) => {
    const bank = await openBank()
    const [old] = bank.storedCertificates()
    const customer = await startCustomer(folder)
    const window = await customer.window()
    await expect(window.getByTestId('login-certificate')).toBeVisible()
    const beside = [`--user-data-dir=${profileOf(folder)}`, '--config', settingsOf(folder)]
    // What only looks asks nobody; what needs a password is handed to nobody, and neither is another bank's work.
    expect((await runUnattended(folder, beside, 'status')).code).toBe(15)
    for (const [command, options, code] of [
      ['enrol', [], 'handover.not-possible'],
      ['renew', ['--est-label', 'other'], 'handover.other-settings'],
    ] as const) {
      const run = await runUnattended(folder, [...beside, ...options, '--yes'], command)
      expect(run.lines).toMatchObject([{ command, outcome: 'busy', exitCode: 13, failure: { code } }])
      expect(run.code).toBe(13)
    }
    await window.close()
    // Asked inside the app: it has done what a second start asked for before that one ends.
    const windows = () => customer.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
    await expect.poll(windows).toBe(0)

    expect((await runUnattended(folder, beside)).code).toBe(4)
    const run = await runUnattended(folder, [...beside, '--yes'])
    const made = bank.storedCertificates()
    expect(run.lines.at(-1)).toMatchObject({
      outcome: 'done',
      certificate: { thumbprint: made[0]!.thumbprint, status: 'valid' },
      retired: [old!.thumbprint],
    })
    expect(run.code).toBe(0)
    expect(run.lines.filter(({ event }) => event === 'check')).toHaveLength(6)
    expect(run.lines).toContainEqual(expect.objectContaining({ event: 'step', step: 'proving' }))
    expect(made.map(({ thumbprint }) => thumbprint)).not.toContain(old!.thumbprint)
    expect(await windows()).toBe(0)

    // A start by its user opens the window.
    expect((await runWindowless(folder, beside)).code).toBe(0)
    expect(await windows()).toBe(1)
    const shown = await customer.window()
    await expect(heading(shown, '電子証明書発行 発行完了')).toBeVisible()
    await shown.close()
    await expect.poll(windows).toBe(0)
    expect((await runUnattended(folder, [...beside, '--yes', '--all-banks'])).code).toBe(3)
    await customer.close()
  })

  test('is waited for by whoever opens the app meanwhile, who is told so, and then has the window', async ({
    openBank,
    folder,
  }) => {
    const { bank } = await openBank()
    const beside = [`--user-data-dir=${profileOf(folder)}`, '--config', settingsOf(folder)]
    introduce(profileOf(folder))
    // A bank that answers nothing for now.
    const goOn = bank.pause()
    const run = runUnattended(folder, [...beside, '--yes'])
    await expect.poll(() => existsSync(path.join(profileOf(folder), 'handover/app.socket'))).toBe(true)

    const customer = await startCustomer(folder)
    const waiting = await customer.app.firstWindow()
    await expect(heading(waiting, 'まもなく Koshin を開きます')).toBeVisible()
    const closed = waiting.waitForEvent('close')
    goOn()
    await closed
    expect((await run).lines.at(-1)).toMatchObject({ outcome: 'done' })
    const window = await customer.window()
    await expect(heading(window, 'ログイン')).toBeVisible()
    await expect(window.getByTestId('login-certificate')).toBeVisible()
    // It has the lock now, as ever: the next start shows its window, and ends.
    expect((await runWindowless(folder, beside)).code).toBe(0)
    await expect.poll(() => customer.openPages()).toEqual(['index.html'])
    await customer.close()
  })

  test('acquires a certificate with the one-time password from standard input', async ({ openBank, folder }) => {
    const bank = await openBank('absent')
    const { customerId, password } = await bank.invited()
    const options = ['--config', settingsOf(folder), '--customer-id', customerId, '--yes']

    const none = await runUnattended(folder, options, 'enrol')
    expect(none.lines.at(-1)).toMatchObject({
      outcome: 'configuration-invalid',
      failure: { code: 'renewal.password-needed' },
    })
    const wrong = await runUnattended(folder, options, 'enrol', 'wrong-password\n')
    expect(wrong.lines.at(-1)).toMatchObject({ outcome: 'bank-refused', failure: { code: 'bank.unauthorized' } })
    expect(wrong.code).toBe(10)
    const right = await runUnattended(folder, options, 'enrol', `${password}\n`)
    expect(right.lines.at(-1)).toMatchObject({ outcome: 'done', certificate: { status: 'valid' } })
    expect(bank.storedCertificates()).toHaveLength(1)
    expect(bank.storedKeys()).toBe(1)
    expect((await runUnattended(folder, options, 'enrol', `${password}\n`)).code).toBe(3)
  })

  test('retires what a renewal that was undone left among the choices', async ({ openBank, folder }) => {
    const bank = await openBank()
    const config = ['--config', settingsOf(folder)]
    expect((await runOn(folder, [...config, '--yes'])).code).toBe(0)
    const customer = await startCustomer(folder)
    const window = await customer.window()
    await window.getByRole('button', { name: 'ログイン', exact: true }).click()
    await window.getByTestId('main-restore').click()
    await expect.poll(() => bank.storedCertificates()).toHaveLength(2)
    await customer.close()

    expect((await runOn(folder, config, 'retire')).code).toBe(4)
    expect(bank.storedCertificates()).toHaveLength(2)
    expect((await runOn(folder, [...config, '--yes'], 'retire')).lines.at(-1)).toMatchObject({
      outcome: 'done',
    })
    expect(bank.storedCertificates()).toHaveLength(1)
    expect((await runOn(folder, [...config, '--yes'], 'retire')).code).toBe(3)
  })

  test('says which setting is wrong and ends with 2', async ({ folder }) => {
    cpSync(path.join(appRoot, 'package.json'), path.join(folder, 'not-anchors.pem'))
    const file = path.join(folder, 'wrong.json')
    writeFileSync(
      file,
      JSON.stringify({ bank: { est: { url: 'http://bank.example' }, trustAnchors: 'not-anchors.pem' } }),
    )
    const run = await runUnattended(folder, ['--config', file, '--yes'])
    expect(run.code).toBe(2)
    expect(run.errors).toContain('bank.est.url')
  })
})
